import type { OperationView } from '../../spec/operations.ts';
import type { Edge, GraphNode } from '../pair-graph.ts';
import type { Root } from '../roots.ts';
import { withAllAround } from './around.ts';
import type { Place } from './place.ts';

/** Where a message of an operation begins. */
export interface Message {
  readonly root: Root;
  readonly reversed: boolean;
}

/** A pair, and what it is found in. */
export interface Surroundings {
  readonly pair: GraphNode;
  readonly around: ReadonlySet<GraphNode>;
  /** Those that hold the pair, or are it as a whole. */
  readonly messages: readonly Message[];
}

/** @param messages of all operations. */
export function surroundingsOf(pair: GraphNode, messages: readonly Message[]): Surroundings {
  const around = withAllAround([pair]);
  return { pair, around, messages: messages.filter(({ root }) => around.has(root.pair)) };
}

/** The operations with such messages as the place's, whose pair it is. */
export function operationsAt({ pair, root, reversed }: Place, { messages }: Surroundings): OperationView[] {
  const isWhole = pair === root.pair;
  return messages
    .filter((message) => message.reversed === reversed && message.root.nested === root.nested)
    .filter((message) => !isWhole || message.root.pair === pair)
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
    for (const edge of at.edges) {
      if (seen.has(edge.to) || !around.has(edge.to) || (edge.to === to && edge.label === '')) continue;
      seen.add(edge.to);
      last.set(edge.to, { edge, before: at });
    }
  }
  const way: Edge[] = [];
  for (let step = last.get(to); step !== undefined; step = last.get(step.before)) way.push(step.edge);
  return way.length === 0 ? undefined : way.reverse();
}
