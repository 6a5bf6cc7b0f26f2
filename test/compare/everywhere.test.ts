import { describe, expect, it } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import type { Json, JsonObject } from '../../src/spec/json.ts';
import { describeObject } from './describe.ts';

const text = { type: 'string' };
const texts = { type: 'array', items: text };
const some = { type: 'object', properties: { a: text, b: text } };

/** What each keyword limits: whatever the second schema allows the first one does too, and not the other way round. */
const narrowings: Readonly<Record<string, readonly [Json, Json]>> = {
  'a value less': [
    { type: 'string', enum: ['a', 'b'] },
    { type: 'string', enum: ['a'] },
  ],
  'a value less, of any type': [{ enum: ['a', 1] }, { enum: ['a'] }],
  'null less': [
    { type: ['string', 'null'], enum: ['a', null] },
    { type: ['string', 'null'], enum: ['a'] },
  ],
  'a list of values': [text, { type: 'string', enum: ['a'] }],
  'one value': [text, { type: 'string', const: 'a' }],
  'one value of several': [{ enum: ['a', 'b'] }, { const: 'a' }],
  'one of two': [{ type: 'boolean' }, { type: 'boolean', enum: [true] }],
  'one component for another': [{ $ref: '#/components/schemas/Wide' }, { $ref: '#/components/schemas/Narrow' }],
  'a type less': [{ type: ['string', 'integer'] }, text],
  'a type': [{}, { type: 'object' }],
  'whole numbers': [{ type: 'number' }, { type: 'integer' }],
  'no null': [{ type: ['string', 'null'] }, text],
  maximum: [{ type: 'integer' }, { type: 'integer', maximum: 5 }],
  'a smaller maximum': [
    { type: 'integer', maximum: 6 },
    { type: 'integer', maximum: 5 },
  ],
  minimum: [{ type: 'integer' }, { type: 'integer', minimum: 5 }],
  'a bound that is left out': [
    { type: 'number', maximum: 5 },
    { type: 'number', exclusiveMaximum: 5 },
  ],
  multipleOf: [{ type: 'integer' }, { type: 'integer', multipleOf: 10 }],
  maxLength: [text, { type: 'string', maxLength: 5 }],
  minLength: [text, { type: 'string', minLength: 5 }],
  pattern: [text, { type: 'string', pattern: '^a' }],
  'a narrower pattern': [
    { type: 'string', pattern: '^a' },
    { type: 'string', pattern: '^ab' },
  ],
  format: [text, { type: 'string', format: 'uuid' }],
  maxItems: [texts, { ...texts, maxItems: 4 }],
  minItems: [texts, { ...texts, minItems: 1 }],
  uniqueItems: [texts, { ...texts, uniqueItems: true }],
  items: [{ type: 'array' }, texts],
  contains: [texts, { ...texts, contains: { const: 'a' } }],
  'the first item': [
    { type: 'array', prefixItems: [{ type: ['string', 'integer'] }] },
    { type: 'array', prefixItems: [text] },
  ],
  required: [some, { ...some, required: ['a'] }],
  minProperties: [some, { ...some, minProperties: 1 }],
  maxProperties: [some, { ...some, maxProperties: 1 }],
  'fewer properties of any name': [{ maxProperties: 2 }, { maxProperties: 1 }],
  'more properties of any name': [{ type: 'object' }, { type: 'object', minProperties: 2 }],
  dependentRequired: [some, { ...some, dependentRequired: { a: ['b'] } }],
  'values of a map': [
    { type: 'object', additionalProperties: { enum: ['a', 'b'] } },
    { type: 'object', additionalProperties: { enum: ['a'] } },
  ],
  'names of a map': [
    { type: 'object', additionalProperties: text },
    { type: 'object', additionalProperties: text, propertyNames: { maxLength: 3 } },
  ],
  not: [text, { type: 'string', not: { const: 'a' } }],
  'a choice less': [{ oneOf: [text, { type: 'integer' }] }, { oneOf: [text] }],
  'a narrower choice': [
    { anyOf: [{ enum: ['a', 'b'] }, { type: 'integer' }] },
    { anyOf: [{ enum: ['a'] }, { type: 'integer' }] },
  ],
  'one more to satisfy': [{ allOf: [text] }, { allOf: [text, { maxLength: 3 }] }],
  'a condition': [some, { ...some, if: { required: ['a'] }, then: { properties: { a: { const: 'x' } } } }],
};

/** Where a schema can stand in a body. */
const places: Readonly<Record<string, (schema: Json) => Json>> = {
  'the whole body': (schema) => schema,
  'a property': (schema) => ({ type: 'object', properties: { p: schema } }),
  'a property further in': (schema) => ({ properties: { o: { type: 'object', properties: { p: schema } } } }),
  'the items of a list': (schema) => ({ type: 'array', items: schema }),
  'the values of a map': (schema) => ({ type: 'object', additionalProperties: schema }),
  'names by a pattern': (schema) => ({ type: 'object', patternProperties: { '^x': schema } }),
  'the first item': (schema) => ({ type: 'array', prefixItems: [schema] }),
  'the only choice': (schema) => ({ oneOf: [schema] }),
  'a member of a whole': (schema) => ({ allOf: [schema, { not: { const: 'never' } }] }),
  'the only member of a whole': (schema) => ({ allOf: [schema] }),
  'a part of a whole': (schema) => ({
    allOf: [{ properties: { p: schema } }, { properties: { q: { type: 'string' } } }],
  }),
  'a condition': (schema) => ({ properties: { p: {} }, if: { required: ['k'] }, then: { properties: { p: schema } } }),
};

const done = { '200': { description: 'Done.' } };
const json = (schema: Json): JsonObject => ({ content: { 'application/json': { schema } } });
const sent = (schema: Json): JsonObject => ({ requestBody: json(schema), responses: done });
const received = (schema: Json): JsonObject => ({ responses: { '200': { description: 'Done.', ...json(schema) } } });
const hooked = (post: JsonObject): JsonObject => ({ webhooks: { event: { post } } });

/** Whose clients send the value, and whose receive it. */
const requests: Readonly<Record<string, (schema: Json) => JsonObject>> = {
  'a request': (schema) => ({ paths: { '/a': { post: sent(schema) } } }),
  "a webhook's answer": (schema) => hooked(received(schema)),
};
const responses: Readonly<Record<string, (schema: Json) => JsonObject>> = {
  'a response': (schema) => ({ paths: { '/a': { get: received(schema) } } }),
  'a webhook': (schema) => hooked(sent(schema)),
};

const components = { schemas: { Wide: { enum: ['a', 'b'] }, Narrow: { enum: ['a'] } } };

function silent(before: JsonObject, after: JsonObject): boolean {
  const [base, head] = [before, after].map((parts) => describeObject({ components, ...parts }));
  return !compare(base, head, { today: '2026-11-20' }).some(({ level }) => level === 'error');
}

/** A check may have an id for one place and none for another: what breaks is an error wherever it stands. */
describe.each(Object.entries(places))('%s', (_place, at) => {
  const pairs = Object.entries(narrowings).map(([name, [wide, narrow]]) => [name, at(wide), at(narrow)] as const);

  it.each(Object.entries(requests))('of %s that allows less breaks', (_name, within) => {
    expect(pairs.filter(([, wide, narrow]) => silent(within(wide), within(narrow)))).toEqual([]);
  });

  it.each(Object.entries(responses))('of %s that allows more breaks', (_name, within) => {
    expect(pairs.filter(([, wide, narrow]) => silent(within(narrow), within(wide)))).toEqual([]);
  });
});
