import { expect, test } from 'vitest';
import { between } from './between.ts';

const basic = '{ type: http, scheme: basic }';
const key = '{ type: apiKey, in: header, name: X-Key }';

/** Two operations that ask for `a` and `b`, of two schemes. */
function api([a, b]: readonly [string, string], one: string, two: string, root = ''): string {
  return `{ ${root} paths: { /a: { get: { ${a} responses: {} } }, /b: { get: { ${b} responses: {} } } },
    components: { securitySchemes: { one: ${one}, two: ${two} } } }`;
}

/** `id cause operations` of each error. */
function errors(before: string, after: string): string[] {
  return between(before, after)
    .filter(({ level }) => level === 'error')
    .map(({ id, cause, operations }) => `${id} ${cause} ${operations.map(({ path }) => path).join()}`)
    .sort();
}

const asks = (list: string): string => `security: ${list},`;
const [one, two] = [asks('[{ one: [] }]'), asks('[{ two: [] }]')];

test('two schemes that got each other’s content are told at the schemes, of who asks for them', () => {
  expect(errors(api([one, two], basic, key), api([one, two], key, basic))).toEqual([
    'api-security-component-credentials-changed #/components/securitySchemes/one /a',
    'api-security-component-credentials-changed #/components/securitySchemes/two /b',
  ]);
});

test.each([
  ['names, wherever they are asked for', [one, two], [two, one]],
  ['content, where both are needed', [asks('[{ one: [], two: [] }]'), ''], [asks('[{ two: [], one: [] }]'), '']],
  ['content, where either does', [asks('[{ one: [] }, { two: [] }]'), ''], [asks('[{ one: [] }, { two: [] }]'), '']],
] as const)('two schemes that exchanged their %s, are no error', (_name, before, after) => {
  expect(errors(api(before, basic, key), api(after, key, basic))).toEqual([]);
});

test('of all operations, by what the whole document asks for', () => {
  const [before, after] = [api(['', ''], basic, key, one), api(['', ''], key, basic, two)];
  expect(errors(before, after)).toEqual([]);
  expect(errors(before, api(['', ''], key, basic, one))).toEqual([
    'api-security-component-credentials-changed #/components/securitySchemes/one /a,/b',
  ]);
});

test('an operation that asks for the other one now is told where it asks', () => {
  expect(errors(api([one, two], basic, key), api([one, one], key, basic))).toEqual([
    'api-security-component-credentials-changed #/components/securitySchemes/one /a',
  ]);
  expect(errors(api([one, two], basic, key), api([two, two], basic, key))).toEqual([
    'api-security-removed #/paths/~1a/get/security /a',
  ]);
});

test('a scheme that is asked for by where it stands is the one of that name', () => {
  const placed = asks("[{ '#/components/securitySchemes/one': [] }]");
  expect(between(api([one, two], basic, key), api([placed, two], basic, key))).toEqual([]);
  expect(errors(api([one, two], basic, key), api([placed, two], key, basic))).toEqual(
    errors(api([one, two], basic, key), api([one, two], key, basic)),
  );
});
