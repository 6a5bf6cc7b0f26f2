import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describe as modelOf } from '../../src/catalogue/describe/describe.ts';
import { LIMITS } from '../../src/catalogue/limits.ts';
import type { ApiModel, Shape } from '../../src/catalogue/model.ts';
import { described } from '../spec/files.ts';

const about = { openapi: '3.1.0', info: { title: 'Orders', version: '1.2.0' } };

function model(document: object, more: Readonly<Record<string, string>> = {}): ApiModel {
  return modelOf(described({ 'api.yaml': JSON.stringify(document), ...more }), 'public');
}

function withSchema(schema: unknown, schemas: object = {}): Shape {
  const responses = { 200: { description: 'ok', content: { 'application/json': { schema } } } };
  const shape = model({ ...about, paths: { '/x': { get: { responses } } }, components: { schemas } }).operations[0]
    ?.responses[0]?.content[0]?.shape;
  if (shape === undefined) throw new Error('no schema');
  return shape;
}

const facts = (shape: Shape): string[] => shape.facts.map(({ name, value }) => `${name} ${value}`);

describe('a schema', () => {
  test.each<[string, unknown, string, string[]]>([
    ['a text', { type: 'string', maxLength: 3 }, 'string', ['maxLength 3']],
    ['several types', { type: ['string', 'null'] }, 'string or null', []],
    ['nullable', { type: 'string', nullable: true }, 'string or null', []],
    ['a choice of values', { enum: ['a', 1] }, '', ['enum "a", 1']],
    ['anything', true, 'anything', []],
    ['nothing', false, 'nothing', []],
    ['members without a type', { properties: { a: {} } }, 'object', []],
    ['closed', { type: 'object', additionalProperties: false }, 'object', ['additionalProperties false']],
    [
      'with a default',
      { type: 'boolean', default: true, readOnly: true },
      'boolean',
      ['default true', 'readOnly true'],
    ],
  ])('%s', (_, schema, type, told) => {
    const shape = withSchema(schema);
    expect([shape.type, facts(shape)]).toEqual([type, told]);
  });

  test('tells its members, which are required, and what others may be', () => {
    const { members } = withSchema({
      type: 'object',
      required: ['id', '__proto__'],
      properties: { id: { type: 'string' }, old: { type: 'string', deprecated: true } },
      additionalProperties: { type: 'integer' },
    });
    expect(members.map(({ name, required, deprecated, shape }) => [name, required, deprecated, shape.type])).toEqual([
      ['id', true, false, 'string'],
      ['old', false, true, 'string'],
      ['any other name', false, false, 'integer'],
    ]);
  });

  test('with a name is linked to, told once, and may lead to itself', () => {
    const tree = { type: 'object', properties: { left: { $ref: '#/components/schemas/Tree' } } };
    const responses = {
      200: {
        description: 'ok',
        content: { 'a/b': { schema: { $ref: '#/components/schemas/Tree', description: 'here' } } },
      },
    };
    const { operations, schemas } = model({
      ...about,
      paths: { '/x': { get: { responses } } },
      components: { schemas: { Tree: tree, Unused: {} } },
    });
    expect(operations[0]?.responses[0]?.content[0]?.shape).toMatchObject({
      type: 'Tree',
      ref: 'schema-tree',
      description: 'here',
    });
    expect(schemas).toHaveLength(1);
    expect(schemas[0]).toMatchObject({ id: 'schema-tree', name: 'Tree' });
    expect(schemas[0]?.shape?.members[0]?.shape.ref).toBe('schema-tree');
  });

  test('that is a file of its own goes by the file', () => {
    const responses = { 200: { description: 'ok', content: { 'a/b': { schema: { $ref: 'schemas/order.yaml' } } } } };
    const { schemas } = model(
      { ...about, paths: { '/x': { get: { responses } } } },
      { 'schemas/order.yaml': '{ type: string }' },
    );
    expect(schemas.map(({ name }) => name)).toEqual(['order']);
  });
});

