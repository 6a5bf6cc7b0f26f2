import type { Json } from './json.ts';
import { endOfString } from './json-string.ts';
import { NodePlace } from './node-place.ts';
import type { Places } from './node-place.ts';

/** Where an object or array begins, and what it is called there. */
interface Start {
  readonly parent: object | undefined;
  readonly key: string | number;
  readonly offset: number;
}

/**
 * Where everything stands that `JSON.parse` made of a text, found when it is asked for: few places are ever told, so only the
 * members of what leads to them are read, and long objects and arrays beside them are passed over.
 */
export class JsonPlaces implements Places {
  readonly #text: string;
  /** The end of each long object and array, by its start. */
  readonly #ends: ReadonlyMap<number, number>;
  /** What holds each object and array. */
  readonly #parents: ReadonlyMap<object, object>;
  readonly #places = new Map<object, NodePlace>();
  /** Of what stands in a place that was read. */
  readonly #starts = new Map<object, Start>();

  /** `text` is known to be the JSON of `root`. */
  constructor(text: string, root: Json, ends: ReadonlyMap<number, number>, parents: ReadonlyMap<object, object>) {
    this.#text = text;
    this.#ends = ends;
    this.#parents = parents;
    if (isContainer(root)) this.#starts.set(root, { parent: undefined, key: '', offset: afterSpace(text, 0) });
  }

  get(node: object): NodePlace | undefined {
    const unread: object[] = [];
    for (let at: object | undefined = node; !this.#places.has(at);) {
      unread.push(at);
      if (this.#starts.has(at)) break;
      at = this.#parents.get(at);
      if (at === undefined) return undefined;
    }
    for (const each of unread.reverse()) {
      const start = this.#starts.get(each);
      if (start !== undefined) this.#places.set(each, this.#read(each, start));
    }
    return this.#places.get(node);
  }

  #read(node: object, { parent, key, offset }: Start): NodePlace {
    const place = new NodePlace(parent, key, offset, Array.isArray(node));
    let at = afterSpace(this.#text, offset + 1);
    for (let index = 0; !isClosing(this.#text, at); index++) {
      const start = at;
      const name = Array.isArray(node) ? index : this.#nameAt(at);
      const value = typeof name === 'number' ? at : this.#valueAfter(at);
      const end = this.#end(value);
      place.add(String(name), start, end);
      const child = (node as Readonly<Record<string | number, Json>>)[name];
      if (isContainer(child)) this.#starts.set(child, { parent: node, key: name, offset: value });
      at = afterSpace(this.#text, end);
      if (this.#text.charAt(at) === ',') at = afterSpace(this.#text, at + 1);
    }
    place.end = at + 1;
    return place;
  }

  #nameAt(offset: number): string {
    const raw = this.#text.slice(offset, endOfString(this.#text, offset) + 1);
    return raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
  }

  /** Where the value of the member begins whose key stands at `offset`. */
  #valueAfter(offset: number): number {
    const colon = afterSpace(this.#text, endOfString(this.#text, offset) + 1);
    return afterSpace(this.#text, colon + 1);
  }

  #end(start: number): number {
    const known = this.#ends.get(start);
    if (known !== undefined) return known;
    let depth = 0;
    for (let at = start; at < this.#text.length; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === 34) {
        at = endOfString(this.#text, at);
        if (depth === 0) return at + 1;
      } else if (code === 123 || code === 91) depth++;
      else if (code === 125 || code === 93) {
        if (depth === 0) return at;
        if (--depth === 0) return at + 1;
      } else if (depth === 0 && (code === 44 || isSpace(code))) return at;
    }
    return this.#text.length;
  }
}

function isContainer(value: Json | undefined): value is Exclude<Json, string | number | boolean | null> {
  return typeof value === 'object' && value !== null;
}

function isClosing(text: string, at: number): boolean {
  const char = text.charAt(at);
  return char === '}' || char === ']' || char === '';
}

function afterSpace(text: string, offset: number): number {
  let at = offset;
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}
