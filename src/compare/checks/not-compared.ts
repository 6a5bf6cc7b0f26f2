import type { SchemaPair } from '../schemas/schema-pair.ts';
import type { Fact, SchemaCheck } from './check.ts';

/** Where the walk ends by its bound (src/compare/graph/repeats.ts). */
export const notCompared: SchemaCheck = {
  kind: 'schema',
  keywords: [],
  title: 'What was not compared',
  why: 'Schemas that hold themselves in rings of different lengths meet in every combination. How many are looked at is bounded; what differs further in is not known, so nobody can say that it does not break.',
  instead: 'Give the schemas that hold themselves the same shape on both sides, or change them in smaller steps.',
  ids: { 'schemas-not-compared': 'error' },
  ours: ['schemas-not-compared'],
  // It takes more schemas than anybody wants to read.
  examples: [],
  exact: true,
  id: () => 'schemas-not-compared',
  // Found by walking, not by looking: src/compare/graph/pair-graph.ts.
  compare: () => [],
  say: ({ where }) =>
    `${where}: not compared from here on, since the schemas of the two sides meet in too many combinations.`,
};

/** Said at the first pair beyond the bound. */
export function notComparedFact({ before, after }: SchemaPair): Fact {
  return { event: 'schemas-not-compared', args: [], before: before.spot, after: after.spot };
}
