import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import type { JsonObject } from '../../src/spec/json.ts';
import { describeObject } from './describe.ts';

/** Schemas by number: which each refers to, and at which each operation's answer starts. */
interface Web {
  readonly links: readonly (readonly number[])[];
  readonly starts: readonly number[];
}

const webs: fc.Arbitrary<Web> = fc.integer({ min: 1, max: 8 }).chain((size) => {
  const schema = fc.nat(size - 1);
  return fc.record({
    links: fc.array(fc.array(schema, { maxLength: 3 }), { minLength: size, maxLength: size }),
    starts: fc.array(schema, { minLength: 1, maxLength: 6 }),
  });
});

const named = (schema: number): JsonObject => ({ $ref: `#/components/schemas/S${schema}` });

function written({ links, starts }: Web, typeOf: (schema: number) => string): JsonObject {
  const schemas = links.map((to, schema): [string, JsonObject] => {
    const properties = to.map((other): [string, JsonObject] => [`r${other}`, named(other)]);
    const own: [string, JsonObject] = ['own', { type: typeOf(schema) }];
    return [`S${schema}`, { type: 'object', properties: Object.fromEntries([own, ...properties]) }];
  });
  const paths = starts.map((start, index): [string, JsonObject] => {
    const answer = { description: 'ok', content: { 'application/json': { schema: named(start) } } };
    return [`/o${index}`, { get: { responses: { '200': answer } } }];
  });
  return { paths: Object.fromEntries(paths), components: { schemas: Object.fromEntries(schemas) } };
}

function leadsTo({ links }: Web, start: number, schema: number): boolean {
  const seen = new Set([start]);
  for (const at of seen) for (const to of links[at] ?? []) seen.add(to);
  return seen.has(schema);
}

test('a cause names the operations from which it is reached, and no other, whatever they share on the way', () => {
  fc.assert(
    fc.property(webs, (web) => {
      const [base, head] = [written(web, () => 'string'), written(web, () => 'boolean')];
      const changes = compare(describeObject(base), describeObject(head), { today: '2026-11-20' });
      const reached = new Map(
        changes.map(({ cause, operations }) => [cause, operations.map(({ path }) => path).sort()]),
      );
      for (const schema of web.links.keys()) {
        const paths = web.starts.flatMap((start, index) => (leadsTo(web, start, schema) ? [`/o${index}`] : []));
        expect(reached.get(`#/components/schemas/S${schema}/properties/own/type`) ?? []).toEqual(paths);
      }
    }),
    { numRuns: 200 },
  );
});

test.each([[['/deep', '/flat']], [['/flat', '/deep']]])(
  'a cause is told with the shortest way to it, and first of an operation that has it, in whatever order they stand: %j',
  (order) => {
    const written = (type: string): JsonObject => {
      const inner = { type: 'object', properties: { inner: named(0) } };
      const starts: JsonObject = {
        '/deep': { type: 'object', properties: { outer: inner } },
        '/flat': { type: 'object', properties: { inner: named(0) } },
      };
      const paths = order.map((path): [string, JsonObject] => {
        const answer = { description: 'ok', content: { 'application/json': { schema: starts[path] ?? {} } } };
        return [path, { get: { responses: { '200': answer } } }];
      });
      const S0 = { type: 'object', properties: { own: { type } } };
      return { paths: Object.fromEntries(paths), components: { schemas: { S0 } } };
    };
    const [base, head] = [written('string'), written('boolean')].map((object) => describeObject(object));
    const changes = compare(base, head, { today: '2026-11-20' });
    const told = changes.map(({ property, operations }) => [property, ...operations.map(({ path }) => path)]);
    expect(told).toEqual([['inner.own', '/flat', '/deep']]);
  },
);

