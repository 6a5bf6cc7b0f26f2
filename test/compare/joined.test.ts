import { expect, test } from 'vitest';
import type { Change } from '../../src/compare/change.ts';
import { between as compared } from './between.ts';

/** A description whose request and response bodies are `Pet`. */
function pets(schemas: string): string {
  const content = `content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } }`;
  const post = `{ requestBody: { ${content} }, responses: { '200': { description: ok, ${content} } } }`;
  return `{ paths: { /a: { post: ${post} } }, components: { schemas: { ${schemas} } } }`;
}

function between(before: string, after: string): Change[] {
  return compared(pets(before), pets(after)).filter(({ id }) => !id.startsWith('api-schema-'));
}

/** `level id property` of each change, sorted. */
function told(before: string, after: string): string[] {
  return between(before, after)
    .map(({ level, id, property }) => [level, id, property].join(' ').trim())
    .sort();
}

const a = 'a: { type: string }';
const b = 'b: { type: integer }';
const c = 'c: { type: boolean }';
const object = (properties: string, rest = ''): string => `{ type: object, properties: { ${properties} }${rest} }`;
const named = `Named: ${object(a, ', required: [a]')}`;
const aged = `Aged: { $ref: '#/components/schemas/Old' }, Old: ${object(b)}`;
const to = (name: string): string => `{ $ref: '#/components/schemas/${name}' }`;
const plain = `Pet: ${object(`${a}, ${b}, ${c}`, ', required: [a]')}`;

test.each([
  ['all of one member and of another', plain, `Pet: { allOf: [${to('Named')}, ${object(`${b}, ${c}`)}] }, ${named}`],
  ['a part of it', plain, `Pet: { type: object, properties: { ${b}, ${c} }, allOf: [${to('Named')}] }, ${named}`],
  [
    'of members of members',
    plain,
    `Pet: { allOf: [{ allOf: [${to('Named')}, ${object(b)}] }, ${object(c)}] }, ${named}`,
  ],
  [
    'through several references',
    plain,
    `Pet: { allOf: [${to('Named')}, ${to('Aged')}], properties: { ${c} } }, ${named}, ${aged}`,
  ],
  [
    'from one member to another that was there',
    `Pet: { allOf: [${to('Named')}, ${to('Old')}] }, Named: ${object(`${a}, ${c}`)}, Old: ${object(b)}`,
    `Pet: { allOf: [${to('Named')}, ${to('Old')}] }, Named: ${object(a)}, Old: ${object(`${b}, ${c}`)}`,
  ],
  [
    'in a property and in items',
    `Pet: ${object(`inner: ${object(`${a}, ${b}`)}, list: { type: array, items: ${object(`${a}, ${b}`)} }`)}`,
    `Pet: ${object(`inner: { allOf: [${to('Named')}, ${object(b)}] }, list: { type: array, items: { allOf: [${to('Named')}], properties: { ${b} } } }`)}, Named: ${object(a)}`,
  ],
  [
    'asked for beside the member',
    plain,
    `Pet: { allOf: [${object(`${a}, ${b}`)}], properties: { ${c} }, required: [a] }`,
  ],
])('a property that moved is no change: %s', (_name, one, other) => {
  expect(told(one, other)).toEqual([]);
  expect(told(other, one)).toEqual([]);
});

test('a wrapper around what is put together of several is no change, and what changes in it is told of the member', () => {
  const [more, count] = [object(b), '{ minProperties: 2 }'];
  const inner = `Inner: { allOf: [${to('Named')}, ${more}, ${count}] }, ${named}`;
  const bare = `Pet: ${object(`inner: ${to('Inner')}`)}, ${inner}`;
  const wrapped = `Pet: ${object(`inner: { allOf: [${to('Inner')}], description: One }`)}, ${inner}`;
  expect(told(bare, wrapped)).toEqual([]);
  expect(told(wrapped, bare)).toEqual([]);
  const asked = wrapped.replace(more, object(b, ', required: [b]'));
  expect(told(bare, asked)).toEqual(
    told(bare, asked.replace(`{ allOf: [${to('Inner')}], description: One }`, to('Inner'))),
  );
});

