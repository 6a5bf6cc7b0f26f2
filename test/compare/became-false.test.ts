import { describe, expect, test } from 'vitest';
import { between, told } from './between.ts';

const schemas = (schema: string): string => `components: { schemas: { I: ${schema} } }`;
const referred = "{ $ref: '#/components/schemas/I' }";
const object = '{ type: object, properties: { a: { type: string } } }';

const places = {
  body: (schema: string): string =>
    `{ requestBody: { content: { application/json: { schema: ${schema} } } }, responses: {} }`,
  property: (schema: string): string => places.body(`{ type: object, properties: { x: ${schema} } }`),
  parameter: (schema: string): string => `{ parameters: [{ name: p, in: query, schema: ${schema} }], responses: {} }`,
  response: (schema: string): string =>
    `{ responses: { '200': { description: ok, content: { application/json: { schema: ${schema} } } } } }`,
  'property of a response': (schema: string): string =>
    places.response(`{ type: object, properties: { x: ${schema} } }`),
};

type Written = (place: (schema: string) => string, schema: string) => string;
const ways: Readonly<Record<string, Written>> = {
  inline: (place, schema) => `{ paths: { /a: { post: ${place(schema)} } } }`,
  referred: (place, schema) => `{ paths: { /a: { post: ${place(referred)} } }, ${schemas(schema)} }`,
};

const expected: readonly (readonly [keyof typeof places, string, string])[] = [
  ['body', 'request-body-schema-became-false error', 'request-body-schema-became-not-false info'],
  ['property', 'request-property-schema-became-false error', 'request-property-schema-became-not-false info'],
  ['parameter', 'request-parameter-schema-became-false error', 'request-parameter-schema-became-not-false info'],
  ['response', 'response-body-schema-became-false error', 'response-body-schema-became-not-false info'],
  [
    'property of a response',
    'response-property-schema-became-false info',
    'response-property-schema-became-not-false error',
  ],
];

const isOf = (line: string): boolean => !line.startsWith('api-version');

describe.each(Object.entries(ways))('what becomes false, %s', (_, written) => {
  describe.each(['false', '{ not: {} }', '{ description: nothing, not: true }'])('as %s', (nothing) => {
    test.each(expected)('%s', (name, became, back) => {
      const [open, closed] = [object, nothing].map((schema) => written(places[name], schema)) as [string, string];
      expect(told(open, closed).filter(isOf)).toEqual([became]);
      expect(told(closed, open).filter(isOf)).toEqual([back]);
    });
  });
});

test.each([
  ['additionalProperties', '{ type: object, properties: { a: { type: string } }', 'properties that are not listed'],
  ['items', '{ type: array', 'nothing is allowed any more'],
])('%s that are not there become nothing, in whatever words', (keyword, beginning, words) => {
  const [before, after] = [`${beginning} }`, `${beginning}, ${keyword}: { not: {} } }`].map((schema) =>
    ways['inline']?.(places.body, schema),
  ) as [string, string];
  const [change] = between(before, after);
  expect(change).toMatchObject({ id: 'request-property-schema-became-false', level: 'error' });
  expect(change?.message).toContain(words);
});

test('two words for nothing are the same', () => {
  const body = (schema: string): string => `{ paths: { /a: { post: ${places.body(schema)} } }, ${schemas('false')} }`;
  expect(between(body(referred), body('{ not: {} }'))).toEqual([]);
  expect(between(body('false'), body(referred))).toEqual([]);
});

test('a choice between nothing and null allows null', () => {
  const choice = '{ anyOf: [{ not: {} }, { type: "null" }] }';
  const [before, after] = [object, choice].map((schema) => ways['inline']?.(places.body, schema)) as [string, string];
  expect(told(before, after).filter((line) => line.includes('false'))).toEqual([]);
});

test('the witness says where the schema stands that is false', () => {
  const body = (schema: string): string => `{ paths: { /a: { post: ${places.body(referred)} } }, ${schemas(schema)} }`;
  const [change] = between(body(object), body('false'));
  expect(change?.witness).toMatchObject({ instance: {}, head: 'api.yaml#/components/schemas/I' });
});

test.each([
  ['items: false', 'maxItems: 0', 'Request property []: the schema no longer refuses everything.'],
  ['items: false', 'items: {}', 'Request property []: the schema no longer refuses everything.'],
  [
    'additionalProperties: false',
    'additionalProperties: { type: string }',
    'Request property *: properties that are not listed are allowed now where nothing was.',
  ],
])('of what is no longer false nothing is said but that: %s, then %s', (before, after, message) => {
  const asking = (said: string): string => `{ paths: { /a: { post: ${places.body(`{ ${said} }`)} } } }`;
  expect(between(asking(before), asking(after))).toMatchObject([{ level: 'info', message }]);
});
