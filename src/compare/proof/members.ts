import { own, type Json, type JsonObject } from '../../spec/json.ts';
import type { Verdict } from '../inclusion/index.ts';
import type { GraphNode } from '../pair-graph.ts';
import type { Spot } from '../schema-view.ts';
import type { Place } from './place.ts';
import { senseOf, type Sense, type Verdicts } from './verdicts.ts';

/** On top of what a pair gets, for each member: all that the other side can be is held against it. */
const STEPS_PER_MEMBER = 1_000;
/** With fewer than these a member alone is not asked of. */
const LEAST_STEPS = 1_000;
const OF_MEMBERS = /^(?:any|one)-of-(?:added|removed)/;

/** The two ends of a difference: what is gone, what has come. */
interface Ends {
  readonly before: Spot | undefined;
  readonly after: Spot | undefined;
}

/**
 * What members of `anyOf` and `oneOf` that only the sender's side has add to what the other side accepts. Asked of the members alone
 * it is a far smaller question than of all that they stand among, and its answer speaks of nothing else that differs there.
 */
export class LoneMembers {
  readonly #verdicts: Verdicts;
  readonly #together = new Map<GraphNode, Map<string, Verdict | undefined>>();

  constructor(verdicts: Verdicts) {
    this.#verdicts = verdicts;
  }

  /** Undefined: the difference is none of this kind, or it takes the whole to know. */
  of(place: Place, ends: Ends, steps: number): Verdict | undefined {
    const { from } = senseOf(place.pair.direction, place);
    const spot = endOf(ends, from);
    const all = membersOf(place.pair, from);
    if (place.pair.flipped || spot === undefined) return undefined;
    if (!all.some(({ node, key }) => node === spot.node && key === spot.key)) return undefined;
    const together = this.#allOf(place, all, steps + STEPS_PER_MEMBER * all.length);
    const share = steps / all.length;
    if (together?.verdict === 'included' || all.length === 1) return together ?? this.#guess(place, spot);
    if (together !== undefined && share < LEAST_STEPS) return together;
    return this.#alone(place, spot, share) ?? this.#guess(place, spot);
  }

  /** Most often none of them adds anything; what one of them adds does for all where there are too many to ask of each. */
  #allOf(place: Place, all: readonly Spot[], steps: number): Verdict | undefined {
    const known = this.#together.get(place.pair) ?? new Map<string, Verdict | undefined>();
    this.#together.set(place.pair, known);
    const reading = `${String(place.reversed)} ${String(place.text)}`;
    if (!known.has(reading)) {
      const schema = all.length === 1 && all[0] !== undefined ? schemaAt(all[0]) : { anyOf: all.map(schemaAt) };
      known.set(reading, this.#sure(place, this.#verdicts.ofPart(place.pair, place, schema, steps)));
    }
    return known.get(reading);
  }

  #alone(place: Place, spot: Spot, steps: number): Verdict | undefined {
    return this.#sure(place, this.#verdicts.ofPart(place.pair, place, schemaAt(spot), steps));
  }

  /** Members are most often told apart by a value that each has for itself: any value of this one shows it. */
  #guess(place: Place, spot: Spot): Verdict | undefined {
    const { from } = senseOf(place.pair.direction, place);
    const witness = this.#verdicts.sample(from, schemaAt(spot), place.pair.direction);
    return witness === undefined ? undefined : this.#sure(place, { verdict: 'not-included', witness });
  }

  /** What a member shows has to be a value of the whole too; undefined: nothing is known for sure. */
  #sure(place: Place, found: Verdict): Verdict | undefined {
    if (found.verdict === 'included') return found;
    const isShown = found.verdict === 'not-included' && this.#verdicts.isWitness(place.pair, place, found.witness);
    return isShown ? found : undefined;
  }
}

function membersOf({ facts }: GraphNode, from: Sense['from']): Spot[] {
  return facts.flatMap(({ fact }) => (OF_MEMBERS.test(fact.event) ? (endOf(fact, from) ?? []) : []));
}

function endOf({ before, after }: Partial<Ends>, from: Sense['from']): Spot | undefined {
  return from === 'base' ? before : after;
}

function schemaAt({ node, key }: Spot): Json {
  return (key === undefined ? (node as JsonObject) : own(node as JsonObject, String(key))) ?? true;
}
