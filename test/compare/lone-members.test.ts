import { describe, expect, test } from 'vitest';
import { compareInFull } from '../../src/compare/compare.ts';
import type { JsonObject } from '../../src/spec/json.ts';
import { describeObject } from './describe.ts';

/** Far more than is looked through by default when the whole composition is asked about. */
const MANY = 30;

function form(name: string, more: JsonObject = {}): JsonObject {
  const names = Array.from({ length: 12 }, (_, index) => `${name}${String(index)}`);
  return {
    title: name,
    type: 'object',
    properties: {
      ...Object.fromEntries(names.map((each) => [each, { type: ['string', 'integer'], minLength: 1, maximum: 9 }])),
      kind: { enum: [name] },
    },
    required: ['kind', ...names.slice(0, 6)],
    ...more,
  };
}

const known = Array.from({ length: MANY }, (_, index) => form(`old-${String(index)}`));
const open: JsonObject = {
  title: 'open',
  type: 'object',
  properties: { kind: { type: 'string' } },
  required: ['kind'],
};

function described(surface: 'request' | 'response', schema: JsonObject): ReturnType<typeof describeObject> {
  const body = { content: { 'application/json': { schema } } };
  const operation =
    surface === 'request'
      ? { requestBody: body, responses: { '204': { description: 'done' } } }
      : { responses: { '200': { description: 'ok', ...body } } };
  return describeObject({ paths: { '/things': { post: operation } } });
}

interface Told {
  readonly id: string;
  readonly args: readonly unknown[];
  /** Of the value that shows it. */
  readonly kind: unknown;
  readonly unproved: boolean;
}

function errorsOf(surface: 'request' | 'response', before: JsonObject, after: JsonObject): Told[] {
  const { changes } = compareInFull(described(surface, before), described(surface, after), { today: '2026-11-20' });
  return changes
    .filter(({ level }) => level === 'error')
    .map(({ id, args, witness, unproved }) => ({
      id,
      args,
      kind: kindOf(witness?.instance),
      unproved: unproved === true,
    }));
}

function kindOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'kind' in value ? value.kind : value;
}

describe.each(['anyOf', 'oneOf'] as const)('a member of a long %s that is new', (keyword) => {
  const stem = keyword === 'anyOf' ? 'any-of' : 'one-of';

  test('is shown by default by a value that only it allows', () => {
    const found = errorsOf('response', { [keyword]: known }, { [keyword]: [...known, form('new')] });
    expect(found).toEqual([{ id: `response-body-${stem}-added`, args: ['new'], kind: 'new', unproved: false }]);
  });

  test('each of several is shown by a value of its own', () => {
    const found = errorsOf('response', { [keyword]: known }, { [keyword]: [...known, form('one'), form('two')] });
    expect(found).toHaveLength(2);
    for (const { args, kind } of found) expect([kind]).toEqual(args);
  });

  test('is no error where another member took all that it allows', () => {
    const before = { [keyword]: [open] };
    expect(errorsOf('response', before, { [keyword]: [open, form('new')] })).toEqual([]);
    expect(errorsOf('request', { [keyword]: [open, form('gone')] }, before)).toEqual([]);
  });

  test('is no error, and what differs in another member is', () => {
    const wider = { ...open, properties: { kind: { type: ['string', 'integer'] } } };
    const found = errorsOf('response', { [keyword]: [open] }, { [keyword]: [wider, form('new')] });
    expect(found).toHaveLength(1);
    expect(found).not.toMatchObject([{ id: `response-body-${stem}-added` }]);
  });

  test('is shown by a name that only another member declares', () => {
    const other = {
      ...open,
      title: 'other',
      properties: { ...(open['properties'] as JsonObject), card: { type: 'object' } },
    };
    const found = errorsOf(
      'response',
      { [keyword]: [other] },
      { [keyword]: [other, form('new', { required: ['kind'] })] },
    );
    expect(found).toMatchObject([{ id: `response-body-${stem}-added`, unproved: false, kind: 'new' }]);
  });

  test('does not count where what stands beside the choice refuses it', () => {
    const beside = { required: ['a'], properties: { a: { type: 'integer' } } };
    const text = { title: 'text', type: 'object', properties: { a: { type: 'string' } } };
    const before = { ...beside, [keyword]: [form('old', { required: ['kind'] })] };
    const after = { ...beside, [keyword]: [form('old', { required: ['kind'] }), { ...text, required: ['a'] }] };
    expect(errorsOf('response', before, after)).toEqual([]);
  });
});
