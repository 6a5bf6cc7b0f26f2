import { expect, test } from 'vitest';
import { between } from './between.ts';

const body = (schema: string): string =>
  `{ paths: { /a: { post: { requestBody: { content: { application/json: { schema: { type: object, properties: { k: ${schema} } } } } }, responses: {} } } } }`;

test.each([
  ['{ default: null }', '{}', 'default null is gone.'],
  ['{}', '{ default: null }', 'default null is new.'],
  ['{ default: x }', '{ default: null }', 'default went from "x" to null.'],
  ['{ default: null }', '{ default: x }', 'default went from null to "x".'],
  ['{ const: null }', "{ type: 'null' }", 'const null is gone.'],
  ['{ const: x }', '{ const: null }', 'const went from "x" to null.'],
])('null is a value: %s → %s', (before, after, message) => {
  expect(between(body(before), body(after)).map((change) => change.message)).toEqual(
    expect.arrayContaining([expect.stringContaining(message)]) as string[],
  );
});
