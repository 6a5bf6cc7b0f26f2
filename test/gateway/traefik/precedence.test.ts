import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DesiredApi } from '../../../src/gateway/target.ts';
import { startUpstream, type Upstream } from '../../../src/local/upstreams.ts';
import { Resolver } from '../../../src/release/exposure/resolve.ts';
import type { RouteAccess } from '../../../src/release/exposure/access.ts';
import type { JsonObject } from '../../../src/spec/json.ts';
import { missing, serverBinary } from '../../servers/server.ts';
import { raw } from '../embedded/local-gateway.ts';
import { deploy, live } from '../harness.ts';
import { startLocalTraefik, type LocalTraefik } from './local-traefik.ts';

const absent = serverBinary('traefik') === undefined;
const scope = { owner: 'acme/precedence@staging' };

/** Routers that could take the same requests; the answer of each carries its name. */
const routers: Readonly<Record<string, JsonObject>> = {
  everything: { rule: 'PathPrefix(`/`)' },
  orders: { rule: 'PathPrefix(`/orders`)' },
  order: { rule: 'Path(`/orders/1`)' },
  first: { rule: 'PathPrefix(`/first`)', priority: 1000 },
  'behind-first': { rule: 'Host(`shop.example`) && PathPrefix(`/first/and/longer/than/that`)' },
  last: { rule: 'PathPrefix(`/orders/archive/of/last/year`)', priority: 1 },
  hosted: { rule: 'Host(`shop.example`) && PathPrefix(`/orders`)' },
  posted: { rule: 'PathPrefix(`/orders`) && Method(`POST`)' },
  second: { rule: 'PathPrefix(`/orders`) && Header(`X-Version`, `2`)' },
  inside: { rule: 'PathPrefix(`/orders/1`) || PathPrefix(`/orders/2`)', entryPoints: ['lan'] },
};

const native: DesiredApi = {
  definition: { name: 'shop', owners: [], dependsOn: [] },
  native: [
    {
      file: 'gateway/traefik.yaml',
      body: {
        http: {
          routers: Object.fromEntries(
            Object.entries(routers).map(([name, router]) => [
              name,
              { entryPoints: ['web'], service: 'shop', middlewares: [`says-${name}`], ...router },
            ]),
          ),
          middlewares: Object.fromEntries(
            Object.keys(routers).map((name) => [
              `says-${name}`,
              { headers: { customResponseHeaders: { 'X-By': name } } },
            ]),
          ),
          services: { shop: { loadBalancer: { servers: [{ url: 'http://127.0.0.1:9' }] } } },
        },
      },
    },
  ],
};

interface Asked {
  readonly method?: string;
  readonly host?: string;
  readonly path: string;
  readonly version?: string;
  readonly by?: 'web' | 'lan';
}

const requests: readonly Asked[] = [
  { path: '/' },
  { path: '/other' },
  { path: '/orders' },
  { path: '/orders-of-others' },
  { path: '/orders/1' },
  { path: '/orders/1/lines' },
  { path: '/orders/archive/of/last/year' },
  { path: '/first' },
  { path: '/first/and/longer/than/that', host: 'shop.example' },
  { path: '/orders', host: 'shop.example' },
  { path: '/orders/1', host: 'shop.example' },
  { path: '/orders', method: 'POST' },
  { path: '/orders', method: 'POST', version: '2' },
  { path: '/orders', method: 'POST', host: 'shop.example' },
  { path: '/orders/1', version: '2' },
  { path: '/orders/1', by: 'lan' },
  { path: '/orders/3', by: 'lan' },
  { path: '/orders', by: 'lan', host: 'shop.example' },
];

describe.skipIf(absent)(absent ? missing('traefik') : 'the order in which Traefik asks its routers', () => {
  let traefik: LocalTraefik;
  let upstream: Upstream;
  let routes: readonly RouteAccess[];

  beforeAll(async () => {
    [traefik, upstream] = await Promise.all([
      startLocalTraefik({ entryPoints: ['lan'], bindings: { entryPoints: { public: ['web'], internal: ['lan'] } } }),
      startUpstream({ name: 'shop' }),
    ]);
    await deploy(traefik.target, scope, [
      JSON.parse(JSON.stringify(native).replace('http://127.0.0.1:9', upstream.url)) as DesiredApi,
    ]);
    routes = traefik.target.access!(await live(traefik.target, scope));
  });
  afterAll(async () => {
    await Promise.all([traefik.close(), upstream.close()]);
  });

  it.each(requests)('%o', async ({ method = 'GET', host, path, version, by = 'web' }) => {
    const expected = new Resolver(routes).taking({
      api: 'shop',
      method,
      path,
      ...(host !== undefined && { host }),
      ...(version !== undefined && { when: `x-version: ${version}` }),
      entrances: [by],
      everything: false,
      opaque: false,
      label: path,
    });
    const answer = await raw(traefik.nodes[0]!.urls[by]!, path, {
      method,
      headers: { ...(host !== undefined && { host }), ...(version !== undefined && { 'x-version': version }) },
    });
    expect(answer.headers['x-by'] ?? 'nobody').toBe(expected?.id.split('/').at(-1) ?? 'nobody');
  });
});
