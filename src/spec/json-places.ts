import { isContainer, type Json, type JsonObject } from './json.ts';
import { endOfString } from './json-string.ts';
import { NodePlace } from './node-place.ts';
import type { Places } from './node-place.ts';

/** Where an object or array begins, and what it is called there. */
interface Start {
  readonly parent: object | undefined;
  readonly key: string | number;
  readonly offset: number;
}

/** What holds each object and array. */
export type Holders = ReadonlyMap<object, object>;

/**
 * Where everything stands that `JSON.parse` made of a text, found when it is asked for: few places are ever told, so only the
 * members of what leads to them are read, and long objects and arrays beside them are passed over.
 */
export class JsonPlaces implements Places {
  readonly #bytes: Buffer;
  /** The end of each long object and array, by its start. */
  readonly #ends: ReadonlyMap<number, number>;
  readonly #holders: Holders;
  readonly #places = new Map<object, NodePlace>();
  /** Of what stands in a place that was read. */
  readonly #starts = new Map<object, Start>();

  /** `bytes` are known to be the JSON of `root`, in UTF-8. */
  constructor(bytes: Buffer, root: Json, holders: Holders, ends: ReadonlyMap<number, number>) {
    this.#bytes = bytes;
    this.#holders = holders;
    this.#ends = ends;
    if (isContainer(root)) this.#starts.set(root, { parent: undefined, key: '', offset: afterSpace(bytes, 0) });
  }

  get(node: object): NodePlace | undefined {
    const unread: object[] = [];
    for (let at: object | undefined = node; !this.#places.has(at);) {
      unread.push(at);
      if (this.#starts.has(at)) break;
      at = this.#holders.get(at);
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
    let at = afterSpace(this.#bytes, offset + 1);
    for (let index = 0; !isClosing(this.#bytes, at); index++) {
      const start = at;
      const name = Array.isArray(node) ? index : this.#nameAt(at);
      const value = typeof name === 'number' ? at : this.#valueAfter(at);
      const end = this.#end(value);
      place.add(String(name), start, end);
      const child = (node as Readonly<Record<string | number, Json>>)[name];
      if (isContainer(child)) this.#starts.set(child, { parent: node, key: name, offset: value });
      at = afterSpace(this.#bytes, end);
      if (this.#bytes[at] === 44) at = afterSpace(this.#bytes, at + 1);
    }
    place.end = at + 1;
    return place;
  }

  #nameAt(offset: number): string {
    const raw = this.#bytes.toString('utf8', offset, endOfString(this.#bytes, offset) + 1);
    return raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
  }

  /** Where the value of the member begins whose key stands at `offset`. */
  #valueAfter(offset: number): number {
    const colon = afterSpace(this.#bytes, endOfString(this.#bytes, offset) + 1);
    return afterSpace(this.#bytes, colon + 1);
  }

  #end(start: number): number {
    const known = this.#ends.get(start);
    if (known !== undefined) return known;
    let depth = 0;
    for (let at = start; at < this.#bytes.length; at++) {
      const code = this.#bytes[at] ?? 0;
      if (code === 34) {
        at = endOfString(this.#bytes, at);
        if (depth === 0) return at + 1;
      } else if (code === 123 || code === 91) depth++;
      else if (code === 125 || code === 93) {
        if (depth === 0) return at;
        if (--depth === 0) return at + 1;
      } else if (depth === 0 && (code === 44 || isSpace(code))) return at;
    }
    return this.#bytes.length;
  }
}

/**
 * What holds each object and array of a value, and how many members all its objects have: one walk for both. Over all members of a
 * whole description, `for … in` is several times as fast as a list of its keys.
 */
export function heldIn(root: Json): { readonly members: number; readonly holders: Holders } {
  const holders = new Map<object, object>();
  let members = 0;
  const waiting = isContainer(root) ? [root] : [];
  const hold = (child: Json | undefined, holder: object): void => {
    if (!isContainer(child)) return;
    holders.set(child, holder);
    waiting.push(child);
  };
  for (let holder = waiting.pop(); holder !== undefined; holder = waiting.pop()) {
    if (Array.isArray(holder)) {
      for (const item of holder as readonly Json[]) hold(item, holder);
      continue;
    }
    const object = holder as JsonObject;
    for (const key in object) {
      members++;
      hold(object[key], object);
    }
  }
  return { members, holders };
}

function isClosing(bytes: Uint8Array, at: number): boolean {
  const code = bytes[at];
  return code === 125 || code === 93 || code === undefined;
}

function afterSpace(bytes: Uint8Array, offset: number): number {
  let at = offset;
  while (isSpace(bytes[at])) at++;
  return at;
}

function isSpace(code: number | undefined): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}
