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
  /** What it writes in backticks, as oasdiff writes names and values: where there are any, it counts for no other property. */
  readonly names: readonly string[];
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
    const operations = operationsIn(line, id);
    return [{ file, line: index + 1, text: line, ...(id !== undefined && { id }), operations, names: namesIn(line) }];
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

function namesIn(line: string): string[] {
  const quoted = [...line.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
  return [...new Set(quoted.filter((name) => !knownIds.has(name)).map(lastStep))];
}

/** Of a property: tools write the way to it in ways of their own (`data/items/name`, `data[].name`), and its own name alike. */
function lastStep(property: string): string {
  const steps = property.toLowerCase().split(/[/.[\]]+/);
  return steps.filter((step) => step !== '' && step !== 'items').at(-1) ?? '';
}

/**
 * Takes out what the lines name by method, path and id, and by the property where they name some; of a change that reaches several
 * operations only the named ones, and all of it where none is left. Without an operation an id counts for changes of the document as
 * a whole. Only changes of `level` are touched. A line that names no id is told with those that it may stand for: sentences differ
 * between tools.
 */
export function applyIgnores<T extends Change>(
  changes: readonly T[],
  lines: readonly IgnoreLine[],
  level: Level,
): Ignored<T> {
  const named = new Set([WHOLE, ...lines.flatMap(({ operations }) => operations.map(placeOf))]);
  const reached = reachedBy(
    changes.filter((change) => change.level === level),
    named,
  );
  const read = lines.map((line) => {
    const places = line.operations.map(placeOf);
    const place = places.find((each) => reached.has(each)) ?? places[0] ?? WHOLE;
    return { line, place, keys: keysOfLine(line, place) };
  });
  const accepted = new Set(read.flatMap(({ keys }) => keys));
  const isAccepted = (change: Change, place: string): boolean =>
    keysOfChange(change, place).some((key) => accepted.has(key));
  const kept = changes.flatMap((change) => {
    const { operations } = change;
    if (change.level !== level) return [change];
    if (operations.length === 0) return isAccepted(change, WHOLE) ? [] : [change];
    const left = operations.filter((one) => !isAccepted(change, placeOf(one)));
    if (left.length === operations.length) return [change];
    return left.length === 0 && change.moreOperations === undefined ? [] : [{ ...change, operations: left }];
  });
  const unused = read.flatMap(({ line, place, keys }): UnusedLine[] => {
    const there = reached.get(place);
    if (keys.some((key) => there?.keys.has(key) === true)) return [];
    const isMeant = (id: string): boolean => line.id === undefined || line.id === id;
    const instead = [...(there?.ids ?? [])].filter(isMeant).map((id) => ignoringLine({ id }, there?.operation));
    return [{ line, reason: line.id === undefined ? 'names no check id' : `matches no ${level}`, instead }];
  });
  return { changes: kept, unused };
}

/** The document as a whole. */
const WHOLE = '';

/** oasdiff compares these lines without regard to case. */
function placeOf({ method, path }: OperationRef): string {
  return `${method} ${path}`.toLowerCase();
}

/** A line and a change that have one of these in common belong together. */
function keysOfLine({ id, names }: IgnoreLine, place: string): string[] {
  if (id === undefined) return [];
  if (names.length === 0) return [`${id}\n${place}`];
  return [`${id}\n${place}\n`, ...names.map((name) => `${id}\n${place}\n=${name}`)];
}

function keysOfChange({ id, property, operations, args: [first] }: Change, place: string): string[] {
  const named = property ?? (operations.length === 0 && typeof first === 'string' ? first : undefined);
  return [`${id}\n${place}`, `${id}\n${place}\n${named === undefined ? '' : `=${lastStep(named)}`}`];
}

/** What is found at one operation, or of the whole. */
interface Reached {
  readonly operation: OperationRef | undefined;
  readonly ids: Set<string>;
  readonly keys: Set<string>;
}

/** By place, of those that are named: changes can reach a million operations. */
function reachedBy(changes: readonly Change[], named: ReadonlySet<string>): ReadonlyMap<string, Reached> {
  const reached = new Map<string, Reached>();
  for (const change of changes) {
    for (const operation of change.operations.length === 0 ? [undefined] : change.operations) {
      const place = operation === undefined ? WHOLE : placeOf(operation);
      if (!named.has(place)) continue;
      const there = reached.get(place) ?? { operation, ids: new Set(), keys: new Set() };
      there.ids.add(change.id);
      for (const key of keysOfChange(change, place)) there.keys.add(key);
      reached.set(place, there);
    }
  }
  return reached;
}

/** The line that accepts the change for this operation, or a change of the document as a whole. */
export function ignoringLine({ id }: Pick<Change, 'id'>, operation: OperationRef | undefined): string {
  return operation === undefined ? id : `${operation.method} ${operation.path} ${id}`;
}
