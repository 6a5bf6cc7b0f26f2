import { expect, test } from 'vitest';
import { shownErrors } from './between.ts';

const query = (schema: string): string =>
  `{ openapi: 3.0.3, paths: { /a: { get: { parameters: [{ name: x, in: query, schema: ${schema} }], responses: {} } } } }`;
const form = (schema: string): string =>
  `{ openapi: 3.0.3, paths: { /a: { post: { requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: object, properties: { x: ${schema} } } } } }, responses: {} } } } }`;

const digits = "{ type: string, pattern: '^[1-9][0-9]*$' }";

test.each([
  ['{ type: integer, minimum: 1, maximum: 100 }', '{ type: string, minLength: 1, maxLength: 3 }'],
  ['{ type: integer, minimum: 1, maximum: 100000 }', '{ type: string, minLength: 1, maxLength: 6 }'],
  ['{ type: integer, minimum: 1 }', digits],
  ['{ type: integer, minimum: 0, exclusiveMinimum: true }', digits],
  [digits, '{ type: integer, minimum: 1 }'],
  ["{ type: string, enum: ['10', '20'] }", '{ type: integer, multipleOf: 10 }'],
  ["{ type: string, enum: ['1', '2', '3', '4', '5', '6'] }", '{ type: integer, minimum: 1 }'],
  ['{ type: integer, minimum: -1, maximum: 1 }', "{ type: string, enum: ['-1', '0', '1'] }"],
  ['{ type: integer, minimum: 1, maximum: 9 }', '{ anyOf: [{ type: string, maxLength: 1 }, { type: boolean }] }'],
])('%s is within %s as a text', (before, after) => {
  expect(shownErrors(query(before), query(after))).toEqual([]);
  expect(shownErrors(form(before), form(after))).toEqual([]);
});

test.each([
  ['{ type: integer, minimum: 1, maximum: 1000 }', '{ type: string, maxLength: 3 }', '1000'],
  ['{ type: integer, minimum: 1 }', '{ type: string, maxLength: 8 }', '[0-9]{9,}'],
  ['{ type: integer, minimum: 0 }', digits, '0'],
  ["{ type: string, enum: ['10', '25'] }", '{ type: integer, multipleOf: 10 }', '"25"'],
  ['{ type: integer, minimum: 1, maximum: 6 }', "{ type: string, enum: ['1', '2', '3', '4', '5'] }", '6'],
])('%s is not within %s: %s', (before, after, witness) => {
  for (const place of [query, form]) {
    const errors = shownErrors(place(before), place(after));
    expect(errors.length).toBeGreaterThan(0);
    expect(errors).toEqual(errors.map(() => expect.stringMatching(new RegExp(` ${witness}$`)) as unknown));
  }
});
