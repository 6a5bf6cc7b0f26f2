import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare, compareInFull } from '../../src/compare/compare.ts';
import type { Change } from '../../src/compare/change.ts';
import { asObject, type Json, type JsonObject } from '../../src/spec/json.ts';
import { describeObject, everywhere } from './describe.ts';

const names = ['A', 'B', 'C'] as const;
const runs = { numRuns: 25 };
const options = { today: '2026-11-20', witness: 0 };

const reference = fc.constantFrom(...names).map((name): JsonObject => ({ $ref: `#/components/schemas/${name}` }));
const text: fc.Arbitrary<JsonObject> = fc.record(
  {
    type: fc.constantFrom<Json>('string', ['string', 'null'], ['string', 'integer']),
    maxLength: fc.integer({ min: 0, max: 3 }),
    minLength: fc.integer({ min: 0, max: 3 }),
    enum: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }),
    default: fc.constantFrom<Json>('a', null, 1),
    pattern: fc.constantFrom('^a', 'b$', ''),
  },
  { requiredKeys: ['type'] },
);
const count: fc.Arbitrary<JsonObject> = fc.record(
  {
    type: fc.constantFrom('integer', 'number'),
    minimum: fc.integer({ min: 0, max: 3 }),
    exclusiveMaximum: fc.integer({ min: 4, max: 6 }),
  },
  { requiredKeys: ['type'] },
);

const { schema } = fc.letrec<{ schema: JsonObject }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    text,
    count,
    reference,
    fc.record({ type: fc.constant('array'), items: tie('schema') }),
    fc.record(
      {
        type: fc.constant('object'),
        properties: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'constructor'), tie('schema'), { maxKeys: 3 }),
        required: fc.uniqueArray(fc.constantFrom('a', 'b', 'c')),
        additionalProperties: fc.boolean(),
      },
      { requiredKeys: ['type'] },
    ),
    fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((oneOf): JsonObject => ({ oneOf })),
    fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((allOf): JsonObject => ({ allOf })),
    tie('schema').map((not): JsonObject => ({ not })),
  ),
}));

/** References go to schemas that are no references themselves; those may hold any, so there are cycles. */
const pool = fc.record({
  A: fc.oneof(text, count),
  B: count,
  C: fc.record({ type: fc.constant('object'), properties: fc.record({ a: schema, c: reference }) }),
});
const document = fc
  .tuple(schema, pool)
  .map(([root, schemas]): JsonObject => ({ ...everywhere(root), components: { schemas } }));

function between(before: JsonObject, after: JsonObject, witness: number | 'all' = 0): Change[] {
  return compare(describeObject(before), describeObject(after), { ...options, witness });
}

/** By form: what inclusion took back in one direction can be told in the other. */
function isChanged(before: JsonObject, after: JsonObject): boolean {
  const { changes, disproved } = compareInFull(describeObject(before), describeObject(after), options);
  return changes.length + disproved.length > 0;
}

/** What must not depend on how a text is laid out. */
function essence(changes: readonly Change[]): unknown[] {
  return changes.map(({ id, level, fingerprint, operations, property, message, count }) => ({
    id,
    level,
    fingerprint,
    operations,
    property,
    message,
    count,
  }));
}

function reversedKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => reversedKeys(item));
  const object = asObject(value);
  if (object === undefined) return value;
  return Object.fromEntries(
    Object.entries(object)
      .reverse()
      .map(([key, item]) => [key, reversedKeys(item)]),
  );
}

/** Every reference to A and B replaced by what it leads to. */
function inlined(value: Json, schemas: JsonObject): Json {
  if (Array.isArray(value)) return value.map((item: Json) => inlined(item, schemas));
  const object = asObject(value);
  if (object === undefined) return value;
  const target = typeof object['$ref'] === 'string' ? object['$ref'].slice(-1) : '';
  if (target === 'A' || target === 'B') return schemas[target] ?? {};
  return Object.fromEntries(Object.entries(object).map(([key, item]) => [key, inlined(item, schemas)]));
}

describe('comparing', () => {
  test('a description with itself gives nothing', () => {
    fc.assert(
      fc.property(document, (one) => {
        expect(between(one, one)).toEqual([]);
      }),
      runs,
    );
  });

  test('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(document, document, (before, after) => {
        const turned = reversedKeys(after) as JsonObject;
        // How far a bounded search comes does depend on it.
        expect(essence(between(before, turned, 'all'))).toEqual(essence(between(before, after, 'all')));
        expect(between(after, turned)).toEqual([]);
      }),
      runs,
    );
  });

  test('a reference and what it leads to gives nothing', () => {
    fc.assert(
      fc.property(schema, pool, (root, schemas) => {
        const [whole, inside] = [
          { ...everywhere(root), components: { schemas } },
          { ...everywhere(inlined(root, schemas)), components: { schemas } },
        ];
        expect(between(whole, inside, 'all')).toEqual([]);
        expect(between(inside, whole, 'all')).toEqual([]);
      }),
      runs,
    );
  });

  test('a change that is found is found again in the other direction', () => {
    fc.assert(
      fc.property(document, document, (before, after) => {
        expect(isChanged(after, before)).toBe(isChanged(before, after));
      }),
      runs,
    );
  });

  test('fingerprints name one change each', () => {
    fc.assert(
      fc.property(document, document, (before, after) => {
        const prints = between(before, after).map((change) => change.fingerprint);
        expect(new Set(prints).size).toBe(prints.length);
      }),
      runs,
    );
  });
});
