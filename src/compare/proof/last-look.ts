import type { Names } from '../inclusion/index.ts';
import type { GraphNode } from '../pair-graph.ts';
import type { Report } from '../report.ts';
import type { Root } from '../roots.ts';
import { namesAround } from './content.ts';

/**
 * Which bodies and parameters to look at once more, as a whole, and what names a value may have that shows something there: not those in which
 * something breaks already, or which a convention has settled.
 */
export function namesByRoot(report: Report): (root: Root) => Names | undefined {
  const told: GraphNode[] = [];
  const described: GraphNode[] = [];
  for (const group of report.groups()) {
    const names = namesAround(group);
    if (names === 'declared') continue;
    for (const { pair } of group.places) (names === undefined ? told : described).push(pair);
  }
  const [closed, careful] = [withAllAround(told), withAllAround(described)];
  return ({ pair }) => {
    if (pair.isSame || closed.has(pair)) return undefined;
    return careful.has(pair) ? 'described' : 'declared';
  };
}

/** The pairs and whatever they are found in. */
export function withAllAround(pairs: readonly GraphNode[]): ReadonlySet<GraphNode> {
  const found = new Set(pairs);
  for (const pair of found) for (const parent of pair.parents) found.add(parent);
  return found;
}
