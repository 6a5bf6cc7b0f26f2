import { describe, expect, test } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import type { Change } from '../../src/compare/change.ts';
import type { Json, JsonObject } from '../../src/spec/json.ts';
import { describeObject, describeText, everywhere } from './describe.ts';

const options = { today: '2026-11-20' };

function json(schema: Json): JsonObject {
  return { content: { 'application/json': { schema } } };
}

function between(before: JsonObject, after: JsonObject): Change[] {
  return compare(describeObject(before), describeObject(after), options);
}

function schemas(before: Json, after: Json, version = '3.1.0'): Change[] {
  const side = (schema: Json, openapi: string) => describeObject({ openapi, ...everywhere(schema) });
  return compare(side(before, version), side(after, version), options);
}

function idsOf(changes: readonly Change[]): string[] {
  return [...new Set(changes.map((change) => change.id))].sort();
}

describe('what means the same is no change', () => {
  test.each<[string, Json, Json]>([
    ['enum of one and const', { enum: ['a'] }, { const: 'a' }],
    ['a one-member allOf', { type: 'string', maxLength: 3 }, { allOf: [{ type: 'string', maxLength: 3 }] }],
    ['a one-member oneOf', { type: 'integer' }, { oneOf: [{ type: 'integer' }] }],
    ['null beside a oneOf member', { type: ['string', 'null'] }, { oneOf: [{ type: 'null' }, { type: 'string' }] }],
    [
      'oneOf of types and a list of types',
      { oneOf: [{ type: 'string' }, { type: 'integer' }] },
      { type: ['integer', 'string'] },
    ],
    [
      'members in another order',
      {
        oneOf: [
          { title: 'A', maxLength: 1 },
          { title: 'B', maximum: 2 },
        ],
      },
      {
        oneOf: [
          { title: 'B', maximum: 2 },
          { title: 'A', maxLength: 1 },
        ],
      },
    ],
    ['a lower limit of zero', { type: 'string' }, { type: 'string', minLength: 0 }],
    ['required names in another order', { required: ['a', 'b'] }, { required: ['b', 'a'] }],
  ])('%s', (_name, before, after) => {
    expect(schemas(before, after)).toEqual([]);
    expect(schemas(after, before)).toEqual([]);
  });

  test.each<[string, Json, Json]>([
    ['nullable', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
    [
      'an exclusive bound',
      { type: 'number', minimum: 1, exclusiveMinimum: true },
      { type: 'number', exclusiveMinimum: 1 },
    ],
    [
      'nullable around a reference',
      { allOf: [{ type: 'string' }], nullable: true },
      { oneOf: [{ type: 'string' }, { type: 'null' }] },
    ],
  ])('%s from 3.0 to 3.1', (_name, before, after) => {
    const old = describeObject({ openapi: '3.0.3', ...everywhere(before) });
    const now = describeObject({ openapi: '3.1.0', ...everywhere(after) });
    expect(compare(old, now, options)).toEqual([]);
    expect(compare(now, old, options)).toEqual([]);
  });

  test('the name of a path parameter', () => {
    const path = (name: string): JsonObject => ({
      paths: {
        [`/pets/{${name}}`]: {
          get: { parameters: [{ name, in: 'path', required: true, schema: { type: 'string' } }], responses: {} },
        },
      },
    });
    expect(between(path('id'), path('petId'))).toEqual([]);
  });

  test('a parameter that moves to the path', () => {
    const parameters = [{ name: 'q', in: 'query', schema: { type: 'string' } }];
    expect(
      between(
        { paths: { '/a': { get: { parameters, responses: {} } } } },
        { paths: { '/a': { parameters, get: { responses: {} } } } },
      ),
    ).toEqual([]);
  });
});

describe('direction', () => {
  test('integer to number is fine in a request and breaks a response', () => {
    const levels = Object.fromEntries(
      schemas({ type: 'integer' }, { type: 'number' }).map(({ id, level }) => [id, level]),
    );
    expect(levels['request-property-type-generalized']).toBe('info');
    expect(levels['response-property-type-generalized']).toBe('error');
  });

  test('not turns the meaning round and keeps the id', () => {
    const changes = schemas({ not: { type: 'string', maxLength: 10 } }, { not: { type: 'string', maxLength: 5 } });
    const levels = Object.fromEntries(changes.map(({ id, level }) => [id, level]));
    expect(levels['request-property-max-length-decreased']).toBe('info');
    expect(levels['response-property-max-length-decreased']).toBe('error');
  });

  test('a webhook sends to the clients what an operation receives', () => {
    const hook = (maxLength: number): JsonObject => ({
      webhooks: { paid: { post: { requestBody: json({ type: 'string', maxLength }), responses: {} } } },
    });
    expect(between(hook(10), hook(20))).toMatchObject([
      {
        id: 'request-body-max-length-increased',
        level: 'error',
        operations: [{ method: 'POST', path: 'webhook:paid' }],
      },
    ]);
    expect(between(hook(20), hook(10))).toMatchObject([{ id: 'request-body-max-length-decreased', level: 'info' }]);
  });

  test('a callback travels as a webhook does', () => {
    const withCallback = (schema: Json): JsonObject => ({
      paths: {
        '/a': {
          post: {
            responses: {},
            callbacks: { done: { '{$request.body#/url}': { post: { requestBody: json(schema), responses: {} } } } },
          },
        },
      },
    });
    const member = (required: string[]): Json => ({ type: 'object', properties: { id: { type: 'string' } }, required });
    expect(between(withCallback(member(['id'])), withCallback(member([])))).toMatchObject([
      { id: 'request-property-became-optional', level: 'error' },
    ]);
    expect(between(withCallback(member([])), withCallback(member(['id'])))).toMatchObject([
      { id: 'request-property-became-required', level: 'info' },
    ]);
  });

  test('what is read-only does not break a request, what is write-only no response', () => {
    const member = (extra: JsonObject): Json => ({
      type: 'object',
      properties: { id: { type: 'string', ...extra } },
      required: ['id'],
    });
    const none = { type: 'object', properties: {} };
    expect(idsOf(schemas(none, member({ readOnly: true })))).toEqual(['response-required-property-added']);
    expect(idsOf(schemas(member({ writeOnly: true }), none))).toEqual([
      'request-property-removed',
      'response-required-write-only-property-removed',
    ]);
  });
});

const paged = (limit: JsonObject): JsonObject => ({
  paths: {
    '/a': {
      get: {
        parameters: [{ $ref: '#/components/parameters/limit' }],
        responses: { '200': { description: 'ok', ...json({ $ref: '#/components/schemas/Pet' }) } },
      },
    },
    '/b': {
      get: {
        parameters: [{ $ref: '#/components/parameters/limit' }],
        responses: {
          '200': { description: 'ok', ...json({ type: 'array', items: { $ref: '#/components/schemas/Pet' } }) },
        },
      },
    },
  },
  components: {
    parameters: { limit: { name: 'limit', in: 'query', schema: limit } },
    schemas: {
      Pet: {
        type: 'object',
        properties: { owner: { $ref: '#/components/schemas/Owner' }, parent: { $ref: '#/components/schemas/Pet' } },
      },
      Owner: { type: 'object', properties: { name: limit } },
    },
  },
});

describe('one change for each cause', () => {
  const changes = between(paged({ type: 'integer', maximum: 100 }), paged({ type: 'integer', maximum: 50 }));

  test('names all operations that it reaches', () => {
    expect(changes).toHaveLength(2);
    for (const change of changes)
      expect(change).toMatchObject({
        count: 2,
        operations: [
          { method: 'GET', path: '/a' },
          { method: 'GET', path: '/b' },
        ],
      });
  });

  test('gives one shortest path, whatever the recursion', () => {
    expect(changes.map(({ id, property }) => [id, property])).toEqual([
      ['request-parameter-max-decreased', 'limit'],
      ['response-property-max-decreased', 'owner.name'],
    ]);
  });

  test('the same schema in two operations written out is two causes', () => {
    const inline = (maximum: number): JsonObject => {
      const get = { responses: { '200': { description: 'ok', ...json({ type: 'integer', maximum }) } } };
      return { paths: { '/a': { get }, '/b': { get } } };
    };
    expect(between(inline(1), inline(2))).toHaveLength(2);
  });

  test('removing a shared parameter from one operation does not cover another', () => {
    const without = (path: string): JsonObject => {
      const whole = paged({ type: 'integer' });
      const paths = structuredClone(whole['paths']) as Record<string, { get: { parameters?: unknown } }>;
      delete paths[path]?.get.parameters;
      return { ...whole, paths: paths as unknown as JsonObject };
    };
    const prints = ['/a', '/b'].map((path) => between(paged({ type: 'integer' }), without(path))[0]?.fingerprint);
    expect(prints[0]).toMatch(/^[0-9a-f]{12}$/);
    expect(prints[1]).not.toBe(prints[0]);
  });
});

describe('fingerprints', () => {
  const base = (order: number[], pad = '') => `${pad}openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    get:
      parameters: [${order.map((n) => `{ name: p${String(n)}, in: query, schema: { type: integer, maximum: ${String(n)}0 } }`).join(', ')}]
      responses: {}
`;
  const prints = (before: string, after: string): string[] =>
    compare(describeText(before), describeText(after), options).map((change) => change.fingerprint);

  test('are made of a pointer without an empty step', () => {
    const [change] = compare(
      describeText(`${base([])}security: []\nservers: [{ url: /a }]\n`),
      describeText(`${base([])}security: []\nservers: [{ url: /b }]\n`),
      options,
    );
    expect(change).toMatchObject({ id: 'server-removed', cause: '#/servers' });
  });

  test('survive other lines and another order', () => {
    const head = (text: string): string => text.replace('maximum: 20', 'maximum: 15');
    const first = prints(base([1, 2, 3]), head(base([1, 2, 3])));
    expect(first).toHaveLength(1);
    expect(prints(base([1, 2, 3], '# a comment\n\n'), head(base([3, 1, 2])))).toEqual(first);
    expect(prints(base([2, 3, 1]), head(base([1, 2, 3])))).toEqual(first);
  });

  test('differ by id, cause and arguments', () => {
    const to = (from: string, value: string): string[] => prints(base([1, 2]), base([1, 2]).replace(from, value));
    const all = [
      ...to('maximum: 20', 'maximum: 15'),
      ...to('maximum: 20', 'maximum: 16'),
      ...to('maximum: 10', 'maximum: 15'),
      ...to(', maximum: 20', ''),
    ];
    expect(new Set(all).size).toBe(4);
  });
});

describe('places', () => {
  const text = (lines: string[]): string => ['openapi: 3.1.0', "info: { title: T, version: '1' }", ...lines].join('\n');
  const before = text([
    'paths:',
    '  /a:',
    '    get:',
    '      responses: {}',
    '    put:',
    '      responses:',
    '        "200":',
    '          description: ok',
    '          content:',
    '            application/json:',
    '              schema:',
    "                $ref: '#/components/schemas/A'",
    'components:',
    '  schemas:',
    '    A:',
    '      type: object',
    '      properties:',
    '        name:',
    '          type: string',
    '          maxLength: 5',
  ]);

  test.each([
    [
      'a removal stands in the base',
      (lines: string) => lines.replace(/ {4}get:\n.*\n/, ''),
      'api-removed-without-deprecation',
      5,
      undefined,
    ],
    [
      'an addition stands in the head',
      (lines: string) => lines.replace('    put:', '    patch:\n      responses: {}\n    put:'),
      'endpoint-added',
      undefined,
      7,
    ],
    [
      'a change stands in both',
      (lines: string) => lines.replace('maxLength: 5', 'maxLength: 6'),
      'response-property-max-length-increased',
      22,
      22,
    ],
    [
      'a keyword that is gone leaves its schema',
      (lines: string) => lines.replace('\n          maxLength: 5', ''),
      'response-property-max-length-unset',
      22,
      21,
    ],
  ])('%s', (_name, edit, id, base, head) => {
    const [change] = compare(describeText(before), describeText(edit(before)), options);
    expect(change?.id).toBe(id);
    expect([change?.base?.start.line, change?.head?.start.line]).toEqual([base, head]);
  });

  test('the references on the way are named, nearest first', () => {
    const [change] = compare(
      describeText(before),
      describeText(before.replace('maxLength: 5', 'maxLength: 6')),
      options,
    );
    expect(change?.via.map(({ start }) => start.line)).toEqual([14]);
  });

  test('references to shared parameters, bodies, responses and headers are on the way', () => {
    const shared = (maximum: number): JsonObject => ({
      paths: {
        '/a': {
          post: {
            parameters: [{ $ref: '#/components/parameters/P' }],
            requestBody: { $ref: '#/components/requestBodies/B' },
            responses: { '200': { $ref: '#/components/responses/R' } },
          },
        },
      },
      components: {
        parameters: { P: { name: 'p', in: 'query', schema: { type: 'integer', maximum } } },
        requestBodies: { B: json({ type: 'integer', maximum }) },
        responses: { R: { description: 'ok', headers: { H: { $ref: '#/components/headers/H' } } } },
        headers: { H: { schema: { $ref: '#/components/schemas/S' } } },
        schemas: { S: { type: 'integer', maximum } },
      },
    });
    const ways = Object.fromEntries(between(shared(2), shared(1)).map(({ id, via }) => [id, via.length]));
    expect(ways).toEqual({
      'request-parameter-max-decreased': 1,
      'request-body-max-decreased': 1,
      'response-header-max-decreased': 3,
    });
  });
});

describe('a side that is missing', () => {
  const one = describeObject({ paths: { '/a': { get: { responses: {} } } }, components: { schemas: { A: {} } } });

  test('adds or removes every operation', () => {
    expect(compare(undefined, one, options)).toMatchObject([
      { id: 'endpoint-added', operations: [{ method: 'GET', path: '/a' }] },
    ]);
    expect(idsOf(compare(one, undefined, options))).toEqual([
      'api-path-removed-without-deprecation',
      'api-schema-removed',
    ]);
    expect(compare(undefined, undefined, options)).toEqual([]);
  });
});

describe('hostile descriptions', () => {
  test('names of the language are names like others', () => {
    const named = (type: string): JsonObject =>
      JSON.parse(
        `{"type":"object","properties":{"__proto__":{"type":"${type}"},"constructor":{"type":"${type}"},"toString":{"type":"string"}}}`,
      ) as JsonObject;
    expect(new Set(schemas(named('string'), named('object')).map(({ property }) => property))).toContain('__proto__');
    expect(schemas(named('string'), named('string'))).toEqual([]);
  });

  test('a long chain of references costs no stack', () => {
    const chain = (maxLength: number): JsonObject => {
      const last = 20_000;
      const links: [string, Json][] = Array.from({ length: last }, (_, index) => [
        `S${String(index)}`,
        { type: 'object', properties: { next: { $ref: `#/components/schemas/S${String(index + 1)}` } } },
      ]);
      return {
        ...everywhere({ $ref: '#/components/schemas/S0' }),
        components: { schemas: { ...Object.fromEntries(links), [`S${String(last)}`]: { type: 'string', maxLength } } },
      };
    };
    const changes = between(chain(2), chain(1));
    expect(idsOf(changes)).toContain('request-property-max-length-decreased');
  });

  test('values of different types are different', () => {
    expect(idsOf(schemas({ enum: [1] }, { enum: ['1'] }))).toContain('request-property-enum-value-removed');
    expect(idsOf(schemas({ default: 0 }, { default: false }))).toContain('request-property-default-value-changed');
  });
});
