import { createHash } from 'node:crypto';

/** A text as a part of an address: lower-case letters, digits, `.`, `_` and `-`, at most 80. Two texts can have the same. */
function slug(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9._]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  return plain.slice(0, 80) || 'x';
}

/** The file of an API's page, without its folder: names of a configuration as they are, others with a digest that tells them apart. */
export function pageName(api: string): string {
  if (/^[a-z0-9][a-z0-9._-]{0,62}$/.test(api)) return `${api}.html`;
  return `${slug(api)}-${createHash('sha256').update(api).digest('hex').slice(0, 8)}.html`;
}

/** Gives out anchors of one page, each once. */
export class Anchors {
  readonly #given = new Set<string>();

  give(prefix: string, text: string): string {
    const base = `${prefix}-${slug(text)}`;
    let anchor = base;
    for (let n = 2; this.#given.has(anchor); n++) anchor = `${base}-${n}`;
    this.#given.add(anchor);
    return anchor;
  }
}
