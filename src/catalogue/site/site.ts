import type { Catalogue } from '../entry.ts';
import type { Feed } from '../feed.ts';
import { changesPage } from './changes-page.ts';
import { indexPage } from './index-page.ts';
import { STYLE } from './style.ts';

export const CATALOGUE_FILE = 'catalogue.json';
const FEED_FILE = 'feed.json';

/** All files of the site but the pages of single APIs, by path: the same catalogue and feed make the same bytes. */
export function siteOf(catalogue: Catalogue, feed: Feed): ReadonlyMap<string, string> {
  return new Map([
    // GitHub Pages leaves the files as they are.
    ['.nojekyll', ''],
    [CATALOGUE_FILE, asJson(catalogue)],
    ['changes.html', changesPage(catalogue, feed)],
    [FEED_FILE, asJson(feed)],
    ['index.html', indexPage(catalogue)],
    ['style.css', STYLE],
  ]);
}

function asJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
