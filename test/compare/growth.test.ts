import { expect, test } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import type { Json, JsonObject } from '../../src/spec/json.ts';
import { describeObject } from './describe.ts';

const FEW = 500;
const TIMES = 8;
/** Times eight is linear, times sixty-four goes by the square. */
const MOST = 20;
/** Others use the machine too: what grows by the square does so every time. */
const TRIES = 4;

type Side = 'base' | 'head';

const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const named = (count: number, name: string, make: (index: number) => Json): JsonObject =>
  Object.fromEntries(many(count, (i) => [`${name}${String(i)}`, make(i)]));
const media = (schema: Json): JsonObject => ({ content: { 'application/json': { schema } } });
const ok = { responses: { '200': { description: 'ok' } } };

function operation(parts: JsonObject, top: JsonObject = {}): JsonObject {
  return { paths: { '/a': { get: { ...ok, ...parts } } }, ...top };
}

/** Descriptions with `count` of something, all of which have another name afterwards. */
const growing: Readonly<Record<string, (count: number, side: Side) => JsonObject>> = {
  'parameters of a path': (count, side) => ({
    paths: {
      '/a': { parameters: many(count, (i) => ({ in: 'query', name: `${side}${String(i)}` })), get: ok, put: ok },
    },
  }),
  'parameters in a path': (count, side) => {
    const names = many(count, (i) => `${side}${String(i)}`);
    const parameters = names.map((name) => ({ in: 'path', name, required: true, schema: { type: 'string' } }));
    return { paths: { [`/${names.map((name) => `{${name}}`).join('')}`]: { get: { parameters, ...ok } } } };
  },
  'statuses of an operation': (count, side) =>
    operation({ responses: named(count, side, () => ({ description: 'ok', ...media({ type: 'string' }) })) }),
  'media types of a request': (count, side) =>
    operation({ requestBody: { content: named(count, `application/${side}`, () => ({})) } }),
  'media types of a request that differ in a parameter': (count, side) =>
    operation({ requestBody: { content: named(count, `application/json; v=${side}`, () => ({})) } }),
  'media types of a response': (count, side) =>
    operation({
      responses: { '200': { description: 'ok', content: named(count, `application/${side}`, () => ({})) } },
    }),
  'headers of a response': (count, side) =>
    operation({ responses: { '200': { description: 'ok', headers: named(count, side, () => ({})) } } }),
  'tags of an operation': (count, side) => operation({ tags: many(count, (i) => `${side}${String(i)}`) }),
  'properties below a name as long as all of them': (count, side) =>
    operation({
      requestBody: media({
        properties: { ['n'.repeat(100 * count)]: { properties: named(count, side, () => ({ type: 'string' })) } },
      }),
    }),
  'names in required': (count, side) =>
    operation({
      requestBody: media({
        properties: named(2 * count, 'p', () => ({})),
        required: many(count, (i) => `p${String(2 * i + (side === 'base' ? 0 : 1))}`),
      }),
    }),
  'members of allOf': (count, side) =>
    operation({ requestBody: media({ allOf: many(count, (i) => ({ title: `${side}${String(i)}` })) }) }),
  'ways of security': (count, side) =>
    operation({ security: many(count, (i) => ({ all: [], [`${side}${String(i)}`]: [] })) }),
  'properties of a schema that as many bodies are or something else': (count, side) => ({
    paths: named(count, '/a', (i) => ({
      post: {
        ...ok,
        requestBody: media({ oneOf: [{ $ref: '#/components/schemas/A' }, { minimum: i, type: 'integer' }] }),
      },
    })),
    components: {
      schemas: {
        A: { type: 'object', properties: named(count, 'p', () => ({ type: side === 'base' ? 'string' : 'boolean' })) },
      },
    },
  }),
  'scopes of a way of security': (count, side) =>
    operation({ security: [{ all: many(count, (i) => `${side}${String(i)}`) }] }),
};

function timeOf(make: (count: number, side: Side) => JsonObject, count: number): number {
  const [base, head] = (['base', 'head'] as const).map((side) => describeObject(make(count, side)));
  const start = process.cpuUsage();
  compare(base, head, { today: '2026-11-20' });
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

test.each(Object.entries(growing))('%s: time grows with them, not by their square', { timeout: 120_000 }, (_, make) => {
  timeOf(make, FEW);
  let least = Infinity;
  for (let attempt = 0; attempt < TRIES && least > MOST; attempt += 1)
    least = Math.min(least, timeOf(make, TIMES * FEW) / timeOf(make, FEW));
  expect(least).toBeLessThan(MOST);
});
