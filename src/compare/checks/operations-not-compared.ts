import { operationSpot } from '../operations/places.ts';
import type { DocumentCheck } from './check.ts';

/** Where the bound on parts that operations share ends the comparison (src/compare/operations/shared-parts.ts). */
export const operationsNotCompared: DocumentCheck = {
  kind: 'document',
  title: 'Operations that were not compared',
  why: 'Thousands of parameters, media types or headers that thousands of operations refer to meet in millions of places. How many are looked at is bounded; what differs in the other operations is not known, so nobody can say that it does not break.',
  instead: 'Change what all operations share in smaller steps, or leave out of it what most of them do not need.',
  ids: { 'operations-not-compared': 'error' },
  ours: ['operations-not-compared'],
  // It takes more operations than anybody wants to read.
  examples: [],
  compare: ({ beyond: [first, ...others] }, { base, head }) =>
    first === undefined
      ? []
      : [
          {
            id: 'operations-not-compared',
            args: [],
            before: operationSpot(base, first.before),
            after: operationSpot(head, first.after),
            cause: { side: base, node: base.description.root },
            operations: [first, ...others].map(({ before }) => before),
          },
        ],
  say: () => 'Operations were not compared, since they share too many parameters, media types and headers.',
};
