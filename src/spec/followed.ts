import type { JsonObject } from './json.ts';
import type { Range } from './place.ts';

/** One reference of a chain; chains share their tails. */
export interface Hop {
  readonly site: JsonObject;
  readonly next: Hop | undefined;
}

/** What a chain of references leads to. The places of the references are worked out only when somebody asks for them. */
export class Followed {
  readonly ok = true;
  readonly node: JsonObject;
  readonly hop: Hop;
  readonly #rangeOf: (node: JsonObject) => Range | undefined;
  #via: readonly Range[] | undefined;

  constructor(node: JsonObject, hop: Hop, rangeOf: (node: JsonObject) => Range | undefined) {
    this.node = node;
    this.hop = hop;
    this.#rangeOf = rangeOf;
  }

  get via(): readonly Range[] {
    return (this.#via ??= this.#ranges());
  }

  #ranges(): Range[] {
    const ranges: Range[] = [];
    for (let hop: Hop | undefined = this.hop; hop !== undefined; hop = hop.next) {
      const range = this.#rangeOf(hop.site);
      if (range !== undefined) ranges.push(range);
    }
    return ranges;
  }
}