const schema = named(0);
const response = { '200': { description: 'ok' } };
const content = { 'application/json': { schema } };
const inBody = { requestBody: { content }, responses: response };
const inQuery = { parameters: [{ name: 'q', in: 'query', style: 'deepObject', schema }], responses: response };
const asProperty = { type: 'object', properties: { inner: { ...schema, type: 'string' } } };
const besideSiblings = {
  requestBody: { content: { 'application/json': { schema: asProperty } } },
  responses: response,
};
const bodyOf = (whole: JsonObject): JsonObject => ({
  requestBody: { content: { 'application/json': { schema: whole } } },
  responses: response,
});
const withBase = { allOf: [schema] };
const withMore = { allOf: [schema, { type: 'object' }] };
const further = { type: 'object', properties: { k: withBase } };
const inCallback = { ...bodyOf(withBase), callbacks: { c: { '{$url}': { post: bodyOf(withBase) } } } };
const inHeader = { responses: { '200': { description: 'ok', headers: { 'X-H': { schema } } } } };
const inAnswer = { responses: { '200': { description: 'ok', content } } };
const plain = { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } } };
const asking = { ...plain, required: ['a'] };
const text = { type: 'string' };

/** The paths of errors. */
function broken(operations: JsonObject, before: JsonObject, after: JsonObject): string[] {
  const paths = Object.fromEntries(Object.entries(operations).map(([path, post]) => [path, { post }]));
  const [base, head] = [before, after].map((S0) => describeObject({ paths, components: { schemas: { S0 } } }));
  const changes = compare(base, head, { today: '2026-11-20' });
  const errors = changes.filter(({ level }) => level === 'error');
  return errors.flatMap(({ operations: named }) => named.map(({ path }) => path)).sort();
}

test.each([
  ['a body and a parameter', { '/body': inBody, '/query': inQuery }, plain, asking, ['/body', '/query']],
  ['a body and a header', { '/answer': inAnswer, '/header': inHeader }, asking, plain, ['/answer', '/header']],
  [
    'a body, and a part of one beside a limit of its own',
    { '/body': inBody, '/sibling': besideSiblings },
    text,
    { ...text, enum: ['x'] },
    ['/body', '/sibling'],
  ],
  [
    'members of two compositions',
    { '/one': bodyOf(withBase), '/two': bodyOf(withMore), '/three': bodyOf(further) },
    plain,
    asking,
    ['/one', '/three', '/two'],
  ],
  ['a member in a callback too, where it breaks nothing', { '/one': inCallback }, plain, asking, ['/one']],
])(
  'what breaks for two operations is told of both, each by its own way to it: %s',
  (_, operations, base, head, told) => {
    expect(broken(operations, base, head)).toEqual(told);
  },
);

test('what webhooks and requests share is told of each by what it weighs there, and once where it weighs the same', () => {
  const described = (values: readonly string[], pattern: string): JsonObject => ({
    paths: { '/body': { post: inBody } },
    webhooks: { w: { post: inBody } },
    components: {
      schemas: {
        S0: { type: 'object', properties: { a: { type: 'string', enum: values }, b: { type: 'string', pattern } } },
      },
    },
  });
  const [base, head] = [described(['x'], '^a'), described(['x', 'y'], '^b')];
  const changes = compare(describeObject(base), describeObject(head), { today: '2026-11-20' });
  const told = changes.map(({ level, id, operations }) => [level, id, operations.map(({ path }) => path).join(' ')]);
  expect(told).toEqual(
    expect.arrayContaining([
      ['error', 'request-property-enum-value-added', 'webhook:w'],
      ['info', 'request-property-enum-value-added', '/body'],
      ['warning', 'request-property-pattern-changed', '/body webhook:w'],
    ]),
  );
  const added = changes.filter(({ id }) => id === 'request-property-enum-value-added');
  expect(new Set(added.map(({ fingerprint }) => fingerprint)).size).toBe(1);
});

test('any text in place of a boolean is held to whoever reads it', () => {
  const described = (type: string): JsonObject => {
    const post = { requestBody: { content: { 'text/plain': { schema: { type } } } }, responses: response };
    return { paths: { '/a': { post } }, webhooks: { w: { post } } };
  };
  const changes = compare(describeObject(described('boolean')), describeObject(described('string')), {
    today: '2026-11-20',
  });
  const levels = changes.flatMap(({ level, operations }) => operations.map(({ path }) => [path, level] as const));
  expect(Object.fromEntries(levels)).toEqual({ '/a': 'info', 'webhook:w': 'error' });
});
