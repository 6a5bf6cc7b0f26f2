import type { OperationView } from '../../spec/operations.ts';
import type { Edge, GraphNode } from '../graph/pair-graph.ts';
import type { Root } from '../graph/roots.ts';
import { reachOf } from './around.ts';
import type { Inquiry } from './inquiry.ts';
import { isSubtype } from './locations.ts';
import type { Place } from './place.ts';
import type { Reading } from './sense.ts';

/** Where a message of an operation begins. */
export interface Message {
  readonly root: Root;
  readonly reversed: boolean;
}

/** A pair, and what it is found in as far as what differs there is not offset. */
export interface Surroundings {
  readonly pair: GraphNode;
  readonly around: ReadonlySet<GraphNode>;
  /** Those that hold the pair, or are it as a whole. */
  readonly messages: readonly Message[];
}

/** Where a value that shows something at a pair does so: what holds the pair in a composition can include all that was sent. */
export function surroundingsOf(
  pair: GraphNode,
  reading: Reading,
  { messages, offsets }: Pick<Inquiry, 'messages' | 'offsets'>,
): Surroundings {
  const around = reachOf(pair, (whole) => offsets.has(whole, reading));
  return { pair, around, messages: messages.filter(({ root }) => around.has(root.pair)) };
}

/** The operations with such messages as the place's, whose pair it is. */
export function operationsAt(place: Place, surroundings: Surroundings): OperationView[] {
  const { pair, root } = place;
  const messages = surroundings.messages.filter((message) => pair !== root.pair || message.root.pair === pair);
  return operationsAround(place, { ...surroundings, messages });
}

/** The operations of a place's kind whose messages are around its pair. */
export function operationsAround({ root, reversed }: Place, { messages }: Surroundings): OperationView[] {
  return messages
    .filter((message) => message.reversed === reversed && message.root.nested === root.nested)
    .map((message) => message.root.operation.before);
}

/**
 * How messages of a place's kind meet a pair: as their whole, and as a whole value further in, each by the first message that may, with a
 * shortest way. A pair that only messages of another kind hold is met nowhere.
 */
export function meetingsOf(place: Place, { pair, around, messages }: Surroundings): Place[] {
  const alike = messages.filter(
    ({ root, reversed }) =>
      reversed === place.reversed && root.nested === place.root.nested && root.text === place.root.text,
  );
  const met = [alike.find(({ root }) => root.pair === pair), alike.find(({ root }) => root.pair !== pair)];
  return met.flatMap((message): Place[] => {
    if (message === undefined) return [];
    const { root } = message;
    const trail = wayBetween(root.pair, pair, around);
    if (trail === undefined) return [];
    const surface = trail.length === 0 ? root.surface : root.nested;
    return [{ ...place, pair, root, surface, trail: () => trail }];
  });
}

/** A shortest way, by pairs that lead there, to where the last one stands for a whole value; undefined: there is none. */
function wayBetween(from: GraphNode, to: GraphNode, around: ReadonlySet<GraphNode>): readonly Edge[] | undefined {
  if (from === to) return [];
  const last = new Map<GraphNode, { readonly edge: Edge; readonly before: GraphNode }>();
  const seen = new Set([from]);
  for (const at of seen) {
    if (at === to) break;
    for (const edge of [...at.edges, ...at.asideEdges]) {
      if (seen.has(edge.to) || !around.has(edge.to)) continue;
      if (edge.to === to && edge.label === '' && !isSubtype(to)) continue;
      seen.add(edge.to);
      last.set(edge.to, { edge, before: at });
    }
  }
  const way: Edge[] = [];
  for (let step = last.get(to); step !== undefined; step = last.get(step.before)) way.push(step.edge);
  return way.length === 0 ? undefined : way.reverse();
}
