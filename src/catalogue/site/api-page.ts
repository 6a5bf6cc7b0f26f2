import { html } from './html.ts';
import { aboutSite, page } from './layout.ts';
import { code, words } from './names.ts';
import { parts } from './parts/index.ts';
import type { PageInput } from './parts/part.ts';

/** The page of one API. */
export function apiPage(input: PageInput): string {
  const { listing, model, environment } = input;
  const title = model?.title ?? listing.name;
  const sections = parts.flatMap((part) => {
    const below = part.render(input);
    return below === undefined ? [] : [{ id: part.id, title: part.title, below }];
  });
  const main = html`<h1>${model?.title === undefined ? code(listing.name) : words(title)}</h1>
    <nav aria-label="On this page">
      <ul>
        ${sections.map((each) => html`<li><a href="#${each.id}">${each.title}</a></li>`)}
      </ul>
    </nav>
    ${sections.map(
      (each) =>
        html`<section aria-labelledby="${each.id}">
          <h2 id="${each.id}">${each.title}</h2>
          ${each.below}
        </section> `,
    )}`;
  return page({ root: '../', title, about: aboutSite(environment) }, main);
}
