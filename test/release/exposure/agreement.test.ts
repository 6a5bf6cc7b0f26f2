import { describe, expect, it, test } from 'vitest';
import { below, byPrecedence, type Credential, type RouteAccess } from '../../../src/release/exposure/access.ts';
import { disagreements } from '../../../src/release/exposure/agreement.ts';
import { Resolver } from '../../../src/release/exposure/resolve.ts';
import type { Json, JsonObject } from '../../../src/spec/json.ts';

const key: Credential = { kind: 'key', checks: {} };
const operations = ['GET /orders', 'GET /orders/{id}'];

function route(over: Partial<RouteAccess> = {}): RouteAccess {
  const api = over.api ?? 'orders';
  return { id: api, api, path: `/${api}`, match: 'prefix', strips: `/${api}`, auth: key, ...over };
}

const outline = (
  security: Json | undefined,
  scheme: JsonObject = { type: 'apiKey', in: 'header', name: 'x' },
): JsonObject => ({
  paths: { '/orders': { get: {} }, '/orders/{id}': { get: {} } },
  ...(security !== undefined && { security }),
  components: { securitySchemes: { a: scheme } },
});

const said = (routes: readonly RouteAccess[], text: JsonObject | undefined): string[] =>
  disagreements('orders', text, new Resolver(byPrecedence(routes))).map(
    ({ rule, level, operations: named, what }) =>
      `${level} ${rule}: ${named.join(', ')} ${what.split(/[.:]/, 1)[0] ?? ''}`,
  );

const both = operations.join(', ');
const required: Json = [{ a: [] }];

const schemes: readonly [string, Json | undefined, JsonObject, Credential['kind'], readonly string[]][] = [
  ['the same', required, { type: 'apiKey' }, 'key', []],
  ['nothing said', undefined, {}, 'key', []],
  ['nothing said, nothing asked', undefined, {}, 'none', []],
  ['open on both', [], {}, 'none', []],
  ['open or not, and open', [{}, { a: [] }], { type: 'apiKey' }, 'none', []],
  ['open or not, and not', [{}, { a: [] }], { type: 'apiKey' }, 'key', []],
  ['a bearer token', required, { type: 'http', scheme: 'Bearer' }, 'jwt', []],
  ['OAuth 2 as a JWT', required, { type: 'oauth2' }, 'jwt', []],
  ['OpenID Connect as OAuth 2', required, { type: 'openIdConnect' }, 'oauth2', []],
  ['a certificate', required, { type: 'mutualTLS' }, 'mtls', []],
  ['a password', required, { type: 'http', scheme: 'basic' }, 'basic', []],
  [
    'by where the scheme stands, and let in',
    [{ '#/components/securitySchemes/a': [] }],
    { type: 'apiKey' },
    'none',
    [`warning security-differs: ${both} asks for key by its description, and the gateway lets anybody in`],
  ],
  ['a scheme of its own', required, { type: 'x' }, 'key', []],
  ['a way that cannot be read', required, { type: 'apiKey' }, 'other', []],
  [
    'asked for, and let in',
    required,
    { type: 'apiKey' },
    'none',
    [`warning security-differs: ${both} asks for key by its description, and the gateway lets anybody in`],
  ],
  [
    'open, and asked for',
    [],
    {},
    'jwt',
    [`warning security-differs: ${both} asks for nothing by its description, and the gateway asks for JWT`],
  ],
  [
    'another one',
    required,
    { type: 'http', scheme: 'basic' },
    'key',
    [`warning security-differs: ${both} asks for password by its description and for key at the gateway`],
  ],
];

test.each(schemes)('security: %s', (_, security, scheme, kind, expected) => {
  expect(said([route({ auth: { kind, checks: {} } })], outline(security, scheme))).toEqual(expected);
});

describe('operations', () => {
  it('of their own come before those of the whole description', () => {
    const text = { ...outline(required), paths: { '/orders': { get: { security: [] } }, '/orders/{id}': { get: {} } } };
    expect(said([route()], text)).toEqual([
      'warning security-differs: GET /orders asks for nothing by its description, and the gateway asks for key',
    ]);
  });

  it('are not routed where the path that stays is another', () => {
    expect(said([route({ path: '/shop', strips: '' })], outline(undefined))).toEqual([
      `error operation-not-routed: ${both} is described and no route leads to it`,
      'warning route-not-described: /shop is served and no description speaks of it',
    ]);
  });

  it('are not routed where the gateway’s own list lacks them', () => {
    const listed = route({ operations: [{ method: 'GET', path: below('/orders', '/orders') }] });
    expect(said([listed], outline(undefined))).toEqual([
      'error operation-not-routed: GET /orders/{id} is described and no route leads to it',
    ]);
  });

  it('are not routed where another API takes them', () => {
    expect(said([route(), route({ api: 'legacy', path: '/orders/orders' })], outline(undefined))).toEqual([
      `error operation-not-routed: ${both} is described, and /orders/orders of legacy takes its requests`,
      'warning route-not-described: /orders is served and no description speaks of it',
    ]);
  });

  it('are routed where one of several routes has them, or a rule that cannot be read', () => {
    const reading = route({ id: 'reading', methods: ['GET'] });
    expect(
      said([route({ id: 'writing', methods: ['POST'], path: '/w', strips: '/w' }), reading], outline(undefined)),
    ).toEqual(['warning route-not-described: /w is served and no description speaks of it']);
    expect(said([route({ path: 'PathRegexp(`o`)', match: 'opaque' })], outline(undefined))).toEqual([]);
  });
});

describe('routes', () => {
  it('without a description are told, an API without routes is not', () => {
    expect(said([route({ host: 'a.example' })], undefined)).toEqual([
      'warning route-not-described: a.example/orders is served and no description speaks of it',
    ]);
    expect(said([route({ api: 'other' })], outline(required))).toEqual([]);
  });
});