test('an operation is told with all its parts, in any version', () => {
  const { operations, credentials, servers } = model({
    swagger: '2.0',
    info: about.info,
    host: 'api.acme.example',
    schemes: ['https'],
    securityDefinitions: { key: { type: 'apiKey', in: 'header', name: 'X-Key' }, unused: { type: 'basic' } },
    paths: {
      '/orders/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, type: 'string' }],
        put: {
          operationId: 'putOrder',
          deprecated: true,
          'x-sunset': '2027-01-31',
          'x-stability-level': 'beta',
          security: [{ key: [] }, {}],
          parameters: [{ name: 'body', in: 'body', required: true, schema: { type: 'object' } }],
          responses: { 204: { description: 'done', headers: { 'X-Left': { type: 'integer' } } } },
        },
      },
    },
  });
  expect(operations).toHaveLength(1);
  expect(operations[0]).toMatchObject({
    method: 'PUT',
    path: '/orders/{id}',
    operationId: 'putOrder',
    deprecated: true,
    sunset: '2027-01-31',
    stability: 'beta',
    parameters: [{ name: 'id', in: 'path', required: true }],
    body: { required: true, content: [{ type: 'application/json' }] },
    responses: [{ status: '204', description: 'done', headers: [{ name: 'X-Left' }] }],
    security: [[{ scheme: 'key', scopes: [] }], []],
  });
  expect(credentials).toEqual([{ name: 'key', said: 'An API key: header X-Key.' }]);
  expect(servers).toEqual(['https://api.acme.example']);
});

test('what is internal is for those who may see it, with its schemas', () => {
  const secret = { description: 'ok', content: { 'a/b': { schema: { $ref: '#/components/schemas/Secret' } } } };
  const document = {
    ...about,
    paths: {
      '/open': { get: { responses: {} } },
      '/own': { get: { 'x-internal': true, responses: { 200: secret } } },
      '/all-own': { 'x-internal': true, get: { responses: { 200: secret } } },
    },
    components: { schemas: { Secret: { type: 'string' } } },
  };
  const description = described({ 'api.yaml': JSON.stringify(document) });
  const open = modelOf(description, 'public');
  expect(open.operations.map(({ path }) => path)).toEqual(['/open']);
  expect(open.schemas).toEqual([]);
  expect(modelOf(description, 'internal').operations).toHaveLength(3);
});

test('a description that is too large is told as far as there is room, and says so', () => {
  const properties = Object.fromEntries(
    Array.from({ length: 500 }, (_, i) => [`p${i}`, { type: 'object', properties: {} }]),
  );
  const schemas = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`S${i}`, { properties }]));
  const paths = Object.fromEntries(
    Array.from({ length: 100 }, (_, i) => [
      `/p${i}`,
      {
        get: {
          responses: {
            200: { description: 'x', content: { 'a/b': { schema: { $ref: `#/components/schemas/S${i}` } } } },
          },
        },
      },
    ]),
  );
  const large = model({
    ...about,
    info: { ...about.info, description: 'x'.repeat(1e6) },
    paths,
    components: { schemas },
  });
  expect(large.operations).toHaveLength(100);
  expect(large.schemas.length).toBe(100);
  expect(large.schemas.at(-1)?.shape).toBeUndefined();
  expect(large.left).toEqual([expect.stringContaining('more than a page has room for')]);
  expect(large.description?.length).toBeLessThan(LIMITS.description + 50);
});

test('whatever refers to whatever, it ends within its bounds, and the same text makes the same model', () => {
  const names = ['A', 'B', 'C'];
  const schema: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
    schema: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(...names).map((name) => ({ $ref: `#/components/schemas/${name}` })),
      fc.constantFrom(
        { $ref: '#/paths/~1x/get/responses/200/content/a~1b/schema' },
        { $ref: '#/nowhere' },
        true,
        7,
        null,
      ),
      fc.record({ type: fc.constantFrom('object', 'array', 3), items: tie('schema') }),
      fc.record({ properties: fc.dictionary(fc.constantFrom('a', '__proto__', 'c'), tie('schema')) }),
      fc.record({ oneOf: fc.array(tie('schema'), { maxLength: 3 }), not: tie('schema') }),
    ),
  })).schema;
  fc.assert(
    fc.property(schema, fc.record({ A: schema, B: schema, C: schema }), (root, schemas) => {
      const responses = { 200: { description: 'ok', content: { 'a/b': { schema: root } } } };
      const text = JSON.stringify({ ...about, paths: { '/x': { get: { responses } } }, components: { schemas } });
      const made = modelOf(described({ 'api.yaml': text }), 'public');
      expect(made.schemas.length).toBeLessThanOrEqual(names.length);
      expect(modelOf(described({ 'api.yaml': text }), 'public')).toEqual(made);
    }),
    { numRuns: 150 },
  );
});
