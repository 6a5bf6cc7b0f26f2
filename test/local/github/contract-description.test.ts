import { statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  answerOf,
  bodyOf,
  description,
  parametersOf,
  payloadOf,
} from '../../../src/local/github/contract/description.ts';
import { OPERATIONS, WEBHOOKS } from '../../../src/local/github/contract/operations.ts';
import { closedSchema, newValidator, openSchema } from '../../../src/local/github/contract/schemas.ts';

const operations = Object.values(description.paths).flatMap((item) => Object.values(item));

describe("the subset of GitHub's description", () => {
  test('holds the listed operations and webhooks, and no others', () => {
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual([...OPERATIONS].sort());
    expect(Object.keys(description['x-webhooks']).sort()).toEqual([...WEBHOOKS].sort());
  });

  test('stays small enough to commit', () => {
    const file = new URL('../../../src/local/github/contract/description.json', import.meta.url);
    expect(statSync(file).size).toBeLessThan(500_000);
  });

  test('every schema compiles', () => {
    const ajv = newValidator(false);
    const webhooks = Object.values(description['x-webhooks']).map(({ post }) => bodyOf(post)?.schema);
    const schemas = operations.flatMap((operation) => [
      bodyOf(operation)?.schema,
      ...Object.keys(operation.responses).map((status) => answerOf(operation, Number(status))),
    ]);
    const places = ['path', 'query'] as const;
    const parameters = operations.flatMap((operation) => places.flatMap((place) => parametersOf(operation, place)));
    for (const schema of [...schemas, ...parameters.map((parameter) => parameter.schema)]) {
      if (typeof schema === 'object') expect(() => ajv.compile(closedSchema(schema))).not.toThrow();
    }
    for (const schema of webhooks) expect(() => ajv.compile(openSchema(schema))).not.toThrow();
    expect(payloadOf('pull_request', 'opened')).toBeDefined();
    expect(payloadOf('push', null)).toBeDefined();
    expect(payloadOf('push', 'opened')).toBeUndefined();
  });
});

describe('closedSchema', () => {
  const accepts = (schema: unknown, value: unknown) => newValidator(false).validate(closedSchema(schema), value);
  const named = { type: 'object', properties: { name: { type: 'string' } } };

  test.each([
    ['nullable with a type', { type: 'string', nullable: true }, null, true],
    ['nullable with values', { type: 'string', nullable: true, enum: ['a'] }, null, true],
    ['nullable without a type', { nullable: true, allOf: [named] }, null, true],
    ['not nullable', { type: 'string' }, null, false],
    ['a property that is not named', named, { name: 'a', other: 1 }, false],
    ['the same, allowed by the description', { ...named, additionalProperties: true }, { other: 1 }, true],
    ['a map', { type: 'object', additionalProperties: { type: 'string' } }, { any: 'a' }, true],
    ['another part names it', { allOf: [named, { properties: { other: {} } }] }, { name: 'a', other: 1 }, true],
    ['no part names it', { allOf: [named, { properties: { other: {} } }] }, { third: 1 }, false],
    ['below a part', { allOf: [{ properties: { inner: named } }] }, { inner: { other: 1 } }, false],
    [
      'open parts do not open the whole',
      { ...named, anyOf: [{ properties: { name: { enum: ['a'] } }, additionalProperties: true }] },
      { name: 'a', other: 1 },
      false,
    ],
    ['a property called like a keyword', { properties: { nullable: { type: 'string' } } }, { nullable: 'a' }, true],
  ])('%s', (_, schema, value, expected) => {
    expect(accepts(schema, value)).toBe(expected);
  });
});
