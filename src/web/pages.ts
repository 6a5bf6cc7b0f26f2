import type { FastifyInstance, FastifyReply } from 'fastify';

/** A server-rendered, read-only page. There is no login: what a page shows, everybody who reaches the port can see. */
export interface Page {
  /** `/queue`. */
  readonly path: string;
  readonly title: string;
  /** The HTML below the heading; the page escapes what it shows. */
  render(): Promise<string>;
}

/** For text and for quoted attribute values. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A sentence of ours: what stands between backticks is code. */
export function sentenceHtml(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

const STYLE = `
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark }
  table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #8884; vertical-align: top }
  code { font-size: .9em; overflow-wrap: anywhere } nav a { margin-right: 1rem }`;

/** Nothing but these pages' own inline style is ever loaded. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function servePages(pages: readonly Page[]): (app: FastifyInstance) => void {
  const links = pages.map(({ path, title }) => `<a href="${escapeHtml(path)}">${escapeHtml(title)}</a>`).join('');
  return (app) => {
    for (const page of pages) {
      app.get(page.path, async (_request, reply) =>
        sendPage(reply, page.title, await page.render(), `<nav>${links}</nav>`),
      );
    }
  };
}

/** `html` stands below the heading, `above` before it. */
export function sendPage(reply: FastifyReply, title: string, html: string, above = ''): FastifyReply {
  const heading = escapeHtml(title);
  const text = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${heading} · Sluice</title><style>${STYLE}</style>
    ${above}<h1>${heading}</h1>${html}</html>`;
  return reply.type('text/html; charset=utf-8').header('content-security-policy', PAGE_POLICY).send(text);
}
