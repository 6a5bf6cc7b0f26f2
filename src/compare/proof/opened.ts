import { allowsNothing } from '../../spec/merge-siblings.ts';
import type { GraphNode } from '../graph/pair-graph.ts';
import { properties } from '../schemas/schema-pair.ts';
import type { SchemaView } from '../schemas/schema-view.ts';

/** They close objects where they allow nothing. */
export const CLOSING = ['additionalProperties', 'unevaluatedProperties'] as const;

/** By the text of what closes an object in base: the names that its partner in head has besides, `all` where that closes nothing. */
export type Opened = ReadonlyMap<object, ReadonlySet<string> | 'all'>;

/** The closed objects among some pairs and all below them whose partner lets through names that they do not. */
export function openedIn(roots: Iterable<GraphNode>): Opened {
  const opened = new Map<object, Set<string> | 'all'>();
  const met = new Set(roots);
  // The set grows while it is read.
  for (const pair of met) {
    for (const { to } of [...pair.edges, ...pair.asideEdges]) met.add(to);
    if (pair.flipped) continue;
    for (const keyword of CLOSING) {
      if (!allowsNothing(pair.before.get(keyword))) continue;
      const { node } = pair.before.at(keyword);
      const known = opened.get(node) ?? new Set();
      opened.set(node, known === 'all' || !isClosed(pair.after) ? 'all' : addNew(known, pair));
    }
  }
  return opened;
}

function isClosed(view: SchemaView): boolean {
  return CLOSING.some((keyword) => allowsNothing(view.get(keyword)));
}

function addNew(names: Set<string>, { before, after }: GraphNode): Set<string> {
  const known = properties(before);
  for (const name of properties(after).keys()) if (!known.has(name)) names.add(name);
  return names;
}
