import fc from 'fast-check';
import { asObject, type Json, type JsonObject } from '../../../src/spec/json.ts';

/** Two schemas, the second mostly the first with a few edits: pairs that have nothing in common break at first sight. */
export interface SchemaPair {
  readonly base: JsonObject;
  readonly head: JsonObject;
}

const names = ['a', 'b', 'ab'];
const small = fc.integer({ min: 0, max: 3 });
const texts = fc.constantFrom('', 'a', 'b', 'ab', 'abc');
const numbers = fc.constantFrom(-1, 0, 0.5, 1, 2, 3);
const patterns = fc.constantFrom('^a', 'b$', '^[ab]*$', '^.{2}$');

function some(keywords: Record<string, fc.Arbitrary<Json>>, most: number, least = 0): fc.Arbitrary<JsonObject> {
  return fc
    .uniqueArray(fc.constantFrom(...Object.keys(keywords)), { minLength: least, maxLength: most })
    .chain((keys) => fc.record(Object.fromEntries(keys.map((key) => [key, keywords[key] ?? fc.constant(null)]))))
    .map((made): JsonObject => made);
}

function typed(type: fc.Arbitrary<Json>, keywords: Record<string, fc.Arbitrary<Json>>): fc.Arbitrary<JsonObject> {
  return fc.tuple(type, some(keywords, 2)).map(([of, rest]): JsonObject => ({ type: of, ...rest }));
}

const ofText = {
  minLength: small,
  maxLength: small,
  pattern: patterns,
  enum: fc.uniqueArray(texts, { minLength: 1, maxLength: 3 }),
  const: texts,
};
const ofNumber = {
  minimum: numbers,
  maximum: numbers,
  exclusiveMinimum: numbers,
  exclusiveMaximum: numbers,
  multipleOf: fc.constantFrom(0.5, 1, 2),
  enum: fc.uniqueArray(numbers, { minLength: 1, maxLength: 3 }),
};
const oneOrNull = (type: string): fc.Arbitrary<Json> => fc.constantFrom<Json>(type, type, type, [type, 'null']);

/** Limits that can hold beside each other. */
const limits = some(
  { minLength: small, pattern: patterns, minimum: numbers, exclusiveMaximum: fc.constantFrom(4, 5), minItems: small },
  1,
  1,
);

type Keywords = Record<string, fc.Arbitrary<Json>>;
/** What lists and objects can say besides, of schemas such as these. */
type More = (one: fc.Arbitrary<JsonObject>) => Readonly<Record<'array' | 'object', Keywords>>;

/** Keywords that OpenAPI has since 3.1 (JSON Schema 2020-12). */
const newer: More = (one) => ({
  array: {
    contains: one,
    minContains: small,
    maxContains: fc.constantFrom(1, 2),
    prefixItems: fc.array(one, { minLength: 1, maxLength: 2 }),
  },
  object: {
    patternProperties: fc.dictionary(fc.constantFrom('^a', 'b$'), one, { minKeys: 1, maxKeys: 1 }),
    propertyNames: fc.constantFrom<Json>({ maxLength: 1 }, { enum: ['a', 'b'] }, { pattern: '^a' }),
    dependentRequired: fc.dictionary(fc.constantFrom(...names), fc.constantFrom<Json>(['a'], ['b']), { minKeys: 1 }),
    dependentSchemas: fc.dictionary(fc.constantFrom(...names), one, { minKeys: 1, maxKeys: 1 }),
  },
});

const treesOf = (more: More) =>
  fc.letrec<{ schema: JsonObject }>((tie) => {
    const one = tie('schema');
    const list = fc.array(one, { minLength: 1, maxLength: 3 });
    const { array, object } = more(one);
    const ofArray = { items: one, minItems: small, maxItems: small, uniqueItems: fc.boolean(), ...array };
    const ofObject = {
      properties: fc.dictionary(fc.constantFrom(...names), one, { minKeys: 1, maxKeys: 3 }),
      required: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 2 }),
      additionalProperties: fc.oneof(fc.boolean(), one) as fc.Arbitrary<Json>,
      minProperties: small,
      maxProperties: small,
      ...object,
    };
    const leaf = fc.oneof(
      typed(oneOrNull('string'), ofText),
      typed(oneOrNull('number'), ofNumber),
      typed(oneOrNull('integer'), ofNumber),
      fc
        .constantFrom<Json>('boolean', 'null', ['string', 'integer'], ['boolean', 'string'])
        .map((type): JsonObject => ({ type })),
      some({ ...ofText, ...ofNumber }, 2),
    );
    return {
      schema: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaf,
        typed(oneOrNull('object'), ofObject),
        typed(oneOrNull('object'), ofObject),
        typed(oneOrNull('array'), ofArray),
        fc
          .tuple(some({ ...ofObject, minLength: small }, 1), fc.constantFrom('anyOf', 'oneOf'), list)
          .map(([rest, keyword, members]): JsonObject => ({ ...rest, [keyword]: members })),
        fc
          .tuple(one, fc.array(limits, { maxLength: 2 }))
          .map(([first, others]): JsonObject => ({ allOf: [first, ...others] })),
        fc.tuple(leaf, limits).map(([rest, not]): JsonObject => ({ ...rest, not })),
      ),
    };
  });

