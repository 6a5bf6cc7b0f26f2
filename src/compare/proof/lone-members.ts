import { own, type Json, type JsonObject } from '../../spec/json.ts';
import type { GraphNode } from '../graph/pair-graph.ts';
import type { Verdict } from '../inclusion/index.ts';
import type { Spot } from '../schemas/schema-view.ts';
import type { Place } from './place.ts';
import { senseOf, type Sense } from './sense.ts';
import type { Verdicts } from './verdicts.ts';

/** On top of what a pair gets, for each member: all that the other side can be is held against it. */
const STEPS_PER_MEMBER = 1_000;
/** Of these in all: to hold each member of one side against each of the other takes as many as both numbers multiplied. */
const MOST_FOR_MEMBERS = 500_000;
/** With fewer than these a member alone is not asked of. */
const LEAST_STEPS = 1_000;
/** With fewer than these nothing at all can be known of it. */
const FEWEST_STEPS = 20;
/**
 * Of guesses at one pair, times the members there squared: each guess is held against the whole, in which ajv 8.20 nests the members of a
 * `oneOf` in each other, and to read what is nested so deep takes longer with every level (60 ms for 100 members, 1.4 s for 1000).
 */
const MOST_HELD_AGAINST = 2_000_000;
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
  /** Asked for with each finding of a pair, which can have thousands. */
  readonly #members: Readonly<Record<Sense['from'], Map<GraphNode, Members>>> = { base: new Map(), head: new Map() };

  readonly #heldAgainst = new Map<GraphNode, number>();

  constructor(verdicts: Verdicts) {
    this.#verdicts = verdicts;
  }

  /** Undefined: the difference is none of this kind, or it takes the whole to know. */
  of(place: Place, ends: Ends, steps: number): Verdict | undefined {
    const { from } = senseOf(place.pair.direction, place);
    const spot = endOf(ends, from);
    if (place.pair.flipped || spot === undefined) return undefined;
    const { all, keys } = this.#membersOf(place.pair, from);
    if (keys.get(spot.node)?.has(spot.key) !== true) return undefined;
    const together = this.#allOf(place, all, steps + forMembers(all.length));
    const share = steps / all.length;
    if (together?.verdict === 'included' || all.length === 1) return together ?? this.#guess(place, spot);
    if (together !== undefined && share < LEAST_STEPS) return together;
    return (share < FEWEST_STEPS ? undefined : this.#alone(place, spot, share)) ?? this.#guess(place, spot);
  }

  #membersOf(pair: GraphNode, from: Sense['from']): Members {
    const known = this.#members[from].get(pair) ?? membersOf(pair, from);
    this.#members[from].set(pair, known);
    return known;
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
    const held = (this.#heldAgainst.get(place.pair) ?? 0) + mostMembers(place.pair) ** 2;
    if (held > MOST_HELD_AGAINST) return undefined;
    this.#heldAgainst.set(place.pair, held);
    const { from } = senseOf(place.pair.direction, place);
    const witness = this.#verdicts.sample(from, [schemaAt(spot)], place.pair.direction);
    return witness === undefined ? undefined : this.#sure(place, { verdict: 'not-included', witness });
  }

  /** What a member shows has to be a value of the whole too; undefined: nothing is known for sure. */
  #sure(place: Place, found: Verdict): Verdict | undefined {
    if (found.verdict === 'included') return found;
    const isShown = found.verdict === 'not-included' && this.#verdicts.isWitness(place.pair, place, found.witness);
    return isShown ? found : undefined;
  }
}

/** Of the larger side: those that both have are read too. */
function mostMembers({ before, after }: GraphNode): number {
  const lists = [before, after].flatMap((view) => [view.get('anyOf'), view.get('oneOf')]);
  return Math.max(...lists.map((list) => (Array.isArray(list) ? list.length : 0)));
}

function forMembers(count: number): number {
  return Math.min(STEPS_PER_MEMBER * count, MOST_FOR_MEMBERS);
}

/** The members that only one side of a pair has. */
interface Members {
  readonly all: readonly Spot[];
  /** Where they stand: by what holds them, their keys in it. */
  readonly keys: ReadonlyMap<Spot['node'], ReadonlySet<Spot['key']>>;
}

function membersOf({ facts }: GraphNode, from: Sense['from']): Members {
  const all = facts.flatMap(({ fact }) => (OF_MEMBERS.test(fact.event) ? (endOf(fact, from) ?? []) : []));
  const keys = new Map<Spot['node'], Set<Spot['key']>>();
  for (const { node, key } of all) {
    const known = keys.get(node) ?? new Set();
    keys.set(node, known.add(key));
  }
  return { all, keys };
}

function endOf({ before, after }: Partial<Ends>, from: Sense['from']): Spot | undefined {
  return from === 'base' ? before : after;
}

function schemaAt({ node, key }: Spot): Json {
  return (key === undefined ? (node as JsonObject) : own(node as JsonObject, String(key))) ?? true;
}
