import { describe, expect, it } from 'vitest';
import type { GatewayBlock } from '../../../src/config/gateway-block.ts';
import type { DesiredApi } from '../../../src/gateway/target.ts';
import { access } from '../../../src/gateway/tyk/access.ts';
import { render } from '../../../src/gateway/tyk/render.ts';
import { portableAccess } from '../../../src/release/exposure/portable.ts';
import type { RouteAccess } from '../../../src/release/exposure/access.ts';
import type { JsonObject } from '../../../src/spec/json.ts';
import { api } from '../harness.ts';

const settings = { jwtSigning: 'rsa', secrets: { 'shop-client': 'env://SHOP_CLIENT' } } as const;
const upstream = 'http://orders.internal';

function routesOf(...apis: DesiredApi[]): readonly RouteAccess[] {
  const result = render('edge', settings, { owner: 'acme/shop@staging' }, apis);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return access(result.manifest);
}

const withNative = (body: JsonObject): DesiredApi => ({
  definition: { name: 'orders', owners: [], dependsOn: [] },
  native: [{ file: 'gateway/orders.json', body }],
});

describe('what a portable block becomes gives the access that it asks for', () => {
  const description = { paths: { '/items/{id}': { get: { operationId: 'one' } }, '/items': { post: {} } } };
  it.each<[string, GatewayBlock]>([
    ['nothing said', { upstream }],
    ['a host and a path', { upstream, host: 'Shop.example', path: '/shop/' }],
    ['a path that the upstream sees', { upstream, path: '/items', stripPath: false }],
    ['a key', { upstream, auth: { key: { header: 'X-Shop' } } }],
    ['a token', { upstream, auth: { jwt: { jwks: 'https://id.example/jwks', issuer: 'https://id.example' } } }],
    [
      'a token that is asked about',
      {
        upstream,
        auth: { oauth2: { introspection: 'https://id.example/ask', clientId: 'a', clientSecret: 'shop-client' } },
      },
    ],
    ['a rate of everybody', { upstream, rateLimit: '5/minute' }],
    ['a rate and a quota of each', { upstream, auth: { key: {} }, rateLimit: '5/hour', quota: '9/day' }],
    ['a size', { upstream, requestSize: '1KiB' }],
    ['addresses', { upstream, ips: { allow: ['10.0.0.0/8'], deny: ['10.1.0.0/16'] } }],
    ['nobody outside', { upstream, visibility: 'internal' }],
  ])('%s', (_, block) => {
    const one = api('orders', block, description);
    const [wanted] = portableAccess([one.definition], new Map([['orders', description]]));
    const [found] = routesOf(one);
    const operations = [...(found?.operations ?? [])].sort((a, b) => (a.method < b.method ? -1 : 1));
    const expected = [...(wanted?.operations ?? [])].sort((a, b) => (a.method < b.method ? -1 : 1));
    expect({ ...found, id: '', operations }).toEqual({ ...wanted, id: '', operations: expected });
  });
});

it('puts a version where its base listens, and nowhere else', () => {
  const version = api('orders-v2', { upstream, auth: { key: {} }, version: { of: 'orders', name: 'v2' } });
  const routes = routesOf(api('orders', { upstream, path: '/shop' }), version);
  expect(routes.map(({ api: name, path, when, auth }) => ({ name, path, when, auth: auth.kind }))).toEqual([
    { name: 'orders-v2', path: '/shop', when: 'x-api-version: v2', auth: 'key' },
    { name: 'orders', path: '/shop', when: undefined, auth: 'none' },
  ]);
});

it('sees the operation that a native definition opens to everybody', () => {
  const routes = routesOf(
    withNative({
      openapi: '3.0.3',
      info: { title: 'orders', version: '1' },
      paths: { '/ping': { get: { operationId: 'ping' } } },
      components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
      security: [{ key: [] }],
      'x-tyk-api-gateway': {
        info: { id: 'orders', name: 'orders', state: { active: true } },
        upstream: { url: upstream },
        server: {
          listenPath: { value: '/orders/', strip: true },
          authentication: { enabled: true, securitySchemes: { key: { enabled: true } } },
        },
        middleware: { operations: { ping: { ignoreAuthentication: { enabled: true } } } },
      },
    }),
  );
  expect(routes.map(({ path, methods, auth }) => ({ path, methods, auth: auth.kind }))).toEqual([
    { path: '/orders/ping', methods: ['GET'], auth: 'none' },
    { path: '/orders', methods: undefined, auth: 'key' },
  ]);
});

describe('who a classic definition lets in', () => {
  it.each<[JsonObject, string]>([
    [{ use_keyless: true }, 'none'],
    [{}, 'key'],
    [{ use_basic_auth: true }, 'basic'],
    [{ enable_jwt: true, jwt_source: 'https://id.example/jwks' }, 'jwt'],
    [{ use_mutual_tls_auth: true }, 'mtls'],
    [{ use_oauth2: true }, 'other'],
  ])('%j', (flags, kind) => {
    const classic = {
      name: 'orders',
      api_id: 'orders',
      version_data: { not_versioned: true, versions: { Default: { name: 'Default' } } },
      proxy: { listen_path: '/orders/', target_url: upstream, strip_listen_path: true },
      ...flags,
    };
    expect(routesOf(withNative(classic))).toMatchObject([{ path: '/orders', strips: '/orders', auth: { kind } }]);
  });
});
