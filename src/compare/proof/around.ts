import { handedOn, NONE, type OperationSet } from '../operation-sets.ts';
import type { GraphNode } from '../pair-graph.ts';

/** The pairs and whatever they are found in. */
export function withAllAround(pairs: readonly GraphNode[]): ReadonlySet<GraphNode> {
  const found = new Set(pairs);
  // The set grows while it is read.
  for (const pair of found) for (const parent of pair.parents) found.add(parent);
  return found;
}

/** The operations of each pair, and of all that is found in it. */
export function handedToAllAround(own: ReadonlyMap<GraphNode, OperationSet>): ReadonlyMap<GraphNode, OperationSet> {
  const pairs = [...withAllAround([...own.keys()])];
  const numbers = new Map(pairs.map((pair, number) => [pair, number]));
  const next = pairs.map(({ parents }) => parents.flatMap((parent) => numbers.get(parent) ?? []));
  const sets = handedOn(
    pairs.map((pair) => own.get(pair) ?? NONE),
    next,
  );
  return new Map(pairs.map((pair, number) => [pair, sets[number] ?? NONE]));
}
