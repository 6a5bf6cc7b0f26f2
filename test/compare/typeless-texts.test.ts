import { expect, test } from 'vitest';
import { shownErrors } from './between.ts';

const answered = (content: string): string =>
  `{ openapi: 3.0.3, paths: { /a: { get: { responses: { '200': { description: ok, ${content} } } } } } }`;
const sent = (type: string, schema: string): string =>
  `{ openapi: 3.0.3, paths: { /a: { post: { requestBody: { content: { ${type}: { schema: ${schema} } } }, responses: {} } } } }`;
const withPart = (schema: string): string => `{ type: object, properties: { x: ${schema} } }`;
const [anything, text] = ['{}', '{ type: string }'];

test.each<[string, (schema: string) => string]>([
  ...['path', 'query', 'header', 'cookie'].map((where): [string, (schema: string) => string] => [
    `a parameter in ${where}`,
    (schema) =>
      `{ openapi: 3.0.3, paths: { '/{x}': { get: { parameters: [{ name: x, in: ${where}, required: true, schema: ${schema} }], responses: {} } } } }`,
  ]),
  ['a part of a form', (schema) => sent('application/x-www-form-urlencoded', withPart(schema))],
  ['a part of several', (schema) => sent('multipart/form-data', withPart(schema))],
  ['a body that is a text', (schema) => sent('text/plain', schema)],
])('%s without a type is a text', (_, place) => {
  expect(shownErrors(place(anything), place(text))).toEqual([]);
  expect(shownErrors(place(anything), place('{ type: string, maxLength: 2 }'))).not.toEqual([]);
  expect(shownErrors(place(anything), place('{ type: integer }'))).not.toEqual([]);
});

test.each<[string, (schema: string) => string]>([
  ['a header', (schema) => answered(`headers: { X: { schema: ${schema} } }`)],
  ['a body that is a text', (schema) => answered(`content: { text/plain: { schema: ${schema} } }`)],
])('%s of a response without a type is a text', (_, place) => {
  expect(shownErrors(place(text), place(anything))).toEqual([]);
  expect(shownErrors(place('{ type: integer }'), place(anything))).not.toEqual([]);
});

test('what is JSON may be anything', () => {
  expect(shownErrors(sent('application/json', anything), sent('application/json', text))).not.toEqual([]);
});

test('null is sent as a text where it is spoken of', () => {
  const query = (schema: string): string =>
    `{ openapi: 3.1.0, paths: { /a: { get: { parameters: [{ name: x, in: query, schema: ${schema} }], responses: {} } } } }`;
  expect(shownErrors(query('{ type: [integer, "null"] }'), query('{ type: integer }'))).not.toEqual([]);
});
