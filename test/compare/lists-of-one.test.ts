import { describe, expect, test } from 'vitest';
import { shownErrors, told } from './between.ts';

const FORM = 'application/x-www-form-urlencoded';
const ab = '{ type: string, enum: [a, b] }';
const list = (items: string, more = ''): string => `{ type: array, items: ${items}, ${more} }`;

const parameter = (schema: string, place = 'in: query'): string =>
  `{ openapi: 3.0.3, paths: { '/a/{x}': { get: { parameters: [{ name: x, required: true, ${place}, schema: ${schema} }], responses: {} } } }, components: { schemas: { Word: { type: string } } } }`;
const form = (schema: string, media = FORM): string =>
  `{ openapi: 3.0.3, paths: { /a: { post: { requestBody: { content: { ${media}: { schema: { type: object, properties: { x: ${schema} } } } } }, responses: {} } } } }`;
const old = (schema: string, place = 'query'): string =>
  `{ swagger: '2.0', paths: { /a: { post: { consumes: [${FORM}], parameters: [{ name: x, in: ${place}, ${schema} }], responses: {} } } } }`;

const taken: readonly (readonly [string, string])[] = [
  [ab, list('{ type: string, enum: [a, b, c] }')],
  [ab, list(ab)],
  [ab, list('{ type: string }')],
  ['{ type: string }', list("{ $ref: '#/components/schemas/Word' }")],
  ['{ type: string }', list('{ type: string }')],
  ['{ type: string, format: uuid }', list('{ type: string, format: uuid }')],
  ['{ type: integer }', list('{ type: integer }')],
  ['{ type: integer }', list('{ type: string }')],
  ['{ type: integer, maximum: 5 }', list('{ type: integer, maximum: 9 }')],
];

describe.each(['in: query', 'in: query, explode: true', 'in: cookie'])('a list takes a single text in %s', (place) => {
  test.each(taken)('%s for %s', (before, after) => {
    expect(shownErrors(parameter(before, place), parameter(after, place))).toEqual([]);
  });

  test.each([
    [ab, list('{ type: string, enum: [a] }'), '"b"'],
    ['{ type: integer, maximum: 5 }', list('{ type: integer, maximum: 3 }'), '4'],
    ['{ type: integer }', list('{ type: integer }', 'minItems: 2'), '0'],
  ])('but not %s for %s', (before, after, witness) => {
    const errors = shownErrors(parameter(before, place), parameter(after, place));
    expect(errors.length).toBeGreaterThan(0);
    expect(errors).toEqual(errors.map(() => expect.stringMatching(new RegExp(` ${witness}$`)) as unknown));
  });
});

test.each(taken.slice(0, 3))('that a parameter of %s is %s now is told', (before, after) => {
  expect(told(parameter(before), parameter(after))).toEqual(['request-parameter-type-generalized info']);
});

test('a text that would be taken apart is not proved to be an item', () => {
  const [text, texts] = ['{ type: string, minLength: 3 }', list('{ type: string, minLength: 3 }')];
  expect(shownErrors(parameter(text), parameter(texts))).toEqual([]);
  expect(shownErrors(form(text), form(texts))).toEqual(['request-property-type-changed x not proved']);
});

test.each([
  [form('{ type: string }'), form(list('{ type: string }'))],
  [form(ab), form(list(ab))],
  [form('{ type: integer }', 'multipart/form-data'), form(list('{ type: integer }'), 'multipart/form-data')],
  [parameter(ab, 'in: path'), parameter(list(ab), 'in: path')],
  [old('type: string, enum: [a]'), old('type: array, items: { type: string, enum: [a, b] }')],
  [old('type: string', 'formData'), old('type: array, collectionFormat: multi, items: { type: string }', 'formData')],
])('so do those of forms and older descriptions: %s', (before, after) => {
  expect(shownErrors(before, after)).toEqual([]);
});

test('a limit of numbers is meant for numbers where no type is said', () => {
  expect(shownErrors(parameter('{}'), parameter('{ maximum: 1 }'))).toEqual(['request-parameter-max-set x 2']);
});

test('what is no list by any reading is refused', () => {
  expect(shownErrors(form('{ type: string }'), form(list('{ type: integer }')))).toEqual([
    'request-property-type-changed x ""',
  ]);
  expect(shownErrors(parameter('{ type: string }'), parameter('{ type: object }'))).toEqual([
    'request-parameter-type-changed x ""',
  ]);
});
