import type { Json } from '../../spec/json.ts';
import { Undecided, type Steps } from './budget.ts';
import { lengthOf } from './length.ts';

/**
 * What is known of the instances of a formula. `leans`: the proof assumes that goals still being worked on, the outermost at
 * this depth, have no instance either; Infinity: it assumes nothing.
 */
export type Outcome =
  | { readonly kind: 'empty'; readonly leans: number }
  | { readonly kind: 'instance'; readonly value: Json }
  | { readonly kind: 'unknown'; readonly doubt: Undecided };

/** There is no instance, and nothing is assumed for that. */
export const EMPTY: Outcome = { kind: 'empty', leans: Infinity };

/** That a value was found. */
export function instance(value: Json): Outcome {
  return { kind: 'instance', value };
}

/** Longer lists and objects are not built: where each level holds the next one twice, they double with every level. */
const MOST = 4_000_000;

/** That a list or an object was made, which others will read. */
export function built(value: Json, steps: Steps): Outcome {
  const length = lengthOf(value);
  if (length > MOST) return unknown('the instance is too long');
  steps.spend(length >> 6);
  return instance(value);
}

/** What is looked for ends at a bound: beyond it there may be an instance or none. */
export function unknown(detail: string): Outcome {
  return { kind: 'unknown', doubt: new Undecided('budget', detail) };
}

/** Puts the failures of all alternatives together: empty where each is, otherwise the first doubt. */
export class Failures {
  #leans = Infinity;
  #doubt: Undecided | undefined;

  add(outcome: Outcome): void {
    if (outcome.kind === 'empty') this.#leans = Math.min(this.#leans, outcome.leans);
    if (outcome.kind === 'unknown') this.#doubt ??= outcome.doubt;
  }

  get outcome(): Outcome {
    return this.#doubt === undefined ? { kind: 'empty', leans: this.#leans } : { kind: 'unknown', doubt: this.#doubt };
  }
}
