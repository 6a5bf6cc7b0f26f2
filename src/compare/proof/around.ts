import type { GraphNode } from '../graph/pair-graph.ts';
import { handedOn, NONE, type OperationSet } from '../report/operation-sets.ts';

/** The pairs and whatever they are found in. */
export function withAllAround(pairs: readonly GraphNode[]): ReadonlySet<GraphNode> {
  const found = new Set(pairs);
  // The set grows while it is read.
  for (const pair of found) for (const parent of pair.parents) found.add(parent);
  return found;
}

/**
 * A pair and what it is found in, as far as what differs there goes: a whole that offsets it, and what holds the pair by that whole alone,
 * are left out.
 */
export function reachOf(pair: GraphNode, offsets: (whole: GraphNode) => boolean): ReadonlySet<GraphNode> {
  const found = new Set([pair]);
  const met = new Set([pair]);
  const unaware = new Set<GraphNode>();
  // The set grows while it is read.
  for (const each of found) {
    for (const holder of [...each.supertypes, ...each.texts]) unaware.add(holder);
    for (const parent of each.parents) {
      if (met.has(parent)) continue;
      met.add(parent);
      if (!offsets(parent)) found.add(parent);
    }
  }
  // What holds a subtype only as its supertype, or what a text contains as the text, does not know of it, so it offsets nothing.
  for (const each of unaware)
    for (const above of [...each.parents, ...each.supertypes, ...each.texts]) unaware.add(above);
  return unaware.size === 0 ? found : new Set([...found, ...unaware]);
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
