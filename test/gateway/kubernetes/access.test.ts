import { describe, expect, it } from 'vitest';
import type { GatewayBlock } from '../../../src/config/gateway-block.ts';
import { access } from '../../../src/gateway/kubernetes/access/access.ts';
import { renderManifest, resourcesOf, type Renders } from '../../../src/gateway/kubernetes/render/manifest.ts';
import { trapsOf } from '../../../src/release/exposure/traps.ts';
import type { JsonObject } from '../../../src/spec/json.ts';
import { api } from '../harness.ts';

const upstream = 'http://orders.apis.svc:8080';

function told(renders: Renders, block: GatewayBlock) {
  const options = { target: 'eu-1', renders, namespace: 'apis', namespaces: ['apis'], parent: { name: 'gw' } };
  const result = renderManifest(options, { owner: 'acme/shop@staging' }, [api('orders', { upstream, ...block })]);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return access({}, result.manifest);
}

describe('where the routes of a cluster answer, and for whom', () => {
  it.each<[Renders, GatewayBlock, object]>([
    ['traefik-proxy', {}, { path: '/orders', match: 'prefix', strips: '/orders', auth: { kind: 'none' } }],
    ['traefik-proxy', { host: 'API.acme.example', stripPath: false }, { host: 'api.acme.example', strips: '' }],
    ['traefik-proxy', { path: '/' }, { path: '/', match: 'prefix', strips: '' }],
    ['traefik-proxy', { auth: { basic: { users: 'staff' } } }, { auth: { kind: 'basic', checks: { users: 'staff' } } }],
    [
      'traefik-proxy',
      { host: 'a.example', auth: { mtls: { authorities: 'partners' } } },
      { auth: { kind: 'mtls', checks: { authorities: 'partners' } } },
    ],
    [
      'traefik-proxy',
      { rateLimit: '60/minute', requestSize: '1KiB', ips: { allow: ['10.0.0.0/8'] } },
      { rate: { requests: 60, periodMs: 60_000 }, requestSize: 1024, allow: ['10.0.0.0/8'] },
    ],
    ['traefik-proxy', { version: { of: 'shop', name: 'v2' } }, { path: '/shop', when: 'x-api-version: v2' }],
    ['traefik-hub', { auth: { key: {} } }, { auth: { kind: 'key', checks: { header: 'x-api-key' } } }],
    [
      'traefik-hub',
      { auth: { jwt: { jwks: 'https://id.example/k', issuer: 'id' } } },
      { auth: { kind: 'jwt', checks: { keys: 'https://id.example/k', issuer: 'id' } } },
    ],
    ['gateway-api', { host: 'a.example' }, { host: 'a.example', path: '/orders', match: 'prefix', strips: '/orders' }],
    ['gateway-api', { stripPath: false }, { strips: '' }],
  ])('%s: %j', (renders, block, expected) => {
    expect(told(renders, block)).toMatchObject([{ api: 'orders', ...expected }]);
  });

  const route = (name: string, match: string, more: JsonObject = {}) => ({
    api: name,
    body: {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'IngressRoute',
      metadata: { name, namespace: 'apis' },
      spec: { routes: [{ match, kind: 'Rule', ...more }] },
    },
  });
  const routes = (...bodies: ReturnType<typeof route>[]) =>
    access({}, { target: 'eu-1', resources: resourcesOf(bodies) });

  it('takes rules of users as they are meant, and what it cannot read as a text', () => {
    expect(routes(route('a', 'Path(`/a`)'))).toMatchObject([{ path: '/a', match: 'exact' }]);
    expect(routes(route('a', 'PathPrefix(`/a`)'))).toMatchObject([{ path: '/a', match: 'text-prefix' }]);
    const rule = 'PathRegexp(`^/a`)';
    expect(routes(route('a', rule))).toMatchObject([{ path: rule, match: 'opaque' }]);
  });

  it('puts first what Traefik asks first', () => {
    const order = routes(
      route('short', 'PathPrefix(`/a`)'),
      route('long', 'PathPrefix(`/a/longer`)'),
      route('said', 'PathPrefix(`/`)', { priority: 1000 }),
    );
    expect(order.map(({ api: name }) => name)).toEqual(['said', 'long', 'short']);
  });

  const weighed = (...weights: number[]) => weights.map((weight, index) => ({ name: `s${index}`, port: 80, weight }));
  it.each<[string, JsonObject[]]>([
    ['several Services', [route('a', 'PathPrefix(`/a`)', { services: weighed(0, 0) }).body]],
    [
      'a TraefikService',
      [
        route('a', 'PathPrefix(`/a`)', { services: [{ name: 'split', kind: 'TraefikService' }] }).body,
        {
          apiVersion: 'traefik.io/v1alpha1',
          kind: 'TraefikService',
          metadata: { name: 'split', namespace: 'apis' },
          spec: { weighted: { services: weighed(0, 0) } },
        },
      ],
    ],
    [
      'backends of an HTTPRoute',
      [
        {
          apiVersion: 'gateway.networking.k8s.io/v1',
          kind: 'HTTPRoute',
          metadata: { name: 'a', namespace: 'apis' },
          spec: { rules: [{ backendRefs: weighed(0, 0) }] },
        },
      ],
    ],
  ])('finds weights of nothing among %s', (_, bodies) => {
    const resources = resourcesOf(bodies.map((body) => ({ api: 'a', body })));
    const said = trapsOf(access({}, { target: 'eu-1', resources }), [], new Set(['a']));
    expect(said.map(({ message }) => message)).toEqual([expect.stringMatching(/^every weight is 0/)]);
  });

  it('calls no route open whose middleware it cannot see', () => {
    const guarded = route('a', 'PathPrefix(`/a`)', { middlewares: [{ name: 'auth@file' }] });
    expect(routes(guarded)).toMatchObject([{ auth: { kind: 'other', checks: { middleware: 'auth@file' } } }]);
  });
});
