import { groupBy } from './group-by.ts';

/** What stands in each other's place. */
export interface Both<T> {
  readonly before: T;
  readonly after: T;
}

/** Two lists matched by key: what only one side has, and what both have. */
export interface Matching<T> {
  readonly added: readonly T[];
  readonly removed: readonly T[];
  readonly both: readonly Both<T>[];
}

/** Where several of one side share a key, the first that is still free is taken. */
export function matchBy<T>(
  before: readonly T[],
  after: readonly T[],
  key: (item: T) => string,
  keyAfter: (item: T) => string = key,
): Matching<T> {
  const waiting = groupBy(after, keyAfter);
  const removed: T[] = [];
  const both: Both<T>[] = [];
  for (const item of before) {
    const partner = waiting.get(key(item))?.shift();
    if (partner === undefined) removed.push(item);
    else both.push({ before: item, after: partner });
  }
  return { added: [...waiting.values()].flat(), removed, both };
}

/** Matches by each key in turn; what one key leaves over goes to the next. */
export function matchInTurn<T>(
  before: readonly T[],
  after: readonly T[],
  keys: readonly ((item: T) => string)[],
): Matching<T> {
  let rest: Matching<T> = { added: after, removed: before, both: [] };
  for (const key of keys) {
    if (rest.removed.length === 0 || rest.added.length === 0) break;
    const next = matchBy(rest.removed, rest.added, key);
    rest = { added: next.added, removed: next.removed, both: [...rest.both, ...next.both] };
  }
  return rest;
}
