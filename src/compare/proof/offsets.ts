import type { GraphNode } from '../graph/pair-graph.ts';
import type { Names } from '../inclusion/index.ts';
import { isComposed, isLocation } from './locations.ts';
import type { Reading } from './sense.ts';
import type { Verdicts } from './verdicts.ts';

/** Steps of the decision procedure for one whole (inclusion/source.ts, Terms). */
const STEPS = 250;
/** Of all wholes together; a hundredth of a second. */
const MOST_STEPS = 1_500;

/** Errors that are followed to all that holds their schemas: each of thousands in a chain is held by thousands. */
const MOST_FOLLOWED = 500;

/** Tells whether a whole makes good what differs in a part of it: a sibling in an `allOf` says it all the same, another choice takes it. */
export class Offsets {
  readonly #verdicts: Verdicts;
  #left = MOST_STEPS;
  #followed = 0;

  constructor(verdicts: Verdicts) {
    this.#verdicts = verdicts;
  }

  /** Counts one more error that is followed; false: it is one too many. */
  follows(): boolean {
    this.#followed += 1;
    return this.#followed <= MOST_FOLLOWED;
  }

  /** Whether nothing is asked any more. */
  get isSpent(): boolean {
    return this.#left <= 0;
  }

  /** False where nothing is known, too. */
  has(whole: GraphNode, reading: Reading): boolean {
    if (whole.flipped || !isComposed(whole) || !isLocation(whole) || this.isSpent) return false;
    const before = this.#verdicts.spent;
    const isOffset = (['declared', 'any'] as const).every((names) => this.#includes(whole, reading, names));
    this.#left -= this.#verdicts.spent - before;
    return isOffset;
  }

  #includes(whole: GraphNode, reading: Reading, names: Names): boolean {
    return this.#verdicts.of(whole, reading, names, STEPS, 'unneeded').verdict === 'included';
  }
}
