import { expect, test } from 'vitest';
import { shownErrors, told } from './between.ts';

const asking = (schema: string): string =>
  `{ paths: { /a: { post: { requestBody: { required: true, content: { application/json: { schema: ${schema} } } }, responses: {} } } } }`;
const answering = (schema: string): string =>
  `{ paths: { /a: { get: { responses: { '200': { description: ok, content: { application/json: { schema: ${schema} } } } } } } } }`;
const text = '{ type: string }';
const slip = '{ oneOf: [{ type: string }, { type: string }] }';

type Place = readonly [name: string, (schema: string) => string];
const places: readonly Place[] = [
  ['the whole', (schema) => schema],
  ['a property', (schema) => `{ type: object, properties: { a: ${schema} } }`],
  ['a required property', (schema) => `{ type: object, properties: { a: ${schema} }, required: [a] }`],
  ['other properties', (schema) => `{ type: object, additionalProperties: ${schema} }`],
  ['items', (schema) => `{ type: array, items: ${schema} }`],
  ['first items', (schema) => `{ type: array, prefixItems: [${schema}] }`],
  ['a property further in', (schema) => `{ properties: { n: { type: object, properties: { a: ${schema} } } } }`],
  [
    'a property of a member',
    (schema) => `{ anyOf: [{ type: object, properties: { a: ${schema} } }, { type: integer }] }`,
  ],
];

test.each(places)('what a oneOf of the same twice refuses is a slip: %s', (_, place) => {
  expect(shownErrors(asking(place(text)), asking(place(slip)))).toEqual([]);
  expect(shownErrors(asking(place('{ oneOf: [{ type: string }] }')), asking(place(slip)))).toEqual([]);
});

test.each(places)('nobody relied on what only a slip refused: %s', (_, place) => {
  expect(shownErrors(answering(place(slip)), answering(place(text)))).toEqual([]);
});

test('its form is told', () => {
  const [before, after] = [text, slip].map((schema) => asking(`{ properties: { a: ${schema} } }`)) as [string, string];
  expect(told(before, after)).toEqual(['request-property-one-of-added info', 'request-property-type-generalized info']);
});

test.each([
  ['{ type: array }', '{ type: array, items: { type: string } }', 'b [null]'],
  ["{ type: string, pattern: '^[a-c]$' }", "{ type: string, pattern: '^[ab]$' }", 'b "c"'],
])('a slip hides nothing that breaks beside it: %s', (before, after, shown) => {
  const body = (a: string, b: string): string => asking(`{ type: object, properties: { a: ${a}, c: ${a}, b: ${b} } }`);
  const [property = '', value = ''] = shown.split(' ');
  expect(shownErrors(body(text, before), body(slip, after))).toEqual([
    `request-property-accepts-less ${property} ${value}`,
  ]);
});

test('members that take some of the same are none', () => {
  const either = `{ oneOf: [{ type: string }, { type: string, maxLength: 3 }] }`;
  const [before, after] = [text, either].map((schema) => asking(`{ properties: { a: ${schema} } }`)) as [
    string,
    string,
  ];
  expect(shownErrors(before, after)).toEqual(['request-property-accepts-less a ""']);
});
