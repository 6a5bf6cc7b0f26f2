import { Command } from 'commander';
import { catalogueOf } from '../catalogue/entry.ts';
import { feedOf } from '../catalogue/feed.ts';
import { comeOrGone } from '../catalogue/news.ts';
import { siteOf } from '../catalogue/site/site.ts';
import { gatherCatalogue } from '../jobs/catalogue/gather.ts';
import { closeInspectors } from '../jobs/inspect/run.ts';
import { visible } from '../review/inert.ts';
import { counted, listed } from '../review/render/wording.ts';
import { SiteFolder } from './catalogue/folder.ts';
import { stateOf, wantedOf, type State } from './catalogue/wanted.ts';
import { placeOf, placesOf } from './check/places.ts';
import { CannotRun, type Place } from './check/tree.ts';

interface Options {
  readonly out: string;
  readonly since?: string;
  readonly internal: boolean;
}

/** `sluice catalogue`: what exists, as a file and as a site that needs no server. Exit code 1 where an API could not be shown. */
export function catalogueCommand(): Command {
  return new Command('catalogue')
    .description('write what APIs exist, and how to call them, as a file and as a site')
    .argument('[place]', 'folder or git revision to take them from', '.')
    .requiredOption('--out <folder>', 'where to write it: a new or empty folder, or one with such a site')
    .option('--since <place>', 'an older state, such as a git revision: what changed from there is told')
    .option('--internal', 'internal APIs and operations too; without it everybody may see the site', false)
    .addHelpText('after', '\nExit code: 0 written, 1 written without an API that cannot be read, 2 could not run.')
    .action(run);
}

async function run(name: string, options: Options): Promise<void> {
  try {
    process.exitCode = await write(name, options);
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    tell([error.message, 'Nothing was written.', ...(error.next === undefined ? [] : [error.next])].join(' '));
    process.exitCode = 2;
  } finally {
    closeInspectors();
  }
}

async function write(name: string, { out, since, internal }: Options): Promise<0 | 1> {
  const [before, now] = await states(name, since, internal);
  if (now.listings.length === 0) throw new CannotRun(`No API in ${name} that everybody may see.`, { next: HINT });
  const folder = await SiteFolder.open(out);
  const { signal } = new AbortController();
  const today = new Date().toISOString().slice(0, 10);
  const pages = (file: string, text: string) => folder.write(file, text);
  const { entries, news, unread } = await gatherCatalogue(wantedOf(now, before, internal), today, pages, signal);
  const catalogue = catalogueOf(entries);
  const all = [...news, ...gone(before, now)];
  const feed = feedOf('APIs', { key: JSON.stringify(all), news: all });
  for (const [file, text] of siteOf(catalogue, feed)) await folder.write(file, text);
  await folder.removeStale();
  for (const { api, reason } of unread) tell(`${api} is listed and not shown: ${reason}`);
  const { withoutOwner } = catalogue;
  if (withoutOwner.length > 0)
    tell(`Nobody is named as the owner of ${listed(withoutOwner, MOST_NAMED, (api) => api)}.`);
  process.stdout.write(`${visible(`Written to ${out}: ${counted(entries.length, 'API')}. Open ${out}/index.html.`)}\n`);
  return unread.length > 0 ? 1 : 0;
}

const MOST_NAMED = 10;
const HINT = 'With --internal it has those that are internal too.';

async function states(name: string, since: string | undefined, internal: boolean): Promise<[State | undefined, State]> {
  const [before, now] = since === undefined ? [undefined, await placeOf(name)] : await placesOf(since, name);
  for (const place of [before, now]) if (place?.file !== undefined) throw isFile(place);
  return [before && (await stateOf(before, internal)), await stateOf(now, internal)];
}

function isFile({ tree, file = '' }: Place): CannotRun {
  return new CannotRun(`${tree.show(file)} is a file.`, { next: 'Name a folder or a git revision.' });
}

/** What was there, and is not any more for those who may see it. */
function gone(before: State | undefined, now: State): ReturnType<typeof comeOrGone>[] {
  const names = new Set(now.listings.map(({ name }) => name));
  const left = (before?.listings ?? []).filter(({ name }) => !names.has(name));
  return left.map(({ name }) => comeOrGone(name, undefined, 'gone'));
}

/** No name of a file can speak to a terminal. */
function tell(line: string): void {
  process.stderr.write(`${visible(line)}\n`);
}
