import type { Names } from '../inclusion/index.ts';
import { handedOn, NONE, type OperationSet } from '../operation-sets.ts';
import type { GraphNode } from '../pair-graph.ts';
import type { Report } from '../report.ts';
import type { Root } from '../roots.ts';
import { namesAround } from './content.ts';
import { entangled } from './plain.ts';

/**
 * Which bodies and parameters to look at once more, as a whole, and what names a value may have that shows something there: not those in which
 * something breaks already for the same operation, or which a convention has settled, or in which each difference stands for itself.
 */
export function namesByRoot(report: Report, roots: readonly Root[]): (root: Root) => Names | undefined {
  const told = new Map<GraphNode, OperationSet>();
  const described: GraphNode[] = [];
  for (const group of report.groups()) {
    const names = namesAround(group);
    if (names === 'declared') continue;
    for (const { pair } of group.places) {
      if (names === undefined) told.set(pair, (told.get(pair) ?? NONE) | group.operations);
      else described.push(pair);
    }
  }
  const [closed, careful] = [handedToAllAround(told), withAllAround(described)];
  const open = withAllAround(entangled(roots.map(({ pair }) => pair)));
  return ({ pair, operation, part }) => {
    if (pair.isSame || (part === 'body' && !open.has(pair))) return undefined;
    if (((closed.get(pair) ?? NONE) & report.sets.of(operation.before)) !== NONE) return undefined;
    return careful.has(pair) ? 'described' : 'declared';
  };
}

/** The operations of each pair, and of all that is found in it. */
function handedToAllAround(own: ReadonlyMap<GraphNode, OperationSet>): ReadonlyMap<GraphNode, OperationSet> {
  const pairs = [...withAllAround([...own.keys()])];
  const numbers = new Map(pairs.map((pair, number) => [pair, number]));
  const next = pairs.map(({ parents }) => parents.flatMap((parent) => numbers.get(parent) ?? []));
  const sets = handedOn(
    pairs.map((pair) => own.get(pair) ?? NONE),
    next,
  );
  return new Map(pairs.map((pair, number) => [pair, sets[number] ?? NONE]));
}

/** The pairs and whatever they are found in. */
export function withAllAround(pairs: readonly GraphNode[]): ReadonlySet<GraphNode> {
  const found = new Set(pairs);
  for (const pair of found) for (const parent of pair.parents) found.add(parent);
  return found;
}
