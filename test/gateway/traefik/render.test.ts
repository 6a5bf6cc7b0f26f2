import { describe, expect, it } from 'vitest';
import type { GatewayBlock } from '../../../src/config/gateway-block.ts';
import type { Bindings } from '../../../src/gateway/traefik/portable-problems.ts';
import { directoryStore } from '../../../src/gateway/traefik/store.ts';
import { traefikTarget } from '../../../src/gateway/traefik/target.ts';
import type { DesiredApi, RenderProblem } from '../../../src/gateway/target.ts';
import type { JsonObject } from '../../../src/spec/json.ts';
import { api } from '../harness.ts';

const scope = { owner: 'acme/apis@staging' };
const upstream = 'http://orders.internal:8080';
const bindings = { secrets: { staff: '/etc/traefik/staff', partners: '/etc/traefik/partners.pem' } };

function target(bound: Bindings = bindings) {
  const store = directoryStore('/nowhere');
  return traefikTarget('edge', { provider: 'file', store, api: [], url: 'http://edge', bindings: bound });
}

function problemsOf(apis: readonly DesiredApi[]): readonly RenderProblem[] {
  const result = target().render(scope, apis);
  return result.ok ? [] : result.problems;
}

/** Body by what stands after the owner in its id. */
function bodiesOf(apis: readonly DesiredApi[], bound?: Bindings): Readonly<Record<string, unknown>> {
  const result = target(bound).render(scope, apis);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return Object.fromEntries(
    result.manifest.resources.map(({ id, body }) => [id.replace('traefik/acme/apis@staging/', ''), body]),
  );
}

const native = (...bodies: JsonObject[]): DesiredApi => ({
  definition: { name: 'orders', owners: [], dependsOn: [] },
  native: bodies.map((body, index) => ({ file: `gateway/${index}.yaml`, body })),
});

const service = { loadBalancer: { servers: [{ url: upstream }] } };
const router = { rule: 'Path(`/orders`)', service: 'orders' };

describe('the portable block', () => {
  it('becomes a router, a service, a transport and middlewares', () => {
    const block: GatewayBlock = {
      upstream: [
        { url: 'HTTP://Orders.internal:80/', weight: 3 },
        { url: `${upstream}/base/`, weight: 1 },
      ],
      host: 'API.acme.example',
      auth: { basic: { users: 'staff' } },
      rateLimit: '100/minute',
      requestSize: '1MiB',
      retries: 2,
      timeout: '5s',
      ips: { allow: ['10.0.0.0/8'] },
      cors: { origins: ['https://app.example'], maxAge: '10m' },
      tags: ['b', 'a'],
    };
    expect(bodiesOf([api('orders', block)])).toEqual({
      'http.routers/orders': {
        rule: 'Host(`api.acme.example`) && (Path(`/orders`) || PathPrefix(`/orders/`))',
        service: 'orders',
        middlewares: ['ips', 'cors', 'auth', 'rate', 'size', 'retry', 'strip'].map((name) => `orders:${name}`),
        priority: 4167,
      },
      'http.services/orders': {
        loadBalancer: {
          servers: [
            { url: 'http://orders.internal', weight: 3 },
            { url: 'http://orders.internal:8080/base', weight: 1, preservePath: true },
          ],
          passHostHeader: false,
          serversTransport: 'orders',
        },
      },
      'http.serversTransports/orders': {
        forwardingTimeouts: { dialTimeout: '5000ms', responseHeaderTimeout: '5000ms' },
      },
      'http.middlewares/orders:ips': { ipAllowList: { sourceRange: ['10.0.0.0/8'] } },
      'http.middlewares/orders:cors': {
        headers: {
          accessControlAllowOriginList: ['https://app.example'],
          accessControlAllowMethods: ['GET', 'HEAD', 'POST'],
          accessControlMaxAge: 600,
          addVaryHeader: true,
        },
      },
      'http.middlewares/orders:auth': { basicAuth: { usersFile: '/etc/traefik/staff', removeHeader: true } },
      'http.middlewares/orders:rate': { rateLimit: { average: 100, period: '60000ms', burst: 100 } },
      'http.middlewares/orders:size': { buffering: { maxRequestBodyBytes: 1_048_576 } },
      'http.middlewares/orders:retry': { retry: { attempts: 3, initialInterval: '100ms' } },
      'http.middlewares/orders:strip': { stripPrefix: { prefixes: ['/orders'] } },
      'http.middlewares/orders:tags': { headers: { customRequestHeaders: { 'X-Tags': 'a,b' } } },
    });
  });

  it('gives a version the path and host of the API that it is a version of', () => {
    const base = api('orders', { upstream, path: '/shop', host: 'api.acme.example' });
    const next = api('orders-v2', { upstream, version: { of: 'orders', name: 'v2' } });
    expect(bodiesOf([base, next])['http.routers/orders-v2']).toMatchObject({
      rule: 'Host(`api.acme.example`) && (Path(`/shop`) || PathPrefix(`/shop/`)) && Header(`x-api-version`, `v2`)',
    });
  });

  it('asks for certificates by options of its own, and keeps internal APIs to their entry points', () => {
    const block: GatewayBlock = {
      upstream,
      host: 'api.acme.example',
      auth: { mtls: { authorities: 'partners' } },
      visibility: 'internal',
    };
    expect(bodiesOf([api('orders', block)], { ...bindings, entryPoints: { internal: ['lan'] } })).toMatchObject({
      'http.routers/orders': { entryPoints: ['lan'], tls: { options: 'orders' } },
      'tls.options/orders': {
        clientAuth: { caFiles: ['/etc/traefik/partners.pem'], clientAuthType: 'RequireAndVerifyClientCert' },
      },
    });
  });

  it.each<[string, GatewayBlock, string]>([
    ['no upstream', {}, 'upstream'],
    ['weights of 0 only', { upstream: [{ url: upstream, weight: 0 }] }, 'upstream'],
    ['credentials in an upstream', { upstream: 'http://user:pass@orders.internal' }, 'upstream'],
    ['a key', { upstream, auth: { key: {} } }, 'auth.key'],
    ['a quota', { upstream, quota: '10/day' }, 'quota'],
    ['addresses to refuse', { upstream, ips: { deny: ['10.0.0.1'] } }, 'ips.deny'],
    ['validation', { upstream, validateRequests: true }, 'validateRequests'],
    ['an internal API without entry points for it', { upstream, visibility: 'internal' }, 'visibility'],
    ['a secret that is not bound', { upstream, auth: { basic: { users: 'others' } } }, 'auth.basic.users'],
    ['certificates without a host', { upstream, auth: { mtls: { authorities: 'partners' } } }, 'auth.mtls'],
    ['a host with a port', { upstream, host: 'api.acme.example:80' }, 'host'],
    ['a path that leads elsewhere', { upstream, path: '/a/../b' }, 'path'],
    ['a time limit of nothing', { upstream, timeout: '0s' }, 'timeout'],
    [
      'a header that ends the rule',
      { upstream, version: { of: 'orders', name: 'v2', header: 'x`y' } },
      'version.header',
    ],
  ])('refuses %s', (_, block, field) => {
    expect(problemsOf([api('orders', block)]).map((problem) => problem.field)).toEqual([field]);
  });
});

