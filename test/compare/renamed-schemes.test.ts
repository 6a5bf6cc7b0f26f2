import { expect, test } from 'vitest';
import { between } from './between.ts';

const url = 'https://a.example/authorize';
const oauth = `{ type: oauth2, flows: { implicit: { authorizationUrl: '${url}', scopes: { r: read } } } }`;
const oldOauth = `{ type: oauth2, flow: implicit, authorizationUrl: '${url}', scopes: { r: read } }`;
const key = '{ type: apiKey, in: header, name: X-API-Key }';
const bearer = '{ type: http, scheme: bearer }';

/** All that breaks where the only scheme gets another name and says this. */
function errors(before: string, after: string, declare = declared): string[] {
  return between(declare('old', before), declared('new', after))
    .filter(({ level }) => level === 'error')
    .map(({ message }) => message);
}

const paths = 'paths: { /a: { get: { responses: {} } } }';

function declared(name: string, scheme: string): string {
  return `{ security: [{ ${name}: [] }], ${paths}, components: { securitySchemes: { ${name}: ${scheme} } } }`;
}

function declaredIn2(name: string, scheme: string): string {
  return `{ swagger: '2.0', security: [{ ${name}: [] }], ${paths}, securityDefinitions: { ${name}: ${scheme} } }`;
}

test.each([
  ['a hint what tokens look like', bearer, '{ type: http, scheme: bearer, bearerFormat: JWT }'],
  ['a scheme of HTTP in other letters', bearer, '{ type: http, scheme: Bearer }'],
  ['a header in other letters', key, '{ type: apiKey, in: header, name: x-api-key }'],
  ['that it is deprecated', key, '{ type: apiKey, in: header, name: X-API-Key, deprecated: true }'],
  ['an extension', key, '{ type: apiKey, in: header, name: X-API-Key, x-note: ask us }'],
  ['other words for a scope', oauth, oauth.replace('read', 'look')],
])('a scheme with another name shuts nobody out for %s', (_name, before, after) => {
  expect(errors(before, after)).toEqual([]);
});

test.each([
  ['basic', '{ type: basic }', '{ type: http, scheme: basic }'],
  ['OAuth 2.0', oldOauth, oauth],
])('nor does it where OpenAPI 3 writes %s otherwise', (_name, before, after) => {
  expect(errors(before, after, declaredIn2)).toEqual([]);
});

test.each([
  ['a header of another name', key, '{ type: apiKey, in: header, name: X-Key }'],
  ['another place', key, '{ type: apiKey, in: query, name: X-API-Key }'],
  ['another scheme of HTTP', bearer, '{ type: http, scheme: basic }'],
  ['another address', oauth, oauth.replace('a.example', 'b.example')],
  ['what is no type', '{ type: secret, word: a }', '{ type: secret, word: b }'],
])('it does for %s', (_name, before, after) => {
  expect(errors(before, after)).toEqual(['Requests with old are refused now; asked for: new.']);
});

test('of several that ask for the same the one is meant that says the same', () => {
  const [one, two] = [`${bearer.slice(0, -1)}, x-pool: 1 }`, `${bearer.slice(0, -1)}, x-pool: 2 }`];
  const api = (asked: string, schemes: string): string =>
    `{ security: [{ ${asked}: [] }], ${paths}, components: { securitySchemes: { ${schemes} } } }`;
  const before = api('a', `a: ${one}, b: ${two}`);
  const errorsOf = (asked: string): string[] =>
    between(before, api(asked, `c: ${two}, d: ${one}`))
      .filter(({ level }) => level === 'error')
      .map(({ id }) => id);
  expect(errorsOf('d')).toEqual([]);
  expect(errorsOf('c')).toEqual(['api-access-narrowed']);
});
