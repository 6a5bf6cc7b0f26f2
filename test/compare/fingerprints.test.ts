import { describe, expect, test } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import type { Change } from '../../src/compare/change.ts';
import type { Json } from '../../src/spec/json.ts';
import { describeObject } from './describe.ts';

function changes(before: Json, after: Json): Change[] {
  const [base, head] = [before, after].map((schema) => {
    const post = { requestBody: { content: { 'application/json': { schema } } }, responses: {} };
    return describeObject({ paths: { '/a': { post } } });
  });
  return compare(base, head, { today: '2026-11-20' }).filter(({ operations }) => operations.length > 0);
}

function prints(before: Json, after: Json): string[] {
  return changes(before, after)
    .map(({ id, fingerprint }) => `${id} ${fingerprint}`)
    .sort();
}

const text = { type: 'string' };
const date = { type: 'string', format: 'date' };
const uuid = { type: 'string', format: 'uuid' };
const number = { type: 'number' };
const nothing = { type: 'null' };
const listed = (...values: readonly string[]): Json => ({ ...text, enum: values });
const needing = (...names: readonly string[]): Json => ({ type: 'object', dependentRequired: { card: names } });
const choice = (...members: readonly Json[]): Json => ({ oneOf: members });

describe('the order of what has none is in no fingerprint', () => {
  test.each<[string, Json, Json, Json, Json]>([
    ['values where there were none', text, listed('a', 'b'), text, listed('b', 'a')],
    ['what is required beside', needing('a', 'b'), needing('c', 'd'), needing('b', 'a'), needing('d', 'c')],
    [
      'a schema beside null',
      choice({ ...text, maxLength: 9 }, nothing),
      choice({ ...text, maxLength: 5 }, nothing),
      choice(nothing, { ...text, maxLength: 9 }),
      choice(nothing, { ...text, maxLength: 5 }),
    ],
    ['a schema that loses null', choice(nothing, text), text, choice(text, nothing), text],
    [
      'values of a member that is gone',
      choice(listed('a', 'b'), date, number),
      choice(date, number),
      choice(number, date, listed('b', 'a')),
      choice(date, number),
    ],
  ])('%s', (_, base, head, otherBase, otherHead) => {
    const told = prints(base, head);
    expect(told.length).toBeGreaterThan(0);
    expect(prints(otherBase, otherHead)).toEqual(told);
  });
});

test('what is said of a member to people is in no fingerprint', () => {
  const described = { ...date, description: 'a day', example: '2026-11-20' };
  expect(prints(choice(described, uuid, number), choice(uuid, number))).toEqual(
    prints(choice(date, uuid, number), choice(uuid, number)),
  );
});

describe('members that look alike and have no name', () => {
  const all = [date, uuid, listed('a'), listed('b'), number];

  test.each(['removed', 'added'])('have a fingerprint each where they are %s', (event) => {
    const alone = all.slice(0, 4).map((member) => {
      const others = choice(...all.filter((one) => one !== member));
      return event === 'removed' ? prints(choice(...all), others) : prints(others, choice(...all));
    });
    expect(alone.map(({ length }) => length)).toEqual([1, 1, 1, 1]);
    expect(new Set(alone.flat()).size).toBe(4);
    const left = choice(...all.slice(2));
    const both = event === 'removed' ? prints(choice(...all), left) : prints(left, choice(...all));
    expect(both).toEqual(alone.slice(0, 2).flat().sort());
  });

  test('are told by their formats', () => {
    const told = changes(choice(...all), choice(...all.slice(2))).map(({ message }) => message);
    expect(told.sort()).toEqual([
      'Request body: string (date) was removed from oneOf.',
      'Request body: string (uuid) was removed from oneOf.',
    ]);
  });
});