/** What is done to one schema somewhere within the base. */
const editOf = (schemas: fc.Arbitrary<JsonObject>, more: Keywords): fc.Arbitrary<Edit> =>
  fc.oneof(
    fc.nat(9).map((at) => (node: JsonObject) => without(node, at)),
    fc.nat(9).map((at) => (node: JsonObject) => without(node, at)),
    some({ ...ofText, ...ofNumber, minItems: small, maxItems: small, ...more }, 1).map(
      (said) => (node: JsonObject) => ({
        ...node,
        ...said,
      }),
    ),
    fc
      .uniqueArray(fc.constantFrom(...names), { maxLength: 3 })
      .map((required) => (node: JsonObject): JsonObject => ({ ...node, required })),
    fc.tuple(fc.constantFrom(...names), schemas).map(([name, schema]) => (node: JsonObject): JsonObject => ({
      ...node,
      properties: { ...asObject(node['properties']), [name]: schema },
    })),
    fc
      .oneof(fc.tuple(fc.constantFrom('additionalProperties', 'items'), schemas), fc.tuple(fc.constant('not'), limits))
      .map(([keyword, schema]) => (node: JsonObject): JsonObject => ({ ...node, [keyword]: schema })),
    fc.boolean().map((additionalProperties) => (node: JsonObject): JsonObject => ({ ...node, additionalProperties })),
    fc
      .tuple(fc.constantFrom('anyOf', 'oneOf'), fc.array(schemas, { maxLength: 2 }))
      .map(([keyword, others]) => (node: JsonObject): JsonObject => ({ [keyword]: [node, ...others] })),
    // Members with types of their own would mostly leave nothing that satisfies them all.
    fc
      .array(limits, { maxLength: 2 })
      .map((others) => (node: JsonObject): JsonObject => ({ allOf: [node, ...others] })),
    fc.constant(moreOfChoice),
    schemas.map((other) => (): JsonObject => other),
  );
type Edit = (node: JsonObject) => JsonObject;

function without(node: JsonObject, at: number): JsonObject {
  const keys = Object.keys(node);
  const gone = keys[at % Math.max(1, keys.length)];
  return Object.fromEntries(Object.entries(node).filter(([key]) => key !== gone));
}

/** Choices lose their first member, lists of types their last type. */
function moreOfChoice(node: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(node).map(([key, value]): [string, Json] =>
      Array.isArray(value) && value.length > 1
        ? [key, key === 'type' ? value.slice(0, -1) : value.slice(1)]
        : [key, value],
    ),
  );
}

const maps = ['properties', 'patternProperties', 'dependentSchemas'];

/** Every schema within, each by how it is replaced in the whole. */
function placesIn(node: JsonObject, put: (changed: JsonObject) => JsonObject): { node: JsonObject; put: typeof put }[] {
  const below = Object.entries(node).flatMap(([key, value]) => {
    const replaced = (inner: Json): JsonObject => put({ ...node, [key]: inner });
    if (['enum', 'const', 'required', 'type', 'dependentRequired'].includes(key)) return [];
    if (Array.isArray(value)) {
      const list = value as readonly Json[];
      return list.flatMap((item, i) =>
        within(item, (inner) => replaced(list.map((each, j) => (i === j ? inner : each)))),
      );
    }
    const object = asObject(value);
    if (!maps.includes(key) || object === undefined) return within(value, replaced);
    return Object.entries(object).flatMap(([name, item]) =>
      within(item, (inner) => replaced({ ...object, [name]: inner })),
    );
  });
  return [{ node, put }, ...below];
}

function within(value: Json, put: (changed: JsonObject) => JsonObject): ReturnType<typeof placesIn> {
  const object = asObject(value);
  return object === undefined ? [] : placesIn(object, put);
}

function edited(base: JsonObject, steps: readonly (readonly [number, Edit])[]): JsonObject {
  let whole = base;
  for (const [at, change] of steps) {
    const places = placesIn(whole, (node) => node);
    const place = places[at % places.length];
    if (place !== undefined) whole = place.put(change(place.node));
  }
  return whole;
}

const plain = (schema: JsonObject): JsonObject => JSON.parse(JSON.stringify(schema)) as JsonObject;

function pairsOf(more: More): fc.Arbitrary<SchemaPair> {
  const { schema } = treesOf(more);
  const { array, object } = more(schema);
  const edit = editOf(schema, { ...array, ...object });
  return fc
    .tuple(schema, fc.array(fc.tuple(fc.nat(20), edit), { minLength: 1, maxLength: 3 }), fc.boolean())
    .map(([base, steps, turned]) => {
      const [one, other] = [plain(base), plain(edited(base, steps))];
      return turned ? { base: other, head: one } : { base: one, head: other };
    });
}

/** In words that every version of OpenAPI has, or has others for. */
export const schemaPair = pairsOf(() => ({ array: {}, object: {} }));
export const newerPair = pairsOf(newer);
