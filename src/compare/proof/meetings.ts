import type { Edge, GraphNode } from '../pair-graph.ts';
import { withAllAround } from './last-look.ts';
import type { Place } from './place.ts';
import type { Message } from './prove.ts';

/**
 * How messages of a place's kind meet a pair: as their whole, and as a whole value further in, each by the first message that may, with a
 * shortest way. A pair that only messages of another kind hold is met nowhere.
 */
export function meetingsOf(pair: GraphNode, place: Place, messages: readonly Message[]): Place[] {
  const around = withAllAround([pair]);
  const alike = messages.filter(
    ({ root, reversed }) =>
      reversed === place.reversed && root.nested === place.root.nested && root.text === place.root.text,
  );
  const met = [
    alike.find(({ root }) => root.pair === pair),
    alike.find(({ root }) => root.pair !== pair && around.has(root.pair)),
  ];
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
