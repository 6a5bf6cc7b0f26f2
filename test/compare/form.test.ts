import { describe, expect, test } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import type { Json, JsonObject } from '../../src/spec/json.ts';
import { describeObject } from './describe.ts';

/** What is said of a request whose schema changed so, as `id level`; errors that mean nothing are gone already. */
function request(before: Json, after: Json, type = 'application/json'): string[] {
  return said((schema) => ({ requestBody: { content: { [type]: { schema } } }, responses: {} }), before, after);
}

function query(before: Json, after: Json, extra: JsonObject = {}): string[] {
  return said(
    (schema) => ({ parameters: [{ name: 'q', in: 'query', schema, ...extra }], responses: {} }),
    before,
    after,
  );
}

function said(operation: (schema: Json) => JsonObject, before: Json, after: Json): string[] {
  const [old, now] = [before, after].map((schema) => describeObject({ paths: { '/a': { post: operation(schema) } } }));
  const changes = compare(old, now, { today: '2026-11-20' }).filter(({ operations }) => operations.length > 0);
  return [...new Set(changes.map(({ id, level }) => `${id} ${level}`))].sort();
}

const named = (more: JsonObject): Json => ({ type: 'object', properties: { name: { type: 'string', ...more } } });
const titled = (title: string, name: string, more: JsonObject): Json => ({
  title,
  type: 'object',
  required: [name],
  properties: { [name]: { type: 'string', ...more } },
});

describe('one step is told as one', () => {
  test.each<[string, Json, Json, string[]]>([
    [
      'a type that became a choice of types',
      { type: 'string' },
      { oneOf: [{ type: 'string' }, { type: 'integer' }] },
      ['request-body-list-of-types-widened info'],
    ],
    [
      'a choice that lost a type',
      { anyOf: [{ type: 'string' }, { type: 'integer' }] },
      { anyOf: [{ type: 'string' }] },
      ['request-body-list-of-types-narrowed error'],
    ],
    [
      'an object that became a choice of others',
      { ...(named({}) as JsonObject), required: ['name'] },
      {
        oneOf: [named({ maxLength: 3 }), { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] }],
      },
      ['request-body-wrapped-in-one-of error'],
    ],
    [
      'a choice of two objects that became another kind of choice, of one',
      { oneOf: [named({}), { ...(named({}) as JsonObject), required: ['name'] }] },
      { anyOf: [{ ...(named({}) as JsonObject), required: ['name'] }] },
      ['request-body-any-of-added info', 'request-body-one-of-removed error'],
    ],
    [
      'a limit in one member, where two others exchanged their names',
      { oneOf: [titled('A', 'name', {}), titled('B', 'id', {}), titled('C', 'key', { maxLength: 3 })] },
      { oneOf: [titled('B', 'name', {}), titled('A', 'id', {}), titled('C', 'key', { maxLength: 2 })] },
      ['request-property-max-length-decreased error'],
    ],
    [
      'one of two members that came in the place of two others',
      {
        oneOf: [named({ maxLength: 3 }), { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] }],
      },
      { oneOf: [named({}), { type: 'object', properties: { key: { type: 'string' } }, required: ['key'] }] },
      ['request-body-one-of-added info', 'request-body-one-of-removed error', 'request-property-max-length-unset info'],
    ],
    [
      'a lone member that changed, beside a name that came',
      { oneOf: [named({}), { title: 'A', type: 'string' }] },
      { oneOf: [named({ maxLength: 3 }), { title: 'B', type: 'integer' }] },
      ['request-body-one-of-added info', 'request-body-one-of-removed error', 'request-property-max-length-set error'],
    ],
    ['a schema that allowed nothing and is gone', false, null, ['request-body-media-type-schema-removed info']],
    [
      'a property that one had to send and that does not travel any more',
      { ...(named({}) as JsonObject), required: ['name'] },
      named({ readOnly: true }),
      ['request-required-property-became-read-only info'],
    ],
    [
      'a pattern that all but line breaks match',
      named({}),
      named({ pattern: '^.*$' }),
      ['request-property-pattern-added error'],
    ],
    [
      'an enum that came, however many values it has',
      { type: 'string' },
      { type: 'string', enum: ['a', 'b', 'c'] },
      ['request-body-became-enum error'],
    ],
  ])('%s', (_name, before, after, expected) => {
    expect(request(before, after)).toEqual(expected);
  });
});

