import fc from 'fast-check';
import type { Json, JsonObject } from '../../../src/spec/json.ts';

const names = ['a', 'b', 'ab', 'c'];
const small = fc.integer({ min: 0, max: 3 });
const patterns = ['^a', 'b$', '^[ab]*$', 'a|b', '^.{2}$', 'c'];

/** Values that small schemas tell apart. */
export const value: fc.Arbitrary<Json> = fc
  .letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom<Json>(null, true, false, 0, 1, -1, 2, 3, 0.5, 1.5, '', 'a', 'b', 'ab', 'abc', 'é'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 3 }) as fc.Arbitrary<Json>,
    ),
  }))
  .value.map((made) => JSON.parse(JSON.stringify(made)) as Json);

const scalars: Record<string, fc.Arbitrary<Json>> = {
  type: fc.oneof(
    fc.constantFrom('null', 'boolean', 'number', 'integer', 'string', 'array', 'object'),
    fc.uniqueArray(fc.constantFrom('null', 'integer', 'string', 'array', 'object'), { minLength: 1, maxLength: 3 }),
  ),
  enum: fc.array(value, { minLength: 1, maxLength: 3 }),
  const: value,
  minimum: fc.constantFrom(-1, 0, 0.5, 1, 2),
  maximum: fc.constantFrom(-1, 0, 0.5, 1, 2),
  exclusiveMinimum: fc.constantFrom(-1, 0, 0.5, 1, 2),
  exclusiveMaximum: fc.constantFrom(-1, 0, 0.5, 1, 2),
  multipleOf: fc.constantFrom(0.5, 1, 1.5, 2, 3),
  minLength: small,
  maxLength: small,
  pattern: fc.constantFrom(...patterns),
  minItems: small,
  maxItems: small,
  uniqueItems: fc.boolean(),
  minContains: small,
  maxContains: small,
  minProperties: small,
  maxProperties: small,
  required: fc.uniqueArray(fc.constantFrom(...names), { maxLength: 2 }),
  dependentRequired: fc.dictionary(
    fc.constantFrom(...names),
    fc.uniqueArray(fc.constantFrom(...names), { maxLength: 2 }),
    { maxKeys: 2 },
  ),
};

/** Small schemas of JSON Schema 2020-12 that use every keyword, with references to `#/$defs/self`. */
export const schema: fc.Arbitrary<Json> = fc.letrec<{ schema: Json }>((tie) => {
  const one = tie('schema');
  const list = fc.array(one, { minLength: 1, maxLength: 3 });
  const applicators: Record<string, fc.Arbitrary<Json>> = {
    not: one,
    if: one,
    then: one,
    else: one,
    items: one,
    contains: one,
    propertyNames: one,
    additionalProperties: one,
    unevaluatedItems: one,
    unevaluatedProperties: one,
    allOf: list,
    anyOf: list,
    oneOf: list,
    prefixItems: list,
    properties: fc.dictionary(fc.constantFrom(...names), one, { maxKeys: 3 }),
    patternProperties: fc.dictionary(fc.constantFrom(...patterns), one, { maxKeys: 2 }),
    dependentSchemas: fc.dictionary(fc.constantFrom(...names), one, { maxKeys: 2 }),
  };
  const below: Record<string, fc.Arbitrary<Json>> = {
    items: fc.constant({ $ref: '#/$defs/self' }),
    additionalProperties: fc.constant({ $ref: '#/$defs/self' }),
  };
  const keywords = (from: Record<string, fc.Arbitrary<Json>>, maxLength: number): fc.Arbitrary<JsonObject> =>
    fc
      .uniqueArray(fc.constantFrom(...Object.keys(from)), { maxLength })
      .chain((keys) => fc.record(Object.fromEntries(keys.map((key) => [key, from[key]!]))) as fc.Arbitrary<JsonObject>);
  const object = fc
    .tuple(
      keywords(scalars, 2),
      keywords(applicators, 3),
      fc.oneof({ arbitrary: fc.constant({}), weight: 6 }, keywords(below, 1)),
    )
    .map(([plain, inner, recursive]): Json => ({ ...plain, ...inner, ...recursive }));
  return {
    schema: fc.oneof({ depthSize: 'small', withCrossShrink: true }, keywords(scalars, 2), fc.boolean(), object),
  };
}).schema;

/** A schema that can refer to itself by `#/$defs/self`. */
export const document: fc.Arbitrary<Json> = fc
  .tuple(schema, schema)
  .map(([root, self]) => (typeof root === 'boolean' ? root : { ...(root as JsonObject), $defs: { self } }));
