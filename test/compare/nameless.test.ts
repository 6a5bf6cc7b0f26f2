import { describe, expect, test } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import type { JsonObject } from '../../src/spec/json.ts';
import { today } from './between.ts';
import { describeObject } from './describe.ts';

function body(...members: JsonObject[]): JsonObject {
  const content = { 'application/json': { schema: { anyOf: members } } };
  return { paths: { '/a': { post: { requestBody: { content }, responses: {} } } } };
}

function causes(before: JsonObject, after: JsonObject): string[] {
  return compare(describeObject(before), describeObject(after), { today }).map(({ cause }) => cause);
}

function text(maxLength: number): JsonObject {
  return { type: 'string', maxLength };
}

function object(maxLength: number, name = 'a', beside: JsonObject = {}): JsonObject {
  return { type: 'object', required: [name], properties: { [name]: text(maxLength) }, ...beside };
}

const titled = (maxLength: number): JsonObject => object(maxLength, 'c', { title: 'C' });
const schema = '#/paths/~1a/post/requestBody/content/application~1json/schema';

describe('the cause within a nameless member', () => {
  const cause = `${schema}/anyOf/string/maxLength`;

  test('says what the member is', () => {
    expect(causes(body(text(5), titled(9)), body(text(4), titled(9)))).toEqual([cause]);
    expect(causes(body(text(5), object(9)), body(text(5), object(8)))).toEqual([
      `${schema}/anyOf/object with a/properties/a/maxLength`,
    ]);
  });

  test('survives a change of another member', () => {
    expect(causes(body(titled(9), text(5)), body(titled(8), text(4)))).toContain(cause);
  });

  test('survives another order on either side', () => {
    expect(causes(body(titled(9), text(5)), body(text(4), titled(9)))).toEqual([cause]);
    expect(causes(body(text(5), titled(9)), body(titled(9), text(4)))).toEqual([cause]);
  });

  test('tells apart what looks alike, in either order', () => {
    const pair = (limit: number): JsonObject[] => [
      object(limit, 'a', { maxProperties: 1 }),
      object(limit + 10, 'a', { maxProperties: 2 }),
    ];
    const [before, after] = [body(...pair(9)), body(...pair(8))];
    const all = causes(before, after).sort();
    expect(all).toEqual([
      `${schema}/anyOf/object with a 2/properties/a/maxLength`,
      `${schema}/anyOf/object with a/properties/a/maxLength`,
    ]);
    expect(causes(body(...pair(9).reverse()), body(...pair(8).reverse())).sort()).toEqual(all);
  });
});

test('lists belong together by what their items refer to, in either order', () => {
  const list = (name: string): JsonObject => ({ type: 'array', items: { $ref: `#/components/schemas/${name}` } });
  const described = (first: string, second: string, more: JsonObject): JsonObject => {
    const item = (name: string): JsonObject => ({ type: 'object', properties: { [name]: text(9), ...more } });
    const schemas = { Starred: item('at'), Plain: item('id') };
    return { ...body(list(first), list(second)), components: { schemas } };
  };
  const changed = causes(described('Starred', 'Plain', {}), described('Plain', 'Starred', { added: text(9) }));
  expect(changed).toEqual([
    '#/components/schemas/Plain/properties/added',
    '#/components/schemas/Starred/properties/added',
  ]);
});

test('the only members of a type belong together, whatever changes in them', () => {
  const members = (limit: number): JsonObject[] => [
    text(limit),
    { type: 'array', items: text(limit) },
    { type: 'integer', maximum: limit },
  ];
  expect(causes(body(...members(5)), body(...members(4).reverse())).sort()).toEqual([
    `${schema}/anyOf/array/items/maxLength`,
    `${schema}/anyOf/integer/maximum`,
    `${schema}/anyOf/string/maxLength`,
  ]);
});

test('the message names a few of many properties, and the arguments all', () => {
  const names = Array.from({ length: 40 }, (_, index) => `property${String(index + 10)}`);
  const large = { type: 'object', properties: Object.fromEntries(names.map((name) => [name, text(9)])) };
  const found = compare(describeObject(body(text(9), large)), describeObject(body(text(9))), { today });
  const [gone] = found.filter(({ id }) => id === 'request-body-any-of-removed');
  expect(gone?.message).toContain(
    'object with property10, property11, property12, property13, property14, … was removed from anyOf.',
  );
  expect(gone?.args[0]).toBe(`object with ${names.join(', ')}`);
});
