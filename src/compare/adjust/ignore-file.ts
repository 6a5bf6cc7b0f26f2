import type { Change, Level, OperationRef } from '../change.ts';
import { knownIds } from './known-ids.ts';

/** One line of an `err-ignore` or `warn-ignore` file of oasdiff. */
export interface IgnoreLine {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
  readonly id?: string;
  /** What it may name, the first that a change reaches: a path may hold spaces where the id follows it, and ends at one in a sentence. */
  readonly operations: readonly OperationRef[];
}

/** A line that ignores nothing, and what could stand in its place. */
export interface UnusedLine {
  readonly line: IgnoreLine;
  readonly reason: 'names no check id' | `matches no ${Level}`;
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

/** How a path begins, of whatever kind. */
const PATH = /^(?:\/|webhook:|callback:)/i;
const NAMED = /(?:^|\s)(\S{1,40})\s+((?:\/|webhook:|callback:)\S*)/i;

/**
 * Lines as people keep them for oasdiff ("Ignoring specific breaking changes" in its documentation): `METHOD PATH`, then the check's
 * id or the sentence that it printed. Empty lines and those that begin with `#` say nothing.
 */
export function parseIgnoreFile(text: string, file: string): IgnoreLine[] {
  return text.split(/\r?\n/).flatMap((raw, index) => {
    const line = raw.slice(0, MAX_LINE).trim();
    if (line === '' || line.startsWith('#')) return [];
    const id = idIn(line);
    return [{ file, line: index + 1, text: line, ...(id !== undefined && { id }), operations: operationsIn(line, id) }];
  });
}

/** A path may hold the id of a check, which is not meant then. */
function idIn(line: string): string | undefined {
  const words = line.toLowerCase().split(/\s+/);
  return words
    .filter((word) => !PATH.test(word))
    .flatMap((word) => word.match(/[a-z0-9]+(?:-[a-z0-9]+)+/g) ?? [])
    .find((word) => knownIds.has(word));
}

function operationsIn(line: string, id: string | undefined): OperationRef[] {
  const [, method = '', path = ''] = /^(\S{1,40})\s+(.*)$/.exec(line) ?? [];
  const isWhole = id !== undefined && PATH.test(path) && path.toLowerCase().endsWith(` ${id}`);
  const whole = isWhole ? [{ method, path: path.slice(0, -id.length).trim() }] : [];
  const named = NAMED.exec(line);
  return [...whole, ...(named ? [{ method: named[1] ?? '', path: named[2] ?? '' }] : [])];
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
  const reached = reachedBy(changes.filter((change) => change.level === level));
  const read = lines.map((line) => {
    const places = line.operations.map(placeOf);
    return { line, place: places.find((each) => reached.has(each)) ?? places[0] ?? WHOLE };
  });
  const accepted = new Set(read.map(({ line, place }) => `${line.id ?? ''} ${place}`));
  const isAccepted = (id: string, place: string): boolean => accepted.has(`${id} ${place}`);
  const kept = changes.flatMap((change) => {
    const { id, operations } = change;
    if (change.level !== level) return [change];
    if (operations.length === 0) return isAccepted(id, WHOLE) ? [] : [change];
    const left = operations.filter((one) => !isAccepted(id, placeOf(one)));
    if (left.length === operations.length) return [change];
    return left.length === 0 && change.moreOperations === undefined ? [] : [{ ...change, operations: left }];
  });
  return { changes: kept, unused: read.flatMap(({ line, place }) => explained(line, reached.get(place), level)) };
}

/** The document as a whole. */
const WHOLE = '';

/** oasdiff compares these lines without regard to case. */
function placeOf({ method, path }: OperationRef): string {
  return `${method} ${path}`.toLowerCase();
}

/** What is found at one operation, or of the whole. */
interface Reached {
  readonly operation: OperationRef | undefined;
  readonly ids: Set<string>;
}

function reachedBy(changes: readonly Change[]): ReadonlyMap<string, Reached> {
  const reached = new Map<string, Reached>();
  for (const { id, operations } of changes) {
    for (const operation of operations.length === 0 ? [undefined] : operations) {
      const place = operation === undefined ? WHOLE : placeOf(operation);
      const there = reached.get(place) ?? { operation, ids: new Set() };
      there.ids.add(id);
      reached.set(place, there);
    }
  }
  return reached;
}

function explained(line: IgnoreLine, there: Reached | undefined, level: Level): UnusedLine[] {
  if (line.id !== undefined) {
    return there?.ids.has(line.id) === true ? [] : [{ line, reason: `matches no ${level}`, instead: [] }];
  }
  const instead = [...(there?.ids ?? [])].map((id) => ignoringLine({ id }, there?.operation));
  return [{ line, reason: 'names no check id', instead }];
}

/** The line that accepts the change for this operation, or a change of the document as a whole. */
export function ignoringLine({ id }: Pick<Change, 'id'>, operation: OperationRef | undefined): string {
  return operation === undefined ? id : `${operation.method} ${operation.path} ${id}`;
}
