import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import type { Description } from '../../src/spec/description.ts';
import type { Json, JsonObject } from '../../src/spec/json.ts';
import { today } from './between.ts';
import { describeObject } from './describe.ts';

const NAMES = ['a', 'b', 'c', 'd'];
const leaves: readonly JsonObject[] = [
  { type: 'string' },
  { type: 'integer' },
  { type: 'string', enum: ['x', 'y'] },
  { type: 'string', readOnly: true },
  { type: 'object', properties: { z: { type: 'string' } } },
];

/** An object, and which of three schemas that hold together says what of it: itself, or a member of its `allOf`. */
const object = fc.record({
  properties: fc.dictionary(fc.constantFrom(...NAMES), fc.constantFrom(...leaves)),
  required: fc.subarray(NAMES),
  isNullable: fc.boolean(),
  homes: fc.tuple(...NAMES.map(() => fc.integer({ min: 0, max: 2 }))),
  isNamed: fc.tuple(fc.boolean(), fc.boolean()),
});
type Arranged = typeof object extends fc.Arbitrary<infer T> ? T : never;

function part({ properties, required, isNullable, homes }: Arranged, home: number): JsonObject {
  const isHere = (name: string): boolean => homes[NAMES.indexOf(name)] === home;
  return {
    type: isNullable ? ['object', 'null'] : 'object',
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => isHere(name))),
    required: required.filter(isHere),
  };
}

function together(arranged: Arranged): Description {
  return describe(part({ ...arranged, homes: NAMES.map(() => 0) }, 0), {});
}

function apart(arranged: Arranged): Description {
  const named: Record<string, Json> = {};
  const allOf = arranged.isNamed.map((isNamed, index): Json => {
    const member = part(arranged, index + 1);
    if (!isNamed) return member;
    named[`Part${String(index)}`] = member;
    return { $ref: `#/components/schemas/Part${String(index)}` };
  });
  return describe({ ...part(arranged, 0), allOf }, named);
}

function describe(schema: JsonObject, schemas: JsonObject): Description {
  const content = (inner: Json): JsonObject => ({ content: { 'application/json': { schema: inner } } });
  const requestBody = content({ type: 'object', properties: { inner: schema } });
  const post = { requestBody, responses: { '200': { description: 'ok', ...content(schema) } } };
  return describeObject({ paths: { '/a': { post } }, components: { schemas } });
}

function told(base: Description, head: Description): string[] {
  return compare(base, head, { today })
    .filter(({ id }) => !id.startsWith('api-schema-'))
    .map(({ level, id, property, args }) => JSON.stringify([level, id, property, args]))
    .sort();
}

test('what is told of an object does not depend on which of its parts says what', () => {
  fc.assert(
    fc.property(object, object, (before, after) => {
      const expected = told(together(before), together(after));
      expect(told(together(before), apart(after))).toEqual(expected);
      expect(told(apart(before), together(after))).toEqual(expected);
    }),
    { numRuns: 100 },
  );
});
