import { describe, expect, test } from 'vitest';
import type { GatewayBlock } from '../../src/config/gateway-block.ts';
import type { SluiceConfig } from '../../src/config/sluice-config.ts';
import type { Target } from '../../src/gateway/target.ts';
import type { RouteAccess } from '../../src/release/exposure/access.ts';
import { configuredParity } from '../../src/release/parity/configured.ts';
import type { JsonObject } from '../../src/spec/json.ts';
import { api } from './harness.ts';
import { targets } from './kinds.ts';

const description: JsonObject = {
  openapi: '3.0.3',
  info: { title: 'Orders', version: '1.0.0' },
  paths: {
    '/orders': { get: { operationId: 'list' }, post: { operationId: 'add' } },
    '/orders/{id}': { get: { operationId: 'read' } },
  },
};
const key: NonNullable<GatewayBlock['auth']> = { key: {} };
const upstream = 'http://orders.apis.svc:8080';

const blocks: Readonly<Record<string, GatewayBlock>> = {
  'nothing more': { upstream },
  key: { upstream, auth: key },
  'a key in a header': { upstream, auth: { key: { header: 'X-Shop-Key' } } },
  jwt: { upstream, auth: { jwt: { jwks: 'https://id.example/jwks' } } },
  'jwt of one issuer': { upstream, auth: { jwt: { jwks: 'https://id.example/jwks', issuer: 'https://id.example' } } },
  basic: { upstream, auth: { basic: { users: 'staff' } } },
  mtls: { upstream, auth: { mtls: { authorities: 'partners' } } },
  'a rate limit': { upstream, auth: key, rateLimit: '100/minute' },
  'a rate limit of all': { upstream, rateLimit: '5/second' },
  'a quota': { upstream, auth: key, quota: '1000/day' },
  addresses: { upstream, ips: { allow: ['10.0.0.0/8'] } },
  'no path of its own': { upstream, path: '/', auth: key },
  'a path that stays': { upstream, path: '/orders', stripPath: false, auth: key },
  inside: { upstream, auth: key, visibility: 'internal' },
};

/** As native files are compared: by what they do. */
const config: SluiceConfig = {
  apis: [{ name: 'orders', native: { stage: ['stage.yaml'], edge: ['edge.yaml'] } }],
  environments: { staging: { targets: ['stage'] }, production: { after: 'staging', targets: ['edge'] } },
};

function routesOf(target: Target, gateway: GatewayBlock, described?: JsonObject): readonly RouteAccess[] | undefined {
  const result = target.render({ owner: 'acme/shop@staging' }, [api('orders', gateway, described)]);
  return result.ok ? target.access!(result.manifest) : undefined;
}

function said(before: readonly RouteAccess[], here: readonly RouteAccess[], described?: JsonObject) {
  return configuredParity({
    config,
    environment: 'production',
    after: 'staging',
    apis: ['orders'],
    outlines: new Map(described && [['orders', described]]),
    before: [{ target: 'stage', routes: before }],
    here: [{ target: 'edge', routes: here }],
  });
}

/** What two gateways make of one block is the same, in whatever words: otherwise every pair of them would be told as unlike. */
describe.each(Object.entries(blocks))('%s', (_name, block) => {
  test.each([
    ['described', description],
    ['not described', undefined],
  ])('is the same at every kind of gateway that can do it, %s', (_, described) => {
    const can = Object.entries(targets).flatMap(([kind, target]) => {
      const routes = routesOf(target, { host: `${kind.length}.example`, ...block }, described);
      return routes === undefined || routes.length === 0 ? [] : [[kind, routes] as const];
    });
    expect(can.length).toBeGreaterThan(1);
    for (const [before, was] of can) {
      for (const [here, is] of can) expect([before, here, said(was, is, described)]).toEqual([before, here, []]);
    }
  });
});
