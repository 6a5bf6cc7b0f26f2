import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checks } from '../../src/compare/checks/index.ts';
import { notCompared } from '../../src/compare/checks/not-compared.ts';
import { notSought } from '../../src/compare/checks/not-sought.ts';
import { operationsNotCompared } from '../../src/compare/checks/operations-not-compared.ts';
import { compare } from '../../src/compare/compare.ts';
import { pageName } from '../../src/compare/reference.ts';
import { shared } from './shared.ts';
import { exampleDescription } from './describe.ts';
import pinned from './oasdiff-ids.json' with { type: 'json' };

const levels: Readonly<Record<string, string>> = pinned;
const today = '2026-11-20';
/** Examples of deprecation mean one or the other. */
const allOptions = [{ today }, { today, deprecationDays: { beta: 31, stable: 180 } }];

describe('the catalogue', () => {
  const ids = checks.flatMap((check) => Object.keys(check.ids));

  test('names each id once', () => {
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test("has the pinned list's ids and levels, all of them and no others", () => {
    const theirs = checks.flatMap(({ ids, ours = [] }) => Object.entries(ids).filter(([id]) => !ours.includes(id)));
    expect(Object.fromEntries(theirs)).toEqual(levels);
  });

  test('gives an id the same level wherever it is reported', () => {
    const all = new Map(checks.flatMap((check) => Object.entries(check.ids)));
    const borrowed = checks.flatMap(({ also = {} }) => Object.entries(also));
    expect(borrowed.filter(([id, level]) => all.get(id) !== level)).toEqual([]);
  });

  test('pins what oasdiff publishes', (context) => {
    const file = shared('corpora/oasdiff-check-ids.json');
    if (!existsSync(file)) return context.skip(`${file} is not there`);
    const published = new Map(
      (JSON.parse(readFileSync(file, 'utf8')) as { id: string; level: string }[]).map(({ id, level }) => [id, level]),
    );
    expect(Object.entries(levels).filter(([id, level]) => published.get(id) !== level)).toEqual([]);
    expect(checks.flatMap(({ ours = [] }) => ours).filter((id) => published.has(id))).toEqual([]);
  });

  test('gives each check a page of its own', () => {
    expect(new Set(checks.map(pageName)).size).toBe(checks.length);
  });
});

/** `hostile.test.ts` has what the others say of descriptions that are too large for a page. */
const exampled = checks.filter(({ examples }) => examples.length > 0);
test('all but three have examples', () => {
  expect(checks.filter((check) => !exampled.includes(check))).toEqual([notCompared, operationsNotCompared, notSought]);
});

describe.each(exampled.map((check) => ({ name: Object.keys(check.ids)[0] ?? '', check })))('$name', ({ check }) => {
  test('each of its ids is produced by its examples', () => {
    const produced = check.examples.flatMap(({ of, before, after }) => {
      const [a, b] = [exampleDescription(of, before), exampleDescription(of, after)];
      const changes = allOptions.flatMap((options) => [
        ...compare(a, b, options),
        ...(of === 'schema' ? compare(b, a, options) : []),
      ]);
      return changes.map((change) => change.id);
    });
    expect(Object.keys(check.ids).filter((id) => !produced.includes(id))).toEqual([]);
  });

  test('its messages are one sentence of plain text', () => {
    for (const { of, before, after } of check.examples) {
      const [a, b] = [exampleDescription(of, before), exampleDescription(of, after)];
      for (const { message } of allOptions.flatMap((options) => compare(a, b, options))) {
        expect(message).toMatch(/^[A-Z][^\n`!]*\.$/);
        expect(message).not.toMatch(/undefined|\[object/);
      }
    }
  });
});
