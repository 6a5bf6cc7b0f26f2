import { asObject, own, type Json, type JsonObject } from './json.ts';
import type { Repository } from './repository.ts';

/**
 * The objects that are named by `$anchor` or `$dynamicAnchor`; of several with one name the first in the text. What belongs to somebody
 * else is not entered.
 */
export function anchorsIn(root: Json, isForeign: (object: JsonObject) => boolean): ReadonlyMap<string, JsonObject> {
  const anchors = new Map<string, JsonObject>();
  for (const object of objectsIn(root, isForeign)) {
    for (const name of [own(object, '$anchor'), own(object, '$dynamicAnchor')]) {
      if (typeof name === 'string' && !anchors.has(name)) anchors.set(name, object);
    }
  }
  return anchors;
}

/** The schemas with a `$dynamicAnchor`, in the files that were read so far. */
export class DynamicAnchors {
  readonly #repository: Pick<Repository, 'sources'>;
  readonly #named = new Map<string, JsonObject[]>();
  #searched = 0;

  constructor(repository: Pick<Repository, 'sources'>) {
    this.#repository = repository;
  }

  /** In the order of the files, and of the text. */
  named(name: string): readonly JsonObject[] {
    const { sources } = this.#repository;
    for (const { value } of sources.slice(this.#searched)) this.#add(value);
    this.#searched = sources.length;
    return this.#named.get(name) ?? [];
  }

  #add(root: Json): void {
    for (const object of objectsIn(root, () => false)) {
      const name = own(object, '$dynamicAnchor');
      if (typeof name !== 'string') continue;
      const list = this.#named.get(name) ?? [];
      this.#named.set(name, list);
      list.push(object);
    }
  }
}

/** Each once, however many aliases lead to it. */
function* objectsIn(root: Json, isForeign: (object: JsonObject) => boolean): Generator<JsonObject> {
  const seen = new Set<Json>();
  const waiting = [root];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    const object = asObject(value);
    if (object !== undefined && object !== root && isForeign(object)) continue;
    if (object !== undefined) yield object;
    for (const child of Object.values(value).reverse()) waiting.push(child);
  }
}
