import type { Json, JsonObject } from '../../spec/json.ts';
import type { Edge, GraphNode } from '../graph/pair-graph.ts';
import { nameIn } from '../schemas/steps.ts';
import type { Inquiry } from './inquiry.ts';
import type { Known } from './known.ts';
import type { Place } from './place.ts';
import { endsOf, senseOf } from './sense.ts';

/** Further in, nothing is taken apart. */
export const MOST_STEPS = 8;
/** Pairs that are gone through for one message. */
export const MOST_VISITED = 256;

/** What is remembered of the pairs of all messages together. */
export interface Walked {
  /** How many pairs may still be gone through. */
  left: number;
  /** What both sides take at a pair. */
  readonly taken: Map<GraphNode, Json | undefined>;
}

/** What a value must be like that holds at each place of which something is told only what both sides take there. */
export class Rest {
  readonly #inquiry: Inquiry;
  readonly #place: Place;
  readonly #known: Known;
  readonly #walked: Walked;
  #left = MOST_VISITED;

  constructor(inquiry: Inquiry, place: Place, known: Known, walked: Walked) {
    this.#inquiry = inquiry;
    this.#place = place;
    this.#known = known;
    this.#walked = walked;
  }

  /** Undefined: it is told of the whole value, or it cannot be said of a part of it. */
  of(pair: GraphNode, depth = 0): Json | undefined {
    if (!this.#known.holdsTold(pair)) return true;
    this.#left -= 1;
    this.#walked.left -= 1;
    if (this.#known.isTold(pair) || depth > MOST_STEPS || this.#left < 0) return undefined;
    const said: JsonObject[] = [];
    for (const edge of pair.edges) {
      if (edge.to.hidden || !this.#known.holdsTold(edge.to)) continue;
      const inner = this.of(edge.to, depth + 1) ?? (edge.label === '' ? undefined : this.#taken(edge.to));
      if (inner === undefined || (edge.label !== '' && !isPart(edge))) return undefined;
      said.push(...limited(edge.label, inner));
    }
    return said.length === 0 ? true : { allOf: said };
  }

  #taken(pair: GraphNode): Json | undefined {
    const { taken } = this.#walked;
    if (!taken.has(pair)) taken.set(pair, this.#sample(pair));
    return taken.get(pair);
  }

  /** A value that both sides take; undefined: none was found. */
  #sample(pair: GraphNode): Json | undefined {
    const { verdicts } = this.#inquiry;
    const { from, to } = senseOf(pair.direction, this.#place);
    const { sent, accepted } = endsOf(pair, this.#place);
    const values = [
      verdicts.sample(from, [sent.node], pair.direction),
      verdicts.sample(to, [accepted.node], pair.direction),
    ];
    for (const value of values) {
      if (value === undefined) continue;
      const only = { enum: [value] };
      const isSent = verdicts.sample(from, [sent.node], pair.direction, only) !== undefined;
      if (isSent && !verdicts.refuses(pair, this.#place, value)) return only;
    }
    return undefined;
  }
}

function limited(label: string, inner: Json): JsonObject[] {
  if (inner === true) return [];
  if (label === '[]') return [{ items: inner }];
  return [label === '' ? (inner as JsonObject) : { properties: { [nameIn(label)]: inner } }];
}

/** A property, or each item. */
export function isPart({ label, free }: Edge): boolean {
  return !free && (label === '[]' || (label.startsWith('.') && !label.startsWith('.(')));
}
