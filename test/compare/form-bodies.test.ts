import { describe, expect, test } from 'vitest';
import { shownErrors } from './between.ts';

const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data';
const JSON_PART = 'encoding: { a: { contentType: application/json } }';

/** `id property witness` of each error where the schema of a request's body changed so. */
function errors(media: string, before: string, after: string, beside = ''): string[] {
  const [old, now] = [before, after].map(
    (schema) =>
      `{ paths: { /a: { post: { requestBody: { content: { ${media}: { schema: ${schema}, ${beside} } } }, responses: {} } } } }`,
  ) as [string, string];
  return shownErrors(old, now);
}

const part = (schema: string): string => `{ type: object, properties: { a: ${schema} } }`;
const words = "{ type: string, enum: ['true', 'false'] }";
const inner = (schema: string): string => part(part(schema));

describe.each([FORM, MULTIPART])('%s', (media) => {
  test.each([
    ['a boolean and its words', '{ type: boolean }', words],
    ['the words and a boolean', words, '{ type: boolean }'],
    ['one word and a boolean', '{ type: string, enum: [no, "true"] }', '{ anyOf: [{ type: boolean }, { const: no }] }'],
    ['numbers and their digits', '{ type: integer, enum: [1, 2] }', "{ type: string, enum: ['1', '2'] }"],
    ['digits and numbers', "{ type: string, const: '1' }", '{ type: integer }'],
    ['any text', '{ type: integer, maximum: 5 }', '{ type: string }'],
    ['items', `{ type: array, items: { type: boolean } }`, `{ type: array, items: ${words} }`],
    ['what a choice takes', '{ type: boolean }', `{ oneOf: [${words}, { type: string, enum: [x] }] }`],
  ])('parts are texts: %s', (_name, before, after) => {
    expect(errors(media, part(before), part(after))).toEqual([]);
  });

  test.each([
    [
      'other words',
      '{ type: boolean }',
      "{ type: string, enum: ['true', 'no'] }",
      'request-property-became-enum a false',
    ],
    ['digits too few', '{ type: integer }', "{ type: string, enum: ['1'] }", 'request-property-became-enum a 0'],
    ['any text', '{ type: string }', '{ type: boolean }', 'request-property-type-changed a ""'],
    [
      'a text too long',
      '{ type: integer, maximum: 99 }',
      '{ type: integer, maximum: 9 }',
      'request-property-max-decreased a 10',
    ],
  ])('what no reading of the text satisfies is refused: %s', (_name, before, after, expected) => {
    expect(errors(media, part(before), part(after))).toEqual([expected]);
  });

  test('of the whole form only what its texts show is told', () => {
    const form = (schema: string, required: string): string =>
      `{ type: object, properties: { a: ${schema}, b: { type: string } }, required: [${required}] }`;
    expect(errors(media, form('{ type: boolean }', 'a'), form(words, 'a, b'))).toEqual([
      'request-property-became-required b {"a":false}',
    ]);
    const chosen = (not: string): string => `{ type: object, properties: { a: { type: string, ${not} } } }`;
    expect(errors(media, chosen(''), chosen('not: { const: x }'))).toEqual(['request-property-not-added a "x"']);
  });
});

test.each([
  ['may be JSON or texts', FORM, '', ['request-property-became-enum a.a not proved']],
  ['is texts, by its style', FORM, 'encoding: { a: { style: deepObject, explode: true } }', []],
  [
    'is JSON, by its content type',
    FORM,
    JSON_PART,
    ['request-property-became-enum a.a false', 'request-property-type-changed a.a false'],
  ],
  [
    'is JSON, as one of several parts',
    MULTIPART,
    '',
    ['request-property-became-enum a.a false', 'request-property-type-changed a.a false'],
  ],
])('what a part holds %s', (_name, media, encoding, expected) => {
  expect(errors(media, inner('{ type: boolean }'), inner(words), encoding)).toEqual(expected);
});

test.each([
  ['as one of several parts', MULTIPART, ''],
  ['by its content type', MULTIPART, JSON_PART],
  ['by its content type, in the manner of an address', FORM, JSON_PART],
])('what a part of JSON holds is no text: %s', (_name, media, encoding) => {
  expect(errors(media, inner('{ type: integer }'), inner('{ type: string }'), encoding)).toEqual([
    'request-property-type-changed a.a 0',
  ]);
  const items = (schema: string): string => part(`{ type: array, items: ${part(schema)} }`);
  expect(errors(media, items('{ type: integer }'), items('{ type: string }'), encoding)).toEqual([
    'request-property-type-changed a[].a 0',
  ]);
});

test('a part that is JSON is no text', () => {
  expect(errors(MULTIPART, part('{ type: boolean }'), part(words), JSON_PART)).toEqual([
    'request-property-became-enum a false',
    'request-property-type-changed a false',
  ]);
});

test('one schema as a part and within one is held to both', () => {
  const holding = (schema: string): string => `{ type: object, properties: { a: ${schema}, in: ${part(schema)} } }`;
  expect(errors(MULTIPART, holding('{ type: boolean }'), holding(words))).toEqual([
    'request-property-became-enum in.a false',
    'request-property-type-changed in.a false',
  ]);
});

test('a body that is a plain text is one', () => {
  expect(errors('text/plain', '{ type: boolean }', words)).toEqual([]);
  expect(errors('text/plain', '{ type: boolean }', '{ type: string, enum: [x] }')).toEqual([
    'request-body-became-enum false',
  ]);
  expect(errors('application/json', '{ type: boolean }', words)).not.toEqual([]);
});
