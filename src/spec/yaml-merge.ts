import { asObject, type Json } from './json.ts';
import { LIMITS } from './limits.ts';
import type { NodePlace } from './node-place.ts';
import { setMember } from './parsed.ts';
import { Unreadable } from './unreadable.ts';

/** A merge key with its value, and the offset of the key. */
export interface Merge {
  readonly source: Json;
  readonly at: number;
}

/** `<<` gives what the mapping does not say itself; an earlier source wins over a later one (YAML 1.1, merge key). */
export class Merges {
  readonly #places: ReadonlyMap<object, NodePlace>;
  #members = 0;

  /** @param places of all that was read so far. */
  constructor(places: ReadonlyMap<object, NodePlace>) {
    this.#places = places;
  }

  /** @throws Unreadable for a source that is no mapping, and for more members than are read. */
  into(map: Record<string, Json>, place: NodePlace, merges: readonly Merge[]): void {
    for (const { source, at } of merges) {
      const sources: readonly Json[] = Array.isArray(source) ? source : [source];
      for (const each of sources) this.#one(map, place, each, at);
    }
  }

  #one(map: Record<string, Json>, place: NodePlace, source: Json, at: number): void {
    const from = asObject(source);
    if (from === undefined) {
      throw new Unreadable('yaml-merge', 'a merge key "<<" takes a mapping or a list of mappings', at);
    }
    const places = this.#places.get(from);
    for (const [name, value] of Object.entries(from)) {
      if (++this.#members > LIMITS.merged) {
        const message = `merge keys bring in more than ${LIMITS.merged} members: the file is not read`;
        throw new Unreadable('too-complex', message, at);
      }
      if (Object.hasOwn(map, name)) continue;
      setMember(map, name, value);
      const span = places?.span(name);
      place.add(name, span?.start ?? at, span?.end ?? at);
    }
  }
}
