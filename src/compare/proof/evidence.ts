import type { Json } from '../../spec/json.ts';
import type { GraphNode } from '../graph/pair-graph.ts';
import { asSubtype } from './as-subtype.ts';
import { exampleOf } from './example.ts';
import { isSubtype } from './locations.ts';
import { trailTo, type Place, type Proof } from './place.ts';
import { nesting } from './texts.ts';
import type { Verdicts } from './verdicts.ts';
import { witnessOf } from './witness.ts';

/** Shows errors by values, the first of them by whole messages too: nobody reads more of these at once. */
export class Evidence {
  readonly #verdicts: Verdicts;
  /** How many more witnesses get a whole message around them. */
  #examples: number;

  /** @param examples how many whole messages are made up. */
  constructor(verdicts: Verdicts, examples: number) {
    this.#verdicts = verdicts;
    this.#examples = examples;
  }

  /** @param instance a value at `pair` that shows what is found at the place, on the way to which the pair lies. */
  of(place: Place, pair: GraphNode, instance: Json): Proof {
    if (!isSpelled(place, pair, instance)) return { unproved: true };
    const isWanted = this.#examples > 0;
    this.#examples -= 1;
    const example = isWanted ? exampleOf(this.#verdicts, place, pair, instance) : undefined;
    const shown = this.#named(place, pair, instance) ?? instance;
    return { witness: witnessOf(pair, place, shown), ...(example !== undefined && { example }) };
  }

  /** With the subtype's name, where it is the value of one. */
  #named(place: Place, pair: GraphNode, instance: Json): Json | undefined {
    if (!isSubtype(pair)) return undefined;
    const way = [place.root.pair, ...trailTo(place, pair).map(({ to }) => to)];
    const named = asSubtype(this.#verdicts, way, place, instance);
    return named !== undefined && this.#verdicts.isWitness(pair, place, named) ? named : undefined;
  }
}

/** A list or object in a list or object of a parameter has no text that OpenAPI defines (3.1, Parameter Object, Style Values). */
function isSpelled(place: Place, pair: GraphNode, instance: Json): boolean {
  if (!place.root.text) return true;
  return trailTo(place, pair).filter(({ label }) => label !== '').length + nesting(instance) <= 1;
}
