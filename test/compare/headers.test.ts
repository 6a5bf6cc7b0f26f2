import { describe, expect, test } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import { get, today, told } from './between.ts';
import { describeText } from './describe.ts';

function answer(header: string): string {
  return get(`{ responses: { 200: { description: ok, headers: { X-A: ${header} } } } }`);
}

const object = 'schema: { type: object, properties: { a: { type: string } } }';
const list = 'schema: { type: array, items: { type: string } }';
const scalar = (type: string): string => `schema: { type: ${type} }`;
const json = (schema: string): string => `{ content: { application/json: { ${schema} } } }`;
const text = (schema: string): string => `{ content: { text/plain: { ${schema} } } }`;

describe('how a response header is written', () => {
  test.each([
    [
      'explode of an object',
      `{ ${object} }`,
      `{ explode: true, ${object} }`,
      ['response-header-explode-changed error'],
    ],
    ['explode of a list', `{ ${list} }`, `{ explode: true, ${list} }`, []],
    ['explode of a single value', `{ ${scalar('string')} }`, `{ explode: true, ${scalar('string')} }`, []],
    ['a style that headers do not have', `{ ${object} }`, `{ style: form, ${object} }`, []],
    ['an object as JSON', `{ ${object} }`, json(object), ['response-header-content-changed error']],
    ['JSON as text', json(object), text(object), ['response-header-content-changed error']],
    ['a charset of JSON', json(object), `{ content: { application/json; charset=utf-8: { ${object} } } }`, []],
    ['a text as JSON', `{ ${scalar('string')} }`, json(scalar('string')), ['response-header-content-changed error']],
    ['a number as JSON', `{ ${scalar('integer')} }`, json(scalar('integer')), []],
    ['a text as plain text', `{ ${scalar('string')} }`, text(scalar('string')), []],
    [
      'a number that became any plain text',
      `{ ${scalar('integer')} }`,
      text(scalar('string')),
      ['response-header-type-changed error'],
    ],
  ])('%s', (_name, before, after, expected) => {
    expect(told(answer(before), answer(after))).toEqual(expected);
    expect(told(answer(after), answer(before)).length).toBe(expected.length);
  });

  test('OpenAPI 2.0 has its collectionFormat', () => {
    const old = (rest: string) =>
      describeText(
        `{ swagger: '2.0', info: { title: t, version: '1' }, paths: { /a: { get: { responses: { 200: { description: ok, headers: { X-A: { type: array, items: { type: string }, ${rest} } } } } } } } }`,
      );
    const ids = (from: string, to: string): string[] => compare(old(from), old(to), { today }).map(({ id }) => id);
    expect(ids('', 'collectionFormat: csv')).toEqual([]);
    expect(ids('', 'collectionFormat: pipes')).toEqual(['response-header-style-changed']);
  });
});

describe('what says nothing of its values takes any', () => {
  const parameter = (rest: string): string => get(`{ parameters: [{ name: q, in: query, ${rest} }], responses: {} }`);

  test.each([
    ['a parameter gets a schema', parameter(''), parameter(scalar('integer')), 'request-parameter-type-changed error'],
    ['a parameter loses it', parameter(scalar('integer')), parameter(''), 'request-parameter-type-generalized info'],
    [
      'the content of a parameter gets one',
      parameter('content: { application/json: {} }'),
      parameter(`content: { application/json: { ${scalar('integer')} } }`),
      'request-parameter-type-changed error',
    ],
    [
      'a response header loses it',
      answer(`{ ${scalar('integer')} }`),
      answer('{}'),
      'response-header-type-changed error',
    ],
  ])('%s', (_name, before, after, expected) => {
    expect(told(before, after)).toEqual([expected]);
  });

  test('a parameter is told once that moves from its schema into JSON', () => {
    expect(told(parameter(object), parameter(json(object).slice(1, -1)))).toEqual([
      'request-parameter-content-changed error',
    ]);
    expect(told(parameter(scalar('integer')), parameter(text(scalar('integer')).slice(1, -1)))).toEqual([]);
  });
});