describe('in allOf', () => {
  const both = (more: JsonObject): Json => ({ allOf: [named(more), { type: 'object', required: ['name'] }] });

  test('another member may offset what a member changes, so it is a warning', () => {
    expect(request(both({ maxLength: 5 }), both({ maxLength: 3 }))).toContain(
      'request-property-max-length-decreased warning',
    );
    expect(request(named({ maxLength: 5 }), named({ maxLength: 3 }))).toEqual([
      'request-property-max-length-decreased error',
    ]);
  });

  test('a member that says nothing about values is only mentioned', () => {
    expect(request(named({}), { ...(named({}) as JsonObject), allOf: [{ description: 'words' }] })).toEqual([
      'request-body-all-of-added-annotation-only info',
    ]);
  });
});

describe('how values travel', () => {
  test.each<[string, string[]]>([
    ['application/json', ['request-body-type-changed error']],
    ['application/merge-patch+json; charset=utf-8', ['request-body-type-changed error']],
    ['application/x-ndjson', ['request-body-type-changed error']],
    ['application/geo+json-seq', ['request-body-type-changed error']],
    ['application/xml', ['request-body-type-compatible info']],
  ])('a number for which a text may come, in %s', (type, expected) => {
    expect(request({ type: 'integer' }, { type: 'string' }, type)).toEqual(expected);
  });

  test('a parameter is text', () => {
    expect(query({ type: 'integer' }, { type: 'string' })).toEqual(['request-parameter-type-generalized info']);
  });

  test.each([
    ['a long one', { type: 'integer' }, { allOf: [{ type: 'string' }, { maxLength: 4 }] }],
    ['a fraction', { type: 'number' }, { allOf: [{ type: 'string' }, { maxLength: 2 }] }],
  ])('of numbers it is %s that shows what texts are refused', (_name, before, after) => {
    expect(query(before, after)).toContain('request-parameter-accepts-less error');
  });

  test('null alone is not, and is called by its name', () => {
    const [old, now] = ['string', 'null'].map((type) =>
      describeObject({ paths: { '/a': { get: { parameters: [{ name: 'q', in: 'query', schema: { type } }] } } } }),
    );
    const [change] = compare(old, now, { today: '2026-11-20' });
    expect(change).toMatchObject({
      id: 'request-parameter-type-changed',
      message: 'Query parameter q: the type went from string to null.',
    });
  });

  test('one value is a list of one where the style is form and explodes', () => {
    const [one, list] = [{ type: 'string' }, { type: 'array', items: { type: 'string' } }];
    expect(query(one, list)).toEqual(['request-parameter-type-generalized info']);
    expect(query(one, list, { explode: false })).not.toContain('request-parameter-type-generalized info');
    expect(query(one, { type: 'array', items: { type: 'string', maxLength: 2 } })).toContain(
      'request-parameter-type-changed error',
    );
  });
});

describe('multiples are compared as the decimals that they are', () => {
  test.each([
    [0.2, 0.1, 'generalized info'],
    [0.3, 0.1, 'generalized info'],
    [1e-7, 3e-7, 'changed error'],
    [2, 3, 'changed error'],
    [1e300, 1, 'generalized info'],
  ])('from %d to %d', (before, after, expected) => {
    const step = (multipleOf: number): Json => ({ type: 'number', multipleOf });
    expect(request(step(before), step(after))).toEqual([`request-body-multiple-of-${expected}`]);
  });
});

