import { expect, test } from 'vitest';
import { between, shownErrors } from './between.ts';

const answering = (schema: string): string =>
  `{ paths: { /a: { get: { responses: { '200': { description: ok, content: { application/json: { schema: ${schema} } } } } } } } }`;

const card = (type: string): string =>
  `{ type: string, contentMediaType: application/json, contentSchema: { type: ${type} } }`;
const object = (type: string, rest = ''): string => `{ type: object, properties: { card: ${card(type)} }${rest} }`;

test.each<[string, (type: string) => string]>([
  ['card', (type) => object(type)],
  ['card', (type) => object(type, ', unevaluatedProperties: false')],
  ['card', (type) => object(type, ', propertyNames: { pattern: ^c }')],
  ['card', (type) => object(type, ', dependentSchemas: { card: { required: [zip] } }')],
  ['card', (type) => object(type, ', if: { required: [a] }, then: { required: [b] }')],
  ['card', (type) => `{ if: ${object(type)}, then: { required: [b] } }`],
  ['card', (type) => `{ oneOf: [${object(type)}] }`],
  ['card', (type) => `{ oneOf: [${object(type)}, { type: string }] }`],
  ['card', (type) => `{ anyOf: [${object(type)}, { type: 'null' }] }`],
  ['card', (type) => `{ type: object, properties: { card: { anyOf: [${card(type)}, { type: integer }] } } }`],
  ['^c', (type) => `{ type: object, patternProperties: { ^c: ${card(type)} } }`],
  ['*', (type) => `{ type: object, unevaluatedProperties: ${card(type)} }`],
  ['[]', (type) => `{ type: array, contains: ${card(type)} }`],
  ['[]', (type) => `{ type: array, unevaluatedItems: ${card(type)} }`],
  ['[0]', (type) => `{ type: array, prefixItems: [${card(type)}] }`],
])('what a text contains is told, whatever is around it: %s', (property, schema) => {
  expect(shownErrors(answering(schema('object')), answering(schema('array')))).toEqual([
    `response-property-type-changed ${property}.(content) []`,
  ]);
});

test('under not no such text is sent for sure', () => {
  const not = (type: string): string => answering(`{ not: ${object(type)} }`);
  const changes = between(not('object'), not('array')).filter(({ level }) => level === 'error');
  expect(changes).toMatchObject([{ id: 'response-property-type-changed', convention: 'Remarks' }]);
});

test('within the content itself one member makes good what another loses', () => {
  const either = (type: string): string => `{ type: string, contentSchema: { anyOf: [{ type: ${type} }, {}] } }`;
  expect(shownErrors(answering(either('object')), answering(either('array')))).toEqual([]);
});

test('every operation with such a text is named', () => {
  const schemas = (type: string): string => `components: { schemas: { T: ${object(type)} } }`;
  const response = (schema: string): string =>
    `{ get: { responses: { '200': { description: ok, content: { application/json: { schema: ${schema} } } } } } }`;
  const both = (type: string): string =>
    `{ paths: { /a: ${response(`{ $ref: '#/components/schemas/T' }`)}, /b: ${response(`{ anyOf: [{ $ref: '#/components/schemas/T' }, { type: string }] }`)} }, ${schemas(type)} }`;
  const [change] = between(both('object'), both('array'));
  expect(change?.operations.map(({ path }) => path)).toEqual(['/a', '/b']);
});
