import { originOf, writtenNode } from './derived.ts';
import type { StepOf } from './description.ts';
import type { NodePlace } from './node-place.ts';
import type { Range } from './place.ts';
import type { Repository } from './repository.ts';
import type { Source } from './source.ts';

/** Finds where nodes stand, in the files of one description. */
export class Locator {
  readonly #repository: Repository;
  /** Which file a reference stands in, for those that were met on the way, and what was looked for: cheaper than searching all files. */
  readonly #homes = new Map<object, Source>();

  constructor(repository: Repository) {
    this.#repository = repository;
  }

  /** Remembers the file that a node stands in. */
  settle(node: object, source: Source): void {
    this.#homes.set(node, source);
  }

  /** The file that a node stands in. */
  homeOf(node: object): Source | undefined {
    const { sources } = this.#repository;
    return this.#homes.get(node) ?? (sources.length === 1 ? sources[0] : this.#locate(node)?.source);
  }

  /** Where a node, or the value of its key, stands in a text; undefined: it stands in none. */
  range(node: object, key?: string | number): Range | undefined {
    const origin = this.#origin(node, key);
    const found = this.#locate(origin.node);
    if (found === undefined) return undefined;
    if (origin.key === undefined) return found.source.range(found.place.start, found.place.end);
    const span = found.place.span(origin.key);
    return span === undefined ? undefined : found.source.range(span.start, span.end);
  }

  /** `FILE#/pointer`; `stepOf` can put something else in the place of a key. */
  pointer(node: object, stepOf: StepOf = () => undefined): string | undefined {
    const written = writtenNode(node);
    const source = this.#locate(written)?.source;
    return source && `${source.path}#${source.pointer(written, stepOf)}`;
  }

  /** What stands for the node, or for its member, in a text. */
  #origin(node: object, key: string | number | undefined): { node: object; key: string | number | undefined } {
    let at = node;
    let member = key;
    for (let origin = originOf(at); origin !== undefined; origin = originOf(at)) {
      const name = member;
      const moved = name === undefined ? undefined : origin.moved?.get(String(name));
      const holder = name === undefined ? undefined : origin.members?.find((each) => Object.hasOwn(each, name));
      if (moved !== undefined) member = undefined;
      else if (holder === undefined) member = origin.key;
      at = moved ?? holder ?? origin.node;
    }
    return { node: at, key: member };
  }

  #locate(node: object): { readonly source: Source; readonly place: NodePlace } | undefined {
    const home = this.#homes.get(node);
    for (const source of home === undefined ? this.#repository.sources : [home, ...this.#repository.sources]) {
      const place = source.places.get(node);
      if (place === undefined) continue;
      if (this.#repository.sources.length > 1) this.#homes.set(node, source);
      return { source, place };
    }
    return undefined;
  }
}
