import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Change } from '../../../src/compare/change.ts';
import { values } from '../../../src/compare/checks/values.ts';
import { compare } from '../../../src/compare/compare.ts';
import type { JsonObject } from '../../../src/spec/json.ts';
import { largeText } from '../large-pair.ts';
import { shared } from '../shared.ts';
import { describeDocument, smallPairs } from './documents.ts';
import { exchanged, opened, overlapping, placeOf } from './exchange.ts';

function compared(before: JsonObject, after: JsonObject): Change[] {
  return compare(describeDocument(before), describeDocument(after), {
    today: '2026-11-20',
    witness: 'all',
    examples: 0,
  });
}

interface Shown {
  readonly id: string;
  readonly property: string | undefined;
  readonly place: string;
}

/** The errors in bodies that a value shows, at the places of their operations; what nothing satisfies shows nothing. */
function shownIn(before: JsonObject, after: JsonObject): Shown[] {
  return compared(before, after).flatMap(({ id, level, property, operations, witness }) =>
    level !== 'error' || witness?.part !== 'body' || id.endsWith('-schema-became-false')
      ? []
      : operations
          .filter(({ path }) => path.startsWith('/'))
          .map((each) => ({ id, property, place: placeOf(witness.surface, each) })),
  );
}

/** Errors that a value shows from base to head, of bodies of which nothing breaks from head to base in the other direction. */
function lost(base: JsonObject, head: JsonObject): { readonly shown: number; readonly lost: readonly Shown[] } {
  const [before, after] = [opened(base), opened(head)];
  const shown = shownIn(before, after);
  const back = compared(exchanged(after), exchanged(before));
  const places = (levels: readonly string[]): string[] =>
    back.filter(({ level }) => levels.includes(level)).flatMap(({ operations }) => operations.map(({ path }) => path));
  const [errors, told] = [places(['error']), places(['error', 'warning'])];
  // Where the form says something, if only as a warning, the whole body is not asked of again.
  const isBack = ({ id, place }: Shown): boolean =>
    (Object.hasOwn(values.ids, id) ? told : errors).some((path) => path.startsWith(`${place}/`));
  return { shown: shown.length, lost: shown.filter((each) => !isBack(each)) };
}

const pairs = smallPairs();

describe('what is refused in a request is new in a response, base and head in each other’s place', () => {
  test.skipIf(pairs.length === 0)('in every pair of the corpora', { timeout: 120_000 }, () => {
    const found = pairs.map((pair) => ({ ...pair, ...lost(pair.base, pair.head) }));
    const several = found.filter((each) => each.lost.length > 0);
    const unexplained = several.filter(({ base, head }) => lost(overlapping(base), overlapping(head)).lost.length > 0);
    expect(unexplained.map(({ name }) => name)).toEqual([]);
    expect(several.length).toBeLessThan(5);
    expect(found.reduce((sum, { shown }) => sum + shown, 0)).toBeGreaterThan(100);
  });

  test.skipIf(!existsSync(shared('corpora/big'))).each([
    ['stripe', 100],
    ['gh-api', 100],
    ['gh-ghes', 3],
    ['twilio', 3],
  ])('in the two releases of %s', { timeout: 300_000 }, (name, least) => {
    const [base, head] = ['base', 'revision'].map((side) => JSON.parse(largeText(name, side).toString()) as JsonObject);
    if (base === undefined || head === undefined) throw new Error('no text');
    const found = lost(base, head);
    expect(found.lost).toEqual([]);
    expect(found.shown).toBeGreaterThan(least);
  });
});
