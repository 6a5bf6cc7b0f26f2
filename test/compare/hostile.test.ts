import { expect, test, vi } from 'vitest';
import type { Change } from '../../src/compare/change.ts';
import { compare } from '../../src/compare/compare.ts';
import type { Json, JsonObject } from '../../src/spec/json.ts';
import { loadRefa } from '../../src/compare/inclusion/packages.ts';
import { described } from '../spec/files.ts';

type Files = Readonly<Record<string, JsonObject>>;

/** Far above what one takes: what follows itself, or doubles, never ends. */
const PATIENCE_MS = 60_000;

const schemaAt = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const named = (count: number, make: (index: number) => Json): JsonObject =>
  Object.fromEntries(many(count, (i) => [`S${String(i)}`, make(i)]));

/** One operation that takes and gives a schema. */
function api(schema: Json, schemas: JsonObject = {}): JsonObject {
  const content = { content: { 'application/json': { schema } } };
  return {
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    paths: { '/a': { post: { requestBody: content, responses: { '200': { description: 'ok', ...content } } } } },
    components: { schemas },
  };
}

const alone = (document: JsonObject): Files => ({ 'api.json': document });

function nested(depth: number, inner: Json, wrap: (inner: Json) => Json): Json {
  return depth === 0 ? inner : nested(depth - 1, wrap(inner), wrap);
}

/** A ring of files, each one property deeper; the last ends in the first again, which alone has the leaf. */
function ring(length: number, leaf: Json): Files {
  const link = (i: number): JsonObject => ({
    type: 'object',
    properties: { next: { $ref: `s${String((i + 1) % length)}.json` }, ...(i === 0 && { leaf }) },
  });
  return {
    ...alone(api({ $ref: 's0.json' })),
    ...Object.fromEntries(many(length, (i) => [`s${String(i)}.json`, link(i)])),
  };
}

/** Descriptions by what stands at their worst place: it changes from text to yes or no, and that must not get lost. */
const attacks: Readonly<Record<string, (leaf: JsonObject, side: 'base' | 'head') => Files>> = {
  'ways that double two hundred times': (leaf) =>
    alone(
      api(schemaAt('S0'), {
        ...named(200, (i) => {
          const next = schemaAt(`S${String(i + 1)}`);
          return { type: 'object', properties: { a: next, b: next } };
        }),
        S200: leaf,
      }),
    ),
  'compositions that double two hundred times': (leaf) =>
    alone(
      api(schemaAt('S0'), {
        ...named(200, (i) => ({ allOf: [schemaAt(`S${String(i + 1)}`), schemaAt(`S${String(i + 1)}`)] })),
        S200: { type: 'object', properties: { leaf } },
      }),
    ),
  'ten thousand references in a row': (leaf) =>
    alone(api(schemaAt('S0'), { ...named(10_000, (i) => schemaAt(`S${String(i + 1)}`)), S10000: leaf })),
  'ten thousand references with siblings in a row': (leaf) =>
    alone(
      api(
        { type: 'object', properties: { leaf, more: schemaAt('S0') } },
        {
          ...named(10_000, (i) => ({ ...schemaAt(`S${String(i + 1)}`), maxLength: 20_000 - i })),
          S10000: { type: 'string' },
        },
      ),
    ),
  'a hundred objects one in another': (leaf) =>
    alone(api(nested(100, leaf, (inner) => ({ type: 'object', properties: { inner } })))),
  'lists of schemas one in another': (leaf) =>
    alone(api(nested(40, leaf, (inner) => ({ anyOf: [inner, { type: 'integer' }] })))),
  'a ring of files that is longer on one side': (leaf, side) => ring(side === 'base' ? 20 : 31, leaf),
  'a schema that is all of itself': (leaf) =>
    alone(api(schemaAt('A'), { A: { allOf: [schemaAt('A'), { type: 'object', properties: { leaf } }] } })),
  'a schema that is itself or another': (leaf) =>
    alone(api(schemaAt('A'), { A: { anyOf: [schemaAt('B')] }, B: { anyOf: [schemaAt('A'), leaf] } })),
  'a schema that is not itself': (leaf) =>
    alone(api({ type: 'object', properties: { leaf, x: schemaAt('A') } }, { A: { not: schemaAt('A') } })),
  'a dynamic reference to itself': (leaf) =>
    alone(
      api(schemaAt('A'), {
        A: { $dynamicAnchor: 'node', type: 'object', properties: { leaf, next: { $dynamicRef: '#node' } } },
      }),
    ),
  'a choice of five hundred that all lead back': (leaf) =>
    alone(
      api(schemaAt('A'), {
        A: { type: 'object', properties: { leaf, next: { oneOf: many(500, (i) => schemaAt(`S${String(i)}`)) } } },
        ...named(500, (i) => ({ type: 'object', required: [`k${String(i)}`], properties: { back: schemaAt('A') } })),
      }),
    ),
  'fifty thousand values that are all others': (leaf, side) =>
    alone(
      api({
        type: 'object',
        properties: { leaf, e: { enum: many(50_000, (i) => `${side} ${String(i)}`) } },
      }),
    ),
  'a pattern that backtracking dies of': (leaf, side) =>
    alone(
      api({
        type: 'object',
        properties: { leaf, p: { type: 'string', pattern: side === 'base' ? '^(a+)+$' : '^((a|aa)+)+b$' } },
      }),
    ),
  'twenty thousand operations': (leaf) => {
    const { paths, ...rest } = api(schemaAt('A'), { A: { type: 'object', properties: { leaf } } });
    const item = (paths as JsonObject)['/a'] as Json;
    return alone({ ...rest, paths: Object.fromEntries(many(20_000, (i) => [`/a${String(i)}`, item])) });
  },
};

