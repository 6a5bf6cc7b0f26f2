import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { compare } from '../../src/compare/compare.ts';
import type { JsonObject } from '../../src/spec/json.ts';
import { describeObject, describeText } from './describe.ts';

interface Side {
  readonly openapi?: string;
  readonly in: 'request' | 'response' | 'header' | 'query';
  /** YAML: the schema, and what it refers to. */
  readonly schema: string;
  readonly schemas?: string;
}

function described({ openapi = '3.1.0', in: place, schema, schemas = '{}' }: Side) {
  const content = { 'application/json': { schema: parse(schema) as JsonObject } };
  const parameters = [{ name: 'q', in: 'query', schema: parse(schema) as JsonObject }];
  const operation = {
    ...(place === 'query' && { parameters }),
    ...(place === 'request' && { requestBody: { content } }),
    responses: {
      '200': {
        description: 'ok',
        ...(place === 'response' && { content }),
        ...(place === 'header' && { headers: { 'X-H': { schema: parse(schema) as JsonObject } } }),
      },
    },
  };
  return describeText(
    JSON.stringify({
      openapi,
      info: { title: 'Test', version: '1' },
      paths: { '/a': { post: operation } },
      components: { schemas: parse(schemas) as JsonObject },
    }),
  );
}

function owners(card: string, bank: string, owner: string): string {
  const to = (name: string): string => `{ $ref: "#/components/schemas/${name}" }`;
  return `
    ${card}: { type: object, properties: { number: { type: string }, owner: ${to(owner)} } }
    ${bank}: { type: object, properties: { iban: { type: string }, owner: ${to(owner)} } }
    ${owner}: { type: object, properties: { sources: { type: array, items: { anyOf: [${to(bank)}, ${to(card)}] } } } }`;
}

function shortened(maxLength: number): string {
  const own = `{ properties: { b: { type: string, maxLength: ${String(maxLength)} } }, anyOf: [{ required: [b] }] }`;
  return `{ allOf: [{ properties: { a: ${own} } }, { properties: { a: { properties: { b: { maxLength: 2 } } } } }] }`;
}

const many = JSON.stringify(Array.from({ length: 1000 }, (_, i) => `value-${i}`));

