import type { Json, JsonObject } from '../../spec/json.ts';
import type { Edge, GraphNode } from '../graph/pair-graph.ts';
import type { Names, Verdict } from '../inclusion/index.ts';
import { holding } from './holding.ts';
import type { Inquiry } from './inquiry.ts';
import type { Known } from './known.ts';
import type { Place } from './place.ts';
import { isPart, MOST_STEPS, MOST_VISITED, Rest, type Walked } from './rest.ts';
import { endsOf } from './sense.ts';
import { tellWhole } from './tell-values.ts';

/** A pair in a message, and the way to it. */
interface Met {
  readonly pair: GraphNode;
  readonly trail: readonly Edge[];
}

/** A message to look at. */
export interface Look {
  readonly place: Place;
  readonly known: Known;
}

/** Pairs that are gone through for all messages, about four seconds: met only where every witness is asked for. */
const MOST_VISITS = 1_000_000;

/** What is remembered of all messages together: most operations share their schemas. */
interface Visits extends Walked {
  /** By what was asked of a pair. */
  readonly asked: Map<GraphNode, Map<string, Verdict>>;
}

/**
 * Asks of messages of which something is told already what else breaks in them: of all of a message but the values of which that is told, for
 * which one stands that both sides take; where it is told of a whole object or list, of each of its properties or items.
 */
export function lookBeside(inquiry: Inquiry, looks: readonly Look[]): void {
  const visits: Visits = { left: MOST_VISITS, taken: new Map(), asked: new Map() };
  for (const { place, known } of looks) {
    if (inquiry.effort.isLate() || visits.left <= 0) inquiry.unasked.add(place.root.operation.before);
    else lookInto(inquiry, place, known, visits);
  }
}

function lookInto(inquiry: Inquiry, place: Place, known: Known, visits: Visits): void {
  const { root } = place;
  const waiting: Met[] = [{ pair: root.pair, trail: [] }];
  const seen = new Set([root.pair]);
  // The list grows while it is read.
  for (const met of waiting) {
    if (!known.mayHide(met.pair)) continue;
    if (inquiry.effort.isLate() || visits.left <= 0) {
      inquiry.unasked.add(root.operation.before);
      return;
    }
    const rest = new Rest(inquiry, place, known, visits).of(met.pair);
    if (rest !== undefined) {
      const slips = inquiry.slips.size;
      lookAt(inquiry, place, met, askedOnce(inquiry, place, met, { rest, names: known.namesAt(met.pair) }, visits));
      // A slip hides what else breaks.
      if (inquiry.slips.size > slips) waiting.push(met);
      continue;
    }
    for (const next of within(met)) {
      if (seen.size > MOST_VISITED || seen.has(next.pair)) continue;
      seen.add(next.pair);
      waiting.push(next);
    }
  }
}

interface Question {
  /** What the values asked about are like. */
  readonly rest: Json;
  readonly names: Names;
}

function askedOnce(inquiry: Inquiry, place: Place, met: Met, question: Question, { asked }: Visits): Verdict {
  const known = asked.get(met.pair) ?? new Map<string, Verdict>();
  asked.set(met.pair, known);
  const key = JSON.stringify([question, place.reversed]);
  const verdict = known.get(key) ?? askedOf(inquiry, place, met, question);
  known.set(key, verdict);
  return verdict;
}

function lookAt(inquiry: Inquiry, place: Place, met: Met, verdict: Verdict): void {
  const { pair, trail } = met;
  if (verdict.verdict !== 'not-included' || inquiry.verdicts.isSlip(pair, place)) return;
  if (!isPossible(inquiry, place, met, verdict.witness)) return;
  const surface = trail.length === 0 ? place.root.surface : place.root.nested;
  tellWhole(inquiry, { ...place, pair, surface, trail: () => trail }, { pair, instance: verdict.witness });
}

function askedOf({ effort, verdicts }: Inquiry, place: Place, { pair }: Met, { rest, names }: Question): Verdict {
  const steps = effort.next();
  if (rest === true) return verdicts.of(pair, place, names, steps);
  const part = { allOf: [endsOf(pair, place).sent.node, rest] };
  const found = verdicts.ofPart(pair, place, part, steps, names);
  const isShown = found.verdict !== 'not-included' || verdicts.isWitness(pair, place, found.witness);
  return isShown ? found : { verdict: 'unknown', why: 'unconfirmed' };
}

/** Whether a whole message can have the value there: another member of an `allOf` around it may refuse it. */
function isPossible({ effort, verdicts }: Inquiry, place: Place, { trail }: Met, value: Json): boolean {
  if (trail.length === 0) return true;
  const { pair } = place.root;
  const whole = trail.reduceRight<JsonObject>((inner, { label }) => holding(label, inner), { enum: [value] });
  const part = { allOf: [endsOf(pair, place).sent.node, whole] };
  return verdicts.ofPart(pair, place, part, effort.next()).verdict === 'not-included';
}

/** The properties and items of a pair, and those of the members of its `allOf`: whoever refuses one of these refuses the whole. */
function within({ pair, trail }: Met): Met[] {
  if (trail.length >= MOST_STEPS) return [];
  const found: Met[] = [];
  const members: Met[] = [{ pair, trail }];
  const seen = new Set([pair]);
  for (const member of members) {
    for (const edge of member.pair.edges) {
      const { to } = edge;
      if (to.flipped || to.hidden || seen.has(to)) continue;
      const next = { pair: to, trail: [...member.trail, edge] };
      if (isPart(edge)) found.push(next);
      else if (edge.label === '' && edge.shared && seen.size < MOST_VISITED) {
        seen.add(to);
        members.push(next);
      }
    }
  }
  return found;
}
