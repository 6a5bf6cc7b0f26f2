import { posix } from 'node:path';
import sanitizeHtml from 'sanitize-html';

/** What a page names and what it can be named by. */
export interface Seen {
  readonly links: readonly string[];
  /** Of elements that load something. */
  readonly loads: readonly string[];
  readonly ids: readonly string[];
  readonly tags: ReadonlySet<string>;
  readonly handlers: readonly string[];
  readonly headings: readonly number[];
}

const LOADING = new Set(['src', 'srcset', 'poster', 'data', 'background', 'action', 'formaction']);

export function seen(html: string): Seen {
  const [links, loads, ids, handlers]: [string[], string[], string[], string[]] = [[], [], [], []];
  const tags = new Set<string>();
  const headings: number[] = [];
  sanitizeHtml(html, {
    allowedTags: false,
    allowedAttributes: false,
    allowVulnerableTags: true,
    onOpenTag(name, attributes) {
      tags.add(name);
      if (/^h[1-6]$/.test(name)) headings.push(Number(name[1]));
      for (const [key, value] of Object.entries(attributes)) {
        if (key === 'href') (name === 'link' ? loads : links).push(value);
        if (LOADING.has(key)) loads.push(value);
        if (key === 'id') ids.push(value);
        if (key.startsWith('on') || key === 'style') handlers.push(`${name} ${key}`);
      }
    },
  });
  return { links, loads, ids, tags, handlers, headings };
}

export const isExternal = (link: string): boolean => /^[a-z][a-z0-9+.-]*:|^\/\//i.test(link);

/** Links of a site that lead to no file or anchor of it. */
export function deadLinks(files: ReadonlyMap<string, string>): string[] {
  const pages = new Map(
    [...files].filter(([path]) => path.endsWith('.html')).map(([path, text]) => [path, seen(text)]),
  );
  return [...pages].flatMap(([path, { links, loads }]) =>
    [...links, ...loads]
      .filter((link) => !isExternal(link))
      .filter((link) => {
        const [file = '', anchor] = link.split('#');
        const to = file === '' ? path : posix.join(posix.dirname(path), file);
        return (
          !files.has(to) || (anchor !== undefined && pages.get(to)?.ids.includes(anchor) !== true && anchor !== 'main')
        );
      })
      .map((link) => `${path}: ${link}`),
  );
}