/** Faults of the comparison that were found by trying, each in the smallest form. */
const rows: readonly (readonly [string, Side, Side, readonly string[]])[] = [
  [
    'a choice within a schema that holds itself ends',
    {
      in: 'response',
      schema: '{ $ref: "#/components/schemas/Node" }',
      schemas:
        'Node: { type: object, properties: { next: { anyOf: [{ $ref: "#/components/schemas/Node" }, { enum: [a] }] } } }',
    },
    {
      in: 'response',
      schema: '{ $ref: "#/components/schemas/Node" }',
      schemas:
        'Node: { type: object, properties: { next: { anyOf: [{ $ref: "#/components/schemas/Node" }, { enum: [a, b] }] } } }',
    },
    ['response-property-enum-value-added'],
  ],
  [
    'nullable beside an enum without null takes null, in what nearly everybody reads',
    { openapi: '3.0.3', in: 'response', schema: '{ type: string, nullable: true, enum: [a] }' },
    { in: 'response', schema: '{ type: [string, "null"], enum: [a, null] }' },
    [],
  ],
  [
    'and takes none by the letter',
    { in: 'request', schema: '{ type: [string, "null"], enum: [a] }' },
    { openapi: '3.0.3', in: 'request', schema: '{ type: string, nullable: true, enum: [a] }' },
    [],
  ],
  [
    'nullable beside a choice without a type takes null, in what nearly everybody reads',
    { openapi: '3.0.3', in: 'response', schema: '{ nullable: true, anyOf: [{ type: string }, { type: integer }] }' },
    { in: 'response', schema: '{ anyOf: [{ type: string }, { type: integer }, { type: "null" }] }' },
    [],
  ],
  [
    'null that nothing announced is new',
    { openapi: '3.0.3', in: 'response', schema: '{ anyOf: [{ type: string }, { type: integer }] }' },
    { in: 'response', schema: '{ anyOf: [{ type: string }, { type: integer }, { type: "null" }] }' },
    ['response-body-list-of-types-widened'],
  ],
  [
    'schemas that hold each other, with other names in a choice',
    {
      in: 'response',
      schema: '{ anyOf: [{ $ref: "#/components/schemas/Card" }, { $ref: "#/components/schemas/Bank" }] }',
      schemas: owners('Card', 'Bank', 'Owner'),
    },
    {
      in: 'response',
      schema: '{ anyOf: [{ $ref: "#/components/schemas/ZCard" }, { $ref: "#/components/schemas/YBank" }] }',
      schemas: owners('ZCard', 'YBank', 'AOwner'),
    },
    [],
  ],
  [
    'null around a choice, and null beside it',
    {
      openapi: '3.0.3',
      in: 'response',
      schema: '{ nullable: true, anyOf: [{ type: string, maxLength: 5 }, { type: integer }] }',
    },
    {
      in: 'response',
      schema: '{ anyOf: [{ anyOf: [{ type: string, maxLength: 5 }, { type: integer }] }, { type: "null" }] }',
    },
    [],
  ],
  [
    'a limit that each of many values keeps',
    { in: 'request', schema: `{ type: string, enum: ${many} }` },
    { in: 'request', schema: `{ type: string, enum: ${many}, minLength: 2 }` },
    [],
  ],
  [
    'items that nobody describes any more',
    { in: 'response', schema: '{ type: array, items: { type: string } }' },
    { in: 'response', schema: '{ type: array }' },
    ['response-body-allows-more'],
  ],
  [
    'an enum that is gone from a response',
    { in: 'response', schema: '{ enum: [-1] }' },
    { in: 'response', schema: '{}' },
    ['response-body-allows-more'],
  ],
  [
    'a name that nobody described and a request has to have',
    { in: 'request', schema: '{ type: object }' },
    { in: 'request', schema: '{ type: object, required: [a] }' },
    ['request-property-became-required'],
  ],
  [
    'a name that nobody described and a response need not have any more',
    { in: 'response', schema: '{ type: object, required: [a] }' },
    { in: 'response', schema: '{ type: object }' },
    ['response-property-became-optional'],
  ],
  [
    'a property that nobody describes any more is one of the additional ones',
    {
      in: 'response',
      schema: '{ type: object, properties: { a: { type: string } }, additionalProperties: { type: boolean } }',
    },
    { in: 'response', schema: '{ type: object, additionalProperties: { type: boolean } }' },
    ['response-body-allows-more'],
  ],
  [
    'a property that was one of the additional ones',
    { in: 'response', schema: '{ type: object, additionalProperties: { type: boolean } }' },
    {
      in: 'response',
      schema: '{ type: object, properties: { a: { type: string } }, additionalProperties: { type: boolean } }',
    },
    ['response-body-allows-more'],
  ],
  [
    'a property that a response has to have and nobody describes any more',
    { in: 'response', schema: '{ type: object, properties: { a: { type: string } } }' },
    { in: 'response', schema: '{ type: object, required: [a] }' },
    [],
  ],
  [
    'items that are free, beside a property of an array that means nothing',
    { in: 'response', schema: '{ type: array, properties: { a: { type: string } }, items: { type: integer } }' },
    { in: 'response', schema: '{ type: array }' },
    ['response-body-allows-more'],
  ],
  [
    'an enum and a const that have nothing in common',
    { in: 'request', schema: '{ type: array }' },
    { in: 'request', schema: '{ anyOf: [{ type: array, maxItems: 1 }, { enum: [a], const: b }] }' },
    ['request-body-accepts-less'],
  ],
  [
    'a parameter that is limited in an allOf',
    { in: 'query', schema: '{ type: integer }' },
    { in: 'query', schema: '{ allOf: [{ type: integer }, { minimum: 1 }] }' },
    ['request-parameter-accepts-less'],
  ],
  [
    'a parameter that takes one type of two, the text of which is not the other',
    { in: 'query', schema: '{ type: [boolean, string] }' },
    { in: 'query', schema: '{ type: [boolean] }' },
    ['request-parameter-accepts-less'],
  ],
  [
    'a number whose text a parameter takes',
    { in: 'query', schema: '{ type: integer }' },
    { in: 'query', schema: '{ allOf: [{ type: string }, { pattern: "^-?[0-9]+$" }] }' },
    [],
  ],
  [
    'a number whose text is too short for a parameter, beside one whose text is not',
    { in: 'query', schema: '{ minLength: 2 }' },
    { in: 'query', schema: '{ type: string, minLength: 2 }' },
    ['request-parameter-accepts-less'],
  ],
  [
    'nullable beside a choice, around which another is put',
    { openapi: '3.0.3', in: 'response', schema: '{ nullable: true, anyOf: [{ type: object, required: [id] }] }' },
    {
      openapi: '3.0.3',
      in: 'response',
      schema: '{ anyOf: [{ nullable: true, anyOf: [{ type: object, required: [id] }] }] }',
    },
    [],
  ],
  [
    'nullable that is gone beside a choice that refuses null',
    {
      openapi: '3.0.3',
      in: 'request',
      schema: '{ nullable: true, anyOf: [{ type: string }, { type: object, required: [id] }] }',
    },
    { openapi: '3.0.3', in: 'request', schema: '{ anyOf: [{ type: string }, { type: object, required: [id] }] }' },
    ['request-body-became-not-nullable'],
  ],
  [
    'a value that is new in a header of a response',
    { in: 'header', schema: '{ type: string, enum: [a] }' },
    { in: 'header', schema: '{ type: string, enum: [a, b] }' },
    ['response-header-allows-more'],
  ],
  [
    'a header of a response that keeps to no pattern any more',
    { in: 'header', schema: '{ type: string, pattern: "^a" }' },
    { in: 'header', schema: '{ type: string }' },
    ['response-header-allows-more'],
  ],
  [
    'a value that is new in a header of which readers were told to expect more',
    { in: 'header', schema: '{ type: string, enum: [a], x-extensible-enum: true }' },
    { in: 'header', schema: '{ type: string, enum: [a, b], x-extensible-enum: true }' },
    [],
  ],
  [
    'a closed object that comes out of an allOf of which it was a member',
    {
      in: 'request',
      schema: '{ allOf: [{ type: object, properties: { x: {} }, additionalProperties: false }, { required: [x] }] }',
    },
    { in: 'request', schema: '{ type: object, properties: { x: {} }, additionalProperties: false }' },
    [],
  ],
  [
    'an object that is closed beside a choice',
    { in: 'request', schema: '{ type: object, properties: { x: {} }, required: [x] }' },
    {
      in: 'request',
      schema:
        '{ type: object, properties: { x: {}, y: {} }, additionalProperties: false, oneOf: [{ required: [x] }, { required: [y] }] }',
    },
    ['request-property-schema-became-false'],
  ],
  [
    'null that only one reading refuses, beside a value that both refuse',
    { openapi: '3.0.3', in: 'request', schema: '{}' },
    { openapi: '3.0.3', in: 'request', schema: '{ oneOf: [{}, { type: integer, enum: [3], nullable: true }] }' },
    ['request-body-accepts-less'],
  ],
  [
    'nothing that is accepted any more but null, and that by a kind reading alone',
    { openapi: '3.0.3', in: 'request', schema: '{ type: integer }' },
    {
      openapi: '3.0.3',
      in: 'request',
      schema: '{ type: integer, nullable: true, oneOf: [{ type: array }, { type: object }] }',
    },
    ['request-body-accepts-less'],
  ],
  [
    'what breaks in a composition of its own is offset by the one around that',
    { in: 'request', schema: shortened(5) },
    { in: 'request', schema: shortened(3) },
    [],
  ],
  [
    'what breaks in a property is offset by a pattern that its name fits',
    { in: 'request', schema: '{ properties: { a: { maxLength: 5 } }, patternProperties: { ^a: { maxLength: 2 } } }' },
    { in: 'request', schema: '{ properties: { a: { maxLength: 3 } }, patternProperties: { ^a: { maxLength: 2 } } }' },
    [],
  ],
];