describe('values of an enum', () => {
  const letters = Array.from({ length: 21 }, (_, i) => String.fromCharCode(97 + i));
  const listed = (values: readonly string[]) => describeObject({ paths: { '/a': { post: taking(values) } } });
  const taking = (values: readonly string[]): JsonObject => ({
    requestBody: { content: { 'application/json': { schema: { type: 'string', enum: [...values, 'z'] } } } },
    responses: {},
  });
  const gone = (values: readonly string[]) =>
    compare(listed(values), listed([]), { today: '2026-11-20' }).filter(({ level }) => level === 'error');

  test('are told each for itself up to twenty', () => {
    const twenty = letters.slice(1);
    const told = gone(twenty).map(({ args }) => args[0]);
    expect(told.sort()).toEqual(twenty);
  });

  test('are one difference beyond that, the same in any order', () => {
    const [one, ...others] = gone(letters);
    expect(others).toEqual([]);
    expect(one).toMatchObject({ id: 'request-body-enum-value-removed', args: [null, letters] });
    expect(one?.message).toMatch(/^Request body: these 21 values are not listed any more: \["a","b",.*…\.$/);
    expect(gone([...letters].reverse())[0]?.fingerprint).toBe(one?.fingerprint);
  });
});

describe('what a parameter holds is texts', () => {
  const list = (items: Json): Json => ({ type: 'array', items });
  const refused = ['request-parameter-accepts-less error'];

  test.each<[string, Json, Json, string[]]>([
    ['items that a pattern limits', list({ type: 'string' }), list({ type: 'string', pattern: '^a' }), refused],
    ['items that may not be long', list({ type: 'string' }), list({ type: 'string', maxLength: 2 }), refused],
    ['numbers that became texts', list({ type: 'integer' }), list({ type: 'string' }), []],
    [
      'numbers that became short texts',
      list({ type: 'integer', minimum: 0, maximum: 9 }),
      list({ type: 'string', maxLength: 3 }),
      [],
    ],
    [
      'numbers some of which are longer texts',
      list({ type: 'integer', maximum: 9 }),
      list({ type: 'string', maxLength: 3 }),
      refused,
    ],
    ['properties that a pattern limits', named({}), named({ pattern: '^a' }), refused],
    ['properties that nobody declared', named({}), { type: 'object', properties: { other: { type: 'integer' } } }, []],
    ['booleans that became their texts', { type: 'boolean' }, { type: 'string', enum: ['true', 'false'] }, []],
    ['the same in a list', list({ type: 'boolean' }), list({ type: 'string', enum: ['true', 'false'] }), []],
    ['texts that became booleans', { type: 'string', enum: ['true', 'false'] }, { type: 'boolean' }, []],
    ['texts that became numbers', { type: 'string', enum: ['1', '2'] }, { type: 'integer', enum: [1, 2] }, []],
    ['naturals', { type: 'integer', minimum: 0 }, { type: 'string', pattern: '^[0-9]+$' }, []],
    ['numbers', { type: 'number' }, { type: 'string', pattern: '^[-+.eE0-9]+$' }, []],
    ['some of the numbers in a list', list({ type: 'integer' }), list({ type: 'string', enum: ['0', '1'] }), refused],
  ])('%s', (_name, before, after, expected) => {
    expect(query(before, after).filter((each) => each.endsWith(' error'))).toEqual(expected);
  });

  test.each<[Json, Json, Json]>([
    [{ type: 'integer', enum: [1, 2, 3] }, { type: 'string', enum: ['1', '2'] }, 3],
    [{ type: 'integer' }, { type: 'string', pattern: '^[0-9]+$' }, -1],
    [{ type: 'string', pattern: '^[0-9]+$' }, { type: 'integer', minimum: 0 }, '00'],
  ])('from %j to %j: a witness is no text that is accepted', (before, after, instance) => {
    const sides = [before, after].map((schema) =>
      describeObject({ paths: { '/a': { get: { parameters: [{ name: 'q', in: 'query', schema }], responses: {} } } } }),
    );
    const errors = compare(sides[0], sides[1], { today: '2026-11-20' }).filter(({ level }) => level === 'error');
    expect(new Set(errors.map(({ witness }) => witness?.instance))).toEqual(new Set([instance]));
  });

  test.each<[string, Json, Json]>([
    [
      'an integer in a choice that became a number',
      { oneOf: [{ type: 'integer' }, { type: 'string' }] },
      { oneOf: [{ type: 'number' }, { type: 'string' }] },
    ],
    [
      'a type and its only choice, which take null',
      { type: 'integer', nullable: true },
      { oneOf: [{ type: 'integer', nullable: true }] },
    ],
    [
      'one that takes null and became a choice',
      { type: 'integer', nullable: true },
      { oneOf: [{ type: 'integer', nullable: true }, { type: 'string' }] },
    ],
  ])('no value is lost: %s', (_name, before, after) => {
    const [base, head] = [before, after].map((a) => {
      const schema = { type: 'object', properties: { a } };
      const get = {
        parameters: [{ name: 'q', in: 'query', style: 'deepObject', explode: true, schema }],
        responses: {},
      };
      return describeObject({ openapi: '3.0.3', paths: { '/a': { get } } });
    });
    const changes = compare(base, head, { today: '2026-11-20' });
    expect(changes.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test.each<JsonObject>([{}, { deprecated: false }, { readOnly: false }, { description: 'One.' }])(
    'a value that became a list of such, and says %j of itself',
    (more) => {
      expect(query({ type: 'string', ...more }, list({ type: 'string' }))).toEqual([
        'request-parameter-type-generalized info',
      ]);
    },
  );

  test('a text that was accepted is a list of one that is not', () => {
    const [before, after] = [{ type: ['string', 'array'] }, list({ type: 'string', maxLength: 2 })];
    expect(query(before, after)).toContain(refused[0]);
  });
});
