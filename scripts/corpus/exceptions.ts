import type { Change } from '../../src/compare/change.ts';
import { checks } from '../../src/compare/checks/index.ts';
import { values } from '../../src/compare/checks/values.ts';
import type { Pair, Row } from './pairs.ts';

/** A row that only one side has, with all that can be known of its pair. */
export interface Disagreement {
  readonly row: Row;
  readonly pair: Pair;
  readonly changes: readonly Change[];
  readonly disproved: readonly Change[];
  readonly said: readonly Row[];
}

/** Where oasdiff is wrong: a rule of docs/conventions.md, told by what a row and its pair are, never by the pair's name. */
export interface Exception {
  /** The rule's heading in docs/conventions.md. */
  readonly name: string;
  /** `missing`: oasdiff says it and we do not; `extra`: the other way round. */
  readonly side: 'missing' | 'extra';
  applies(disagreement: Disagreement): boolean;
}

const ours = new Set(checks.flatMap((check) => check.ours ?? []));

export const exceptions: readonly Exception[] = [
  {
    name: 'An error that inclusion disproves is none',
    side: 'missing',
    applies: ({ row, disproved }) =>
      disproved.some(
        ({ id, level, operations }) =>
          id === row.id &&
          level === row.level &&
          operations.some(({ method, path }) => method === row.method && path === row.path),
      ),
  },
  {
    name: 'A value shows an error that the form does not',
    side: 'extra',
    applies: ({ row }) => Object.hasOwn(values.ids, row.id),
  },
  {
    name: 'Callbacks are compared',
    side: 'extra',
    applies: ({ row }) => row.path.startsWith('callback:'),
  },
  {
    name: 'What oasdiff has no check for is told under an id of our own',
    side: 'extra',
    applies: ({ row }) => row.level === 'error' && ours.has(row.id),
  },
];