describe('the user’s own files', () => {
  it('are carried through as they are', () => {
    const body = { http: { routers: { orders: router }, services: { orders: service } } };
    expect(bodiesOf([native(body)])).toEqual({ 'http.routers/orders': router, 'http.services/orders': service });
  });

  it('may refer to what the block became', () => {
    const extra = { http: { routers: { more: { rule: 'Path(`/more`)', service: 'orders' } } } };
    const both = { ...api('orders', { upstream }), native: [{ file: 'more.yaml', body: extra }] };
    const result = target().render(scope, [both]);
    expect(result.ok && result.manifest.resources.find(({ id }) => id.endsWith('routers/more'))?.dependsOn).toEqual([
      'traefik/acme/apis@staging/http.services/orders',
    ]);
  });

  it.each<[string, JsonObject, RegExp]>([
    ['an unknown field', { http: { routers: { a: { ...router, servce: 'x' } } } }, /routers\.a\.servce is no field/],
    ['a field in other letters', { http: { routers: { a: { Rule: 'x' } } } }, /Rule is no field .*; rule is/],
    ['a wrong type', { http: { routers: { a: { ...router, priority: 'high' } } } }, /priority expected a whole number/],
    ['an empty thing', { http: { routers: {} } }, /http\.routers is empty/],
    ['no servers', { http: { services: { a: { loadBalancer: { servers: [] } } } } }, /has no servers/],
    [
      'weights of 0 only',
      { http: { services: { a: { weighted: { services: [{ name: 'b', weight: 0 }] } } } } },
      /weights of 0 only/,
    ],
    [
      'a negative weight',
      { http: { services: { a: { weighted: { services: [{ name: 'b', weight: -1 }] } } } } },
      /a weight below 0/,
    ],
    [
      'an upstream that is no address',
      { http: { services: { a: { loadBalancer: { servers: [{ url: 'orders' }] } } } } },
      /usable url/,
    ],
    ['a router without a service', { http: { routers: { a: { rule: 'Path(`/`)' } } } }, /names no service/],
    ['Traefik’s own API', { http: { routers: { a: { ...router, service: 'api@internal' } } } }, /api@internal/],
    ['everybody’s certificates', { tls: { certificates: [{ certFile: '/a', keyFile: '/b' }] } }, /everybody's/],
    ['everybody’s options', { tls: { options: { default: { minVersion: 'VersionTLS12' } } } }, /everybody's/],
    ['the name of another provider', { http: { services: { 'a@file': service } } }, /without a provider/],
  ])('are refused for %s', (_, body, message) => {
    expect(problemsOf([native(body)])).toEqual([
      { api: 'orders', field: 'native.edge', message: expect.stringMatching(message) as string },
    ]);
  });

  it('may not define one name twice, nor two routers of one rule', () => {
    const body = { http: { routers: { orders: router } } };
    const again = { http: { routers: { other: { ...router, rule: 'Path(`/orders`) ' } } } };
    expect(problemsOf([native(body, body)])[0]?.message).toBe('the router orders is there already, of orders');
    expect(problemsOf([native(body, again)])[0]?.message).toMatch(/already the rule of a router of orders/);
  });
});
