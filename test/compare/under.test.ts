import { expect, test } from 'vitest';
import { between } from './between.ts';

const text = (rest: string): string => `{ type: object, properties: { k: { type: string${rest} } } }`;

function body(schema: string): string {
  return `{ paths: { /a: { post: { requestBody: { content: { application/json: { schema: ${schema} } } }, responses: {} } } } }`;
}

test.each([
  [
    text(', not: { enum: [a] }'),
    text(', not: { enum: [a, b] }'),
    'In what not excludes, request property k: the value "b" is new.',
  ],
  [
    '{ not: { maximum: 3 } }',
    '{ not: { maximum: 5 } }',
    'In what not excludes, request body: maximum went from 3 to 5.',
  ],
  [
    '{ not: { required: [a, b] } }',
    '{ not: { required: [a, b, c] } }',
    'In what not excludes, request property c became required.',
  ],
  ['{ not: { not: { maximum: 5 } } }', '{ not: { not: { maximum: 3 } } }', 'Request body: maximum went from 5 to 3.'],
  [
    '{ if: { properties: { k: { const: x } } }, then: { required: [v] } }',
    '{ if: { properties: { k: { const: y } } }, then: { required: [v] } }',
    'Under if, request property k: const went from "x" to "y".',
  ],
  [
    `{ properties: { v: { type: string } }, if: { required: [k] }, then: { required: [v] } }`,
    `{ properties: { v: { type: string } }, if: { required: [k] }, then: { required: [v], properties: { v: { minLength: 2 } } } }`,
    'Under then, request property v has a schema now, and was required before.',
  ],
  [
    '{ contains: { const: x } }',
    '{ contains: { const: y } }',
    'Under contains, request property []: const went from "x" to "y".',
  ],
  [
    '{ dependentSchemas: { a: { maxProperties: 3 } } }',
    '{ dependentSchemas: { a: { maxProperties: 2 } } }',
    'Under dependentSchemas, request body: maxProperties went from 3 to 2.',
  ],
])('a message says of which values it speaks: %s, then %s', (before, after, expected) => {
  expect(between(body(before), body(after)).map(({ message }) => message)).toEqual([expected]);
});

test('what is told of all values is told so, whatever else it is under', () => {
  const named = (most: number): string =>
    `{ paths: { /a: { post: { requestBody: { content: { application/json: { schema: { properties: { k: { $ref: '#/components/schemas/K' } }, if: { $ref: '#/components/schemas/K' } } } } }, responses: {} } } }, components: { schemas: { K: { type: string, maxLength: ${String(most)} } } } }`;
  expect(between(named(3), named(2)).map(({ message }) => message)).toContain(
    'Request property k: maxLength went from 3 to 2.',
  );
});