/** What is said of files whose worst place goes from text to yes or no. */
function errorsOf(files: (leaf: JsonObject, side: 'base' | 'head') => Files): Change[] {
  const [base, head] = (['base', 'head'] as const).map((side) => {
    const texts = Object.entries(files({ type: side === 'base' ? 'string' : 'boolean' }, side));
    return described(Object.fromEntries(texts.map(([path, file]) => [path, JSON.stringify(file)])), 'api.json');
  });
  return compare(base, head, { today: '2026-11-20' }).filter(({ level }) => level === 'error');
}

const surfacesOf = (errors: readonly Change[]): string[] =>
  [...new Set(errors.map(({ id }) => id.slice(0, id.indexOf('-'))))].sort();

test.each(Object.entries(attacks))('%s: the change in it is told, soon', { timeout: PATIENCE_MS }, (_, files) => {
  const errors = errorsOf(files);
  expect(surfacesOf(errors)).toEqual(['request', 'response']);
  expect(errors.length).toBeLessThan(50);
});

test.each([
  [200, 301],
  [1000, 1001],
])('rings of %i and %i files meet in too many pairs: said with its place, beside the change', (base, head) => {
  const errors = errorsOf((leaf, side) => ring(side === 'base' ? base : head, leaf));
  const [end, ...others] = errors.filter(({ id }) => id === 'schemas-not-compared');
  expect(end).toMatchObject({ operations: [{ method: 'POST', path: '/a' }], base: { start: { line: 1 } } });
  expect(others).toEqual([]);
  expect(surfacesOf(errors)).toEqual(['request', 'response', 'schemas']);
});

test('a thousand headers of a response to a thousand operations: said of those that were not looked into, beside the change', () => {
  const errors = errorsOf((leaf) => {
    const content = { 'application/json': { schema: { type: 'object', properties: { leaf } } } };
    const shared = { description: 'ok', content, headers: named(1000, () => ({ schema: {} })) };
    const responses = { '200': { $ref: '#/components/responses/Shared' } };
    const paths = named(1000, () => ({ post: { requestBody: { content }, responses } }));
    return alone({
      ...api({}),
      paths: Object.fromEntries(Object.entries(paths).map(([name, item]) => [`/${name}`, item])),
      components: { responses: { Shared: shared } },
    });
  });
  const [end, ...others] = errors.filter(({ id }) => id === 'operations-not-compared');
  expect(end).toMatchObject({ base: { start: { line: 1 } }, head: { start: { line: 1 } } });
  expect(end!.operations.length).toBeGreaterThan(900);
  expect(others).toEqual([]);
  expect(surfacesOf(errors)).toEqual(['operations', 'request', 'response']);
});

test('two thousand patterns that need too many states: few are made, the limits beside them stand unproved, and the bound is said', () => {
  const made = vi.spyOn(loadRefa().DFA, 'fromTransitionIterator');
  const pattern = (i: number): string => `^([a-z]{1,20}(x|y1*|z${String(i)})){0,30}$`;
  const [base, head] = [40, 30].map((maxLength) => {
    const properties = named(2000, (i) => ({ type: 'string', pattern: pattern(i), maxLength }));
    return described({ 'api.json': JSON.stringify(api({ type: 'object', properties })) }, 'api.json');
  });
  const changes = compare(base, head, { today: '2026-11-20' });
  expect(made.mock.calls.length).toBeLessThan(200);
  const errors = changes.filter(({ level }) => level === 'error');
  expect(new Set(errors.map(({ id }) => id))).toEqual(new Set(['request-property-max-length-decreased']));
  expect(errors.map(({ unproved }) => unproved)).toEqual(Array.from({ length: 2000 }, () => true));
  expect(changes.map(({ id }) => id)).toContain('hidden-breaks-not-sought');
});
