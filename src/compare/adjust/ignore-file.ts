import type { Change, Level, OperationRef } from '../change.ts';
import { knownIds } from './known-ids.ts';

/** One line of an `err-ignore` or `warn-ignore` file of oasdiff. */
export interface IgnoreLine {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
  readonly id?: string;
  readonly operation?: OperationRef;
}

/** A line that ignores nothing, and what could stand in its place. */
export interface UnusedLine {
  readonly line: IgnoreLine;
  readonly reason: 'names no check id' | 'matches no change';
  /** Lines for the changes that it may mean. */
  readonly instead: readonly string[];
}

/** What is left, and the lines that took nothing away. */
export interface Ignored<T extends Change> {
  readonly changes: readonly T[];
  readonly unused: readonly UnusedLine[];
}

/** A line is read no further than this: everything that counts stands at its beginning. */
const MAX_LINE = 4096;

/**
 * Lines as people keep them for oasdiff ("Ignoring specific breaking changes" in its documentation): `METHOD PATH`, then the check's
 * id or the sentence that it printed. Empty lines and those that begin with `#` say nothing.
 */
export function parseIgnoreFile(text: string, file: string): IgnoreLine[] {
  return text.split(/\r?\n/).flatMap((raw, index) => {
    const line = raw.slice(0, MAX_LINE).trim();
    if (line === '' || line.startsWith('#')) return [];
    const id = line.match(/[a-z0-9]+(?:-[a-z0-9]+)+/g)?.find((word) => knownIds.has(word));
    const named = /(?:^|\s)([A-Za-z]{2,20})\s+(\/\S*)/.exec(line);
    const operation = named && { method: (named[1] ?? '').toUpperCase(), path: named[2] ?? '' };
    return [{ file, line: index + 1, text: line, ...(id !== undefined && { id }), ...(operation && { operation }) }];
  });
}

/**
 * Takes out what the lines name by method, path and id; of a change that reaches several operations only the named ones, and all of
 * it where none is left. Without an operation an id counts for changes of the document as a whole. Only changes of `level` are
 * touched. A line that names no id is told with those that it may stand for: sentences differ between tools.
 */
export function applyIgnores<T extends Change>(
  changes: readonly T[],
  lines: readonly IgnoreLine[],
  level: Level,
): Ignored<T> {
  const used = new Set<IgnoreLine>();
  const kept = changes.flatMap((change) => {
    if (change.level !== level) return [change];
    const hits = lines.filter((line) => line.id === change.id && reaches(change, line));
    if (hits.length === 0) return [change];
    for (const hit of hits) used.add(hit);
    const operations = change.operations.filter((one) => !hits.some(({ operation }) => isSame(one, operation)));
    return operations.length === 0 && change.moreOperations === undefined ? [] : [{ ...change, operations }];
  });
  const unused = lines.filter((line) => !used.has(line)).map((line) => explained(line, changes, level));
  return { changes: kept, unused };
}

function reaches(change: Change, { operation }: IgnoreLine): boolean {
  if (operation === undefined) return change.operations.length === 0;
  return change.operations.some((one) => isSame(one, operation));
}

/** oasdiff compares these lines without regard to case. */
function isSame(one: OperationRef, other: OperationRef | undefined): boolean {
  return other !== undefined && one.method === other.method && one.path.toLowerCase() === other.path.toLowerCase();
}

/** The line that accepts the change for this operation, or a change of the document as a whole. */
export function ignoringLine({ id }: Pick<Change, 'id'>, operation: OperationRef | undefined): string {
  return operation === undefined ? id : `${operation.method} ${operation.path} ${id}`;
}

function explained(line: IgnoreLine, changes: readonly Change[], level: Level): UnusedLine {
  if (line.id !== undefined) return { line, reason: 'matches no change', instead: [] };
  const { operation } = line;
  const meant =
    operation === undefined
      ? []
      : changes.filter((change) => change.level === level && change.operations.some((one) => isSame(one, operation)));
  const instead = meant.map((change) => ignoringLine(change, operation));
  return { line, reason: 'names no check id', instead: [...new Set(instead)] };
}
