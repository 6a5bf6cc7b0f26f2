import { describe, expect, test } from 'vitest';
import { told } from './between.ts';

const schemes = [
  'k: { type: apiKey, in: header, name: X-API-Key }',
  'q: { type: apiKey, in: query, name: key }',
  'b: { type: http, scheme: bearer }',
].join(', ');

function api(security: string, ...parameters: readonly string[]): string {
  return `{ paths: { /a: { get: { ${security} parameters: [${parameters.join(', ')}], responses: {} } } }, components: { securitySchemes: { ${schemes} } } }`;
}

function parameter(name: string, place = 'header', required = 'true'): string {
  return `{ name: ${name}, in: ${place}, required: ${required}, schema: { type: string } }`;
}

describe('a key that is a parameter and a security scheme', () => {
  test.each([
    ['becomes a scheme', api('', parameter('x-api-key')), api('security: [{ k: [] }],')],
    ['in a query becomes one', api('', parameter('key', 'query')), api('security: [{ q: [] }],')],
    ['becomes a scheme too', api('', parameter('X-API-Key')), api('security: [{ k: [] }],', parameter('X-API-Key'))],
    ['is ignored by the letter', api('', parameter('Authorization')), api('security: [{ b: [] }],')],
    [
      'is no parameter beside its scheme',
      api('security: [{ k: [] }],', parameter('X-API-Key')),
      api('security: [{ k: [] }],'),
    ],
    [
      'is a parameter beside its scheme',
      api('security: [{ k: [] }],'),
      api('security: [{ k: [] }],', parameter('X-API-Key')),
    ],
    [
      'is asked for beside another scheme',
      api('security: [{ b: [] }],', parameter('X-API-Key')),
      api('security: [{ b: [], k: [] }],'),
    ],
    [
      'takes the place of an optional scheme',
      api('security: [{ b: [] }, {}],', parameter('X-API-Key')),
      api('security: [{ k: [] }],'),
    ],
  ])('shuts nobody out where it %s', (_name, before, after) => {
    expect(told(before, after).filter((each) => !each.endsWith(' info'))).toEqual([]);
  });

  test.each([
    [
      'was optional',
      api('', parameter('X-API-Key', 'header', 'false')),
      api('security: [{ k: [] }],'),
      'api-access-narrowed error',
    ],
    ['had another name', api('', parameter('X-Key')), api('security: [{ k: [] }],'), 'api-access-narrowed error'],
    [
      'stood elsewhere',
      api('', parameter('X-API-Key', 'query')),
      api('security: [{ k: [] }],'),
      'api-access-narrowed error',
    ],
    [
      'is not enough',
      api('', parameter('X-API-Key')),
      api('security: [{ k: [], b: [] }],'),
      'api-access-narrowed error',
    ],
    [
      'was optional beside another scheme',
      api('security: [{ b: [] }],', parameter('X-API-Key', 'header', 'false')),
      api('security: [{ b: [], k: [] }],'),
      'api-security-removed error',
    ],
    [
      'was one of two ways',
      api('security: [{ k: [] }, { b: [] }],'),
      api('security: [{ k: [] }, { b: [] }],', parameter('X-API-Key')),
      'new-required-request-parameter error',
    ],
  ])('shuts somebody out where it %s', (_name, before, after, expected) => {
    expect(told(before, after)).toContain(expected);
  });
});

test('the whole query has no name', () => {
  const query = (name: string, type: string): string =>
    api('', `{ name: ${name}, in: querystring, content: { application/json: { schema: { type: ${type} } } } }`);
  expect(told(query('q', 'object'), query('filter', 'object'))).toEqual([]);
  expect(told(query('q', 'object'), query('filter', 'array'))).toContain('request-parameter-type-changed error');
});
