import type { GraphNode } from '../graph/pair-graph.ts';
import { withAllAround } from './around.ts';
import type { Reading } from './sense.ts';

/** The pairs that were met of which only a slip in a `oneOf` accepts nothing: what their form says stands (docs/conventions.md). */
export class Slips {
  readonly #forth = new Met();
  readonly #back = new Met();

  /** How many there are. */
  get size(): number {
    return this.#forth.pairs.size + this.#back.pairs.size;
  }

  add(pair: GraphNode, reading: Reading): void {
    const { pairs, around } = this.#of(reading);
    pairs.add(pair);
    for (const each of withAllAround([pair])) around.add(each);
  }

  has(pair: GraphNode, reading: Reading): boolean {
    return this.#of(reading).pairs.has(pair);
  }

  /** Whether the pair is one, or holds one. */
  areIn(pair: GraphNode, reading: Reading): boolean {
    return this.#of(reading).around.has(pair);
  }

  #of({ reversed }: Reading): Met {
    return reversed ? this.#back : this.#forth;
  }
}

/** Those of one way in which messages travel. */
class Met {
  readonly pairs = new Set<GraphNode>();
  /** With what they are found in. */
  readonly around = new Set<GraphNode>();
}
