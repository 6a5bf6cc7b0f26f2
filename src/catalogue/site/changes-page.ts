import type { Catalogue } from '../entry.ts';
import { lineText, type Feed } from '../feed.ts';
import { html, type Html } from './html.ts';
import { aboutSite, page } from './layout.ts';
import { words } from './names.ts';

/** The page that tells what changed: the feed, for people. */
export function changesPage({ environment, apis }: Catalogue, { items }: Feed): string {
  const pages = new Map(apis.map((api) => [api.name, api.page]));
  const main = html`<h1>Changes</h1>
    <p>The newest first. The same as a <a href="feed.json">JSON Feed</a>.</p>
    ${items.length === 0 ? html`<p>None is known.</p>` : items.map((item) => article(item, pages.get(item._sluice.api)))}`;
  return page({ root: '', title: 'Changes', about: aboutSite(environment) }, main);
}

function article({ title, date_published: at, _sluice: { lines, more } }: Feed['items'][number], to?: string): Html {
  return html`<article>
    <h2>${to === undefined ? words(title) : html`<a href="${to}">${words(title)}</a>`}</h2>
    ${at !== undefined && html`<p class="muted"><time datetime="${at}">${at.slice(0, 10)}</time></p>`}
    ${
      lines.length > 0 &&
      html`<ul>
        ${lines.map((line) => html`<li>${lineText(line)}</li> `)}${more > 0 && html`<li>${more} more</li>`}
      </ul>`
    }
  </article> `;
}
