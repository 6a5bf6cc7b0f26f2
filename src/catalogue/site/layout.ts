import { html, type Html } from './html.ts';

/** Where a page stands and what it is of. */
export interface Frame {
  /** From the page to the folder of the site: empty, or `../`. */
  readonly root: '' | '../';
  readonly title: string;
  /** What the whole site is of, for its foot. */
  readonly about: string;
}

/**
 * Nothing but the site's own stylesheet is loaded, no script runs and no form is sent. `file:` is the site's own where it is opened from a
 * disk, which has no origin that `'self'` could mean.
 */
const POLICY = "default-src 'none'; style-src 'self' file:; base-uri 'none'; form-action 'none'";

/** A whole page around what it shows. */
export function page({ root, title, about }: Frame, main: Html): string {
  return `${
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
          <meta name="referrer" content="no-referrer" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${title}</title>
          <link rel="stylesheet" href="${root}style.css" />
          <link rel="alternate" type="application/feed+json" title="Changes" href="${root}feed.json" />
        </head>
        <body>
          <a class="skip" href="#main">To the content</a>
          <header>
            <nav aria-label="Site">
              <a href="${root}index.html">All APIs</a><a href="${root}changes.html">Changes</a
              ><a href="${root}catalogue.json">As JSON</a>
            </nav>
          </header>
          <main id="main">${main}</main>
          <footer><p>${about}</p></footer>
        </body>
      </html>`.text
  }\n`;
}

/** What the site is of, for the foot of its pages. */
export function aboutSite(environment: string | undefined): string {
  return environment === undefined
    ? 'Made by Sluice from the descriptions in git.'
    : `Made by Sluice: what serves in ${environment}, as its last verified release left it.`;
}
