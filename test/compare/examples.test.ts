import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { compare } from '../../src/compare/compare.ts';
import type { Json } from '../../src/spec/json.ts';
import { describeObject } from './describe.ts';

function taking(parameter: string, schema: string) {
  const parameters = [parse(parameter.replace('$', schema)) as Json];
  return describeObject({ paths: { '/a/{p}': { get: { parameters, responses: {} } } } });
}

const list = '{ type: array, items: { type: integer } }';
const short = '{ type: array, items: { type: integer }, maxItems: 1 }';
const members = '{ type: object, properties: { a: { type: integer }, b c: { type: integer } } }';
const less = '{ type: object, properties: { a: { type: integer }, b c: { type: integer } }, required: [a] }';

/** How a request is written that shows what a parameter refuses. */
test.each([
  ['{ name: p, in: query, schema: $ }', list, short, '/a/{p}?p=0&p=0'],
  ['{ name: p, in: query, explode: false, schema: $ }', list, short, '/a/{p}?p=0,0'],
  ['{ name: p, in: query, style: pipeDelimited, schema: $ }', list, short, '/a/{p}?p=0%7C0'],
  ['{ name: p, in: query, style: spaceDelimited, schema: $ }', list, short, '/a/{p}?p=0%200'],
  ['{ name: p, in: query, schema: $ }', members, less, '/a/{p}?b%20c=0'],
  ['{ name: p, in: query, explode: false, schema: $ }', members, less, '/a/{p}?p=b%20c,0'],
  ['{ name: p, in: query, style: deepObject, schema: $ }', members, less, '/a/{p}?p[b%20c]=0'],
  ['{ name: p, in: query, content: { application/json: { schema: $ } } }', list, short, '/a/{p}?p=%5B0%2C0%5D'],
  ['{ name: p, in: path, schema: $ }', list, short, '/a/0,0'],
  ['{ name: p, in: path, schema: $ }', '{ type: string }', '{ type: string, enum: [b] }', '/a/a'],
  ['{ name: p, in: path, schema: $ }', '{ type: string }', '{ type: string, minLength: 1 }', '/a/'],
  ['{ name: p, in: path, schema: $ }', '{ enum: ["\\ud800"] }', '{ enum: [b] }', '/a/%EF%BF%BD'],
  ['{ name: p, in: path, style: label, explode: true, schema: $ }', list, short, '/a/.0.0'],
  ['{ name: p, in: path, style: matrix, schema: $ }', list, short, '/a/;p=0,0'],
  ['{ name: p, in: path, style: matrix, explode: true, schema: $ }', list, short, '/a/;p=0;p=0'],
  ['{ name: p, in: path, style: matrix, explode: true, schema: $ }', members, less, '/a/;b%20c=0'],
])('%s', (parameter, before, after, path) => {
  const [found] = compare(taking(parameter, before), taking(parameter, after), { today: '2026-11-20' });
  expect(found?.example?.path).toBe(path);
});

test.each([
  ['{ name: p, in: header, schema: $ }', 'a,0'],
  ['{ name: p, in: header, explode: true, schema: $ }', 'a=0'],
  ['{ name: p, in: header, content: { application/json: { schema: $ } } }', '{"a":0}'],
])('%s in a header', (parameter, value) => {
  const [before, after] = ['maximum: 0', 'maximum: -1'].map((limit) =>
    taking(parameter, `{ type: object, properties: { a: { type: integer, ${limit} } } }`),
  );
  const [found] = compare(before, after, { today: '2026-11-20' });
  expect(found?.example?.headers).toEqual([{ name: 'p', value }]);
});

test('parameters that are needed besides have a text', () => {
  const [before, after] = ['{ type: integer }', '{ type: boolean }'].map((schema) =>
    describeObject({
      paths: {
        '/a/{b}/{c}': {
          get: {
            parameters: [
              { name: 'b', in: 'path', required: true, schema: { type: 'string' } },
              { name: 'c', in: 'path', required: true, schema: { type: 'array', items: { type: 'string' } } },
              { name: 'd', in: 'header', required: true, schema: { type: 'string', maxLength: 0 } },
              { name: 'e', in: 'query', schema: parse(schema) as Json },
            ],
            responses: {},
          },
        },
      },
    }),
  );
  const [found] = compare(before, after, { today: '2026-11-20' });
  expect(found?.example?.path).toBe('/a/a/a?e=0');
  expect(found?.example?.headers).toEqual([{ name: 'd', value: '' }]);
});

/** The whole message around an item that has a place of its own, or comes behind such. */
test.each([
  [
    { prefixItems: [{ type: 'string' }, { type: 'integer' }] },
    { prefixItems: [{ type: 'string' }, { type: 'string' }] },
    ['', 0],
  ],
  [
    { prefixItems: [{ type: 'string' }], items: { type: 'integer' } },
    { prefixItems: [{ type: 'string' }], items: false },
    ['', 0],
  ],
])('%j to %j', (before, after, body) => {
  const [base, head] = [before, after].map((schema) =>
    describeObject({
      paths: {
        '/a': {
          post: {
            requestBody: { content: { 'application/json': { schema: { type: 'array', ...schema } } } },
            responses: {},
          },
        },
      },
    }),
  );
  const [found] = compare(base, head, { today: '2026-11-20' });
  expect(found?.example?.body).toEqual(body);
});

test('what is found in one member of a choice stands in a value of that member', () => {
  const [base, head] = ['integer', 'string'].map((type) => {
    const kind = (name: string): Json => ({ type: 'string', enum: [name] });
    const schema: Json = {
      anyOf: [
        { type: 'object', required: ['kind'], properties: { kind: kind('a') } },
        {
          type: 'object',
          required: ['kind', 'size'],
          properties: { kind: kind('b'), size: { type }, name: kind('c') },
        },
      ],
    };
    const content: Json = { 'application/json': { schema: { type: 'object', properties: { one: schema } } } };
    return describeObject({ paths: { '/a': { get: { responses: { '200': { description: 'ok', content } } } } } });
  });
  const [found] = compare(base, head, { today: '2026-11-20' });
  expect(found?.example?.body).toEqual({ one: { kind: 'b', size: '' } });
});