test.each(rows)('%s', (_, before, after, errors) => {
  const changes = compare(described(before), described(after), { today: '2026-11-20' });
  expect(changes.filter(({ level }) => level === 'error').map(({ id }) => id)).toEqual(errors);
});

test('what breaks in a part is not told again of each body that holds it', () => {
  const api = (maxLength: number) => {
    const taking = (schema: JsonObject): JsonObject => ({
      post: {
        requestBody: { content: { 'application/json': { schema } } },
        responses: { '200': { description: 'ok' } },
      },
    });
    const part = { $ref: '#/components/schemas/Part' };
    return describeObject({
      paths: { '/a': taking({ type: 'object', properties: { part } }), '/b': taking({ type: 'array', items: part }) },
      components: { schemas: { Part: { type: 'object', properties: { name: { type: 'string', maxLength } } } } },
    });
  };
  const errors = compare(api(5), api(3), { today: '2026-11-20' }).filter(({ level }) => level === 'error');
  expect(errors.map(({ id, operations }) => [id, operations.map(({ path }) => path)])).toEqual([
    ['request-property-max-length-decreased', ['/a', '/b']],
  ]);
});

test('what only a value shows is told once, of the innermost value that shows it, whatever led there', () => {
  const text = (members: string, note: string): string => `openapi: 3.1.0
info: { title: t, version: '1' }
paths:
  /a:
    post: { requestBody: { content: { application/json: { schema: { type: object, properties: { amount: { $ref: '#/components/schemas/Amount' }${note} } } } } }, responses: {} }
  /b:
    post: { requestBody: { content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Amount' } } } } }, responses: {} }
components:
  schemas:
    Amount: { oneOf: [{ title: A, minimum: 0 }, { title: B, maximum: -5 }${members}] }
`;
  const [before, after] = [text('', ''), text(', { title: C, minimum: 100 }', ', note: { type: string }')];
  const changes = compare(describeText(before), describeText(after), { today: '2026-11-20' });
  const [shown, ...others] = changes.filter(({ level }) => level === 'error');
  expect(others).toEqual([]);
  expect(shown).toMatchObject({
    id: 'request-property-accepts-less',
    cause: '#/components/schemas/Amount',
    operations: [{ path: '/a' }, { path: '/b' }],
    message: expect.stringMatching(/^Request property (?:amount|\[\]): /) as string,
    witness: { instance: 100 },
  });
});