test('what changes where something moved is told of the property, and stands where it is written', () => {
  const moved = `Pet: { allOf: [${to('Named')}, ${object(`${c}, d: {}`, ', required: [d]')}] }, Named: ${object(`${a}, b: { type: string }`)}`;
  expect(told(plain, moved)).toEqual([
    'error new-required-request-property d',
    'error request-property-type-changed b',
    'error response-property-became-optional a',
    'error response-property-type-changed b',
    'info request-property-became-optional a',
    'info response-required-property-added d',
  ]);
  const [typed] = between(plain, moved).filter(({ id }) => id === 'request-property-type-changed');
  expect(typed).toMatchObject({
    cause: '#/components/schemas/Pet/properties/b/type',
    witness: {
      base: 'api.yaml#/components/schemas/Pet/properties/b',
      head: 'api.yaml#/components/schemas/Named/properties/b',
      instance: 0,
    },
  });
  expect(between(moved, plain).find(({ id }) => id === 'request-property-type-changed')?.cause).toBe(
    '#/components/schemas/Named/properties/b/type',
  );
});

test('null is taken where every part of the object takes it', () => {
  const orNull = (part: string): string => part.replace('type: object', 'type: [object, "null"]');
  const inherited = (first: string, second: string): string => `Pet: { allOf: [${first}, ${second}] }`;
  const [first, second] = [object(a), object(`${b}, ${c}`)];
  const nullable = `Pet: ${orNull(object(`${a}, ${b}, ${c}`))}`;
  expect(told(nullable, inherited(orNull(first), orNull(second)))).toEqual([]);
  expect(told(nullable, inherited(orNull(first), second))).toEqual([
    'error request-body-became-not-nullable',
    'info response-body-became-not-nullable',
  ]);
  expect(told(inherited(orNull(first), second), nullable)).toEqual([
    'error response-body-became-nullable',
    'info request-body-became-nullable',
  ]);
  expect(
    told(nullable, inherited(orNull(first), '{ properties: { b: { type: integer }, c: { type: boolean } } }')),
  ).toEqual([]);
});

test('a property that is gone bears the pointer of where it stood, whatever it stood in', () => {
  const inherited = `Pet: { allOf: [${to('Named')}], properties: { ${c} } }, Named: ${object(`${a}, ${b}`)}`;
  const gone = between(inherited, `Pet: ${object(`${a}, ${c}`)}`);
  expect(gone.map(({ id, cause }) => [id, cause])).toEqual([
    ['request-property-removed', '#/components/schemas/Named/properties/b'],
    ['response-optional-property-removed', '#/components/schemas/Named/properties/b'],
  ]);
});

test.each([
  [
    'a member that counts properties',
    `Pet: { allOf: [${to('Named')}, { minProperties: 1 }], properties: { ${b}, ${c} } }, ${named}`,
  ],
  [
    'a closed member',
    `Pet: { allOf: [${object(`${a}, ${b}, ${c}`, ', required: [a], additionalProperties: false')}, {}] }`,
  ],
  [
    'a property that two members speak of',
    `Pet: { allOf: [${to('Named')}], properties: { a: { maxLength: 9 }, ${b}, ${c} } }, ${named}`,
  ],
  [
    'a member that says of null what it leaves open',
    `Pet: { allOf: [{ nullable: true, properties: { ${a} }, required: [a] }], properties: { ${b}, ${c} } }`,
  ],
  [
    'a member that is read only',
    `Pet: { allOf: [${object(a, ', readOnly: true')}], properties: { ${b}, ${c} }, required: [a] }`,
  ],
  [
    'properties that are a reference',
    `Pet: { allOf: [{ properties: { $ref: '#/components/schemas/Named/properties' } }], properties: { ${b}, ${c} }, required: [a] }, ${named}`,
  ],
])('is left as it is written: %s', (_name, other) => {
  expect(told(plain, other).join()).toContain('all-of-added');
});

test('a schema that inherits from itself ends', () => {
  const ring = `Pet: { allOf: [${to('Named')}], properties: { ${b}, ${c} } }, Named: { allOf: [${to('Pet')}], type: object, properties: { ${a} }, required: [a] }`;
  expect(told(plain, ring)).toEqual([]);
});