test.each([
  ['{ type: object, required: [a] }', 'response-property-became-optional'],
  ['{ allOf: [{ type: object }, { required: [a], minProperties: 1 }] }', 'response-body-allows-more'],
])('what breaks in a body is no less broken for a choice elsewhere that offsets it: %s', (before, id) => {
  const api = (part: string) =>
    describeText(`openapi: 3.1.0
info: { title: t, version: '1' }
paths:
  /a:
    get: { responses: { 200: { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Part' } } } } } }
  /b:
    get: { responses: { 200: { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Whole' } } } } } }
components:
  schemas:
    Part: ${part}
    Other: { type: object, properties: { part: { anyOf: [{}, { $ref: '#/components/schemas/Part' }] } } }
    Whole: { type: object, properties: { other: { anyOf: [{ $ref: '#/components/schemas/Other' }, { type: string }] } } }
`);
  const changes = compare(api(before), api('{ type: object }'), { today: '2026-11-20' });
  expect(changes.filter(({ level }) => level === 'error')).toMatchObject([{ id, witness: { instance: {} } }]);
});

test('what breaks in a body that is nothing but it is no less broken for what offsets it in a part of another', () => {
  const schema = (text: string) => `{ content: { application/json: { schema: ${text} } } }`;
  const part = `{ $ref: '#/components/schemas/Part' }`;
  const api = (type: string) =>
    describeText(`openapi: 3.1.0
info: { title: t, version: '1' }
paths:
  /a: { post: { requestBody: ${schema(`{ properties: { b: ${part} }, allOf: [{ properties: { b: { type: integer } } }] }`)}, responses: {} } }
  /b: { post: { requestBody: ${schema(`{ allOf: [${part}] }`)}, responses: {} } }
components: { schemas: { Part: { type: ${type} } } }
`);
  const changes = compare(api('boolean'), api('string'), { today: '2026-11-20' });
  expect(changes.filter(({ level }) => level === 'error')).toMatchObject([{ id: 'request-property-accepts-less' }]);
});

test('what no check speaks of is told of the innermost value that shows it too', () => {
  const api = (last: string) =>
    describeText(`openapi: 3.1.0
info: { title: t, version: '1' }
paths:
  /a:
    get: { responses: { 200: { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Charge' } } } } } }
  /b:
    get: { responses: { 200: { description: ok, content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Charge' } } } } } } }
components:
  schemas:
    Charge: { type: object, properties: { source: { type: object, properties: { iban: {} }, not: { $ref: '#/components/schemas/Bank' } } } }
    Bank: { type: object, properties: { iban: { type: string, pattern: '^[a-${last}]+$' } }, required: [iban] }
`);
  const changes = compare(api('z'), api('f'), { today: '2026-11-20' });
  expect(changes.filter(({ level }) => level === 'error')).toMatchObject([
    {
      id: 'response-property-allows-more',
      cause: '#/components/schemas/Charge/properties/source',
      operations: [{ path: '/a' }, { path: '/b' }],
    },
  ]);
});
