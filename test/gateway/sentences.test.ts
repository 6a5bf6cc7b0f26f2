import { describe, expect, it } from 'vitest';
import type { GatewayBlock } from '../../src/config/gateway-block.ts';
import type { DesiredApi, Target } from '../../src/gateway/target.ts';
import { accessEffects } from '../../src/release/exposure/effects.ts';
import { tellAccess } from '../../src/release/exposure/tell.ts';
import { trapsOf } from '../../src/release/exposure/traps.ts';
import type { JsonObject } from '../../src/spec/json.ts';
import { api, rendered } from './harness.ts';
import { targets } from './kinds.ts';

const upstream = 'http://orders.apis.svc:8080';
const scope = { owner: 'acme/shop@staging' };
/** By what a gateway of each kind can ask callers for, the stronger first; none can. */
const ways: Readonly<Record<string, readonly [strong: Auth, weak: Auth]>> = {
  'traefik by files': [{ mtls: { authorities: 'partners' } }, { basic: { users: 'staff' } }],
  'traefik by HTTP': [{ mtls: { authorities: 'partners' } }, { basic: { users: 'staff' } }],
  'kubernetes as Traefik Proxy': [{ mtls: { authorities: 'partners' } }, { basic: { users: 'staff' } }],
};
type Auth = NonNullable<GatewayBlock['auth']>;
const strongest: Auth = { jwt: { jwks: 'https://id.example/jwks' } };
const weakest: Auth = { key: {} };
const nouns: Readonly<Record<string, string>> = {
  jwt: 'JWT',
  key: 'key',
  mtls: 'client certificate',
  basic: 'password',
};
const noun = (auth: Auth): string => nouns[Object.keys(auth)[0] ?? ''] ?? '';

const host = 'api.acme.example';
function orders(gateway: GatewayBlock, operation = '/orders'): DesiredApi {
  const paths = { [operation]: { get: { operationId: 'one' } } };
  return api(
    'orders',
    { upstream, host, ...gateway },
    { openapi: '3.0.3', info: { title: 'a', version: '1.0.0' }, paths },
  );
}

const outlines = (apis: readonly DesiredApi[]): Map<string, JsonObject> =>
  new Map(apis.flatMap(({ definition, description }) => (description ? [[definition.name, description]] : [])));

/** What a review says that the change does to who can reach what. */
function said(target: Target, before: readonly DesiredApi[], after: readonly DesiredApi[]): string[] {
  const routes = (apis: readonly DesiredApi[]) => target.access!(rendered(target, scope, apis));
  const described = { before: outlines(before), after: outlines(after) };
  const effects = accessEffects(routes(before), routes(after), described);
  return tellAccess('production', [{ target: 'edge', effects, brought: effects }]).map(
    ({ level, message }) => `${level}: ${message}`,
  );
}

function refusedFields(target: Target, one: DesiredApi): string[] {
  const result = target.render(scope, [one]);
  return result.ok ? [] : result.problems.map(({ field }) => field);
}

describe.each(Object.entries(targets))('what a review says of a change at %s', (name, target) => {
  const [strong, weak] = ways[name] ?? [strongest, weakest];
  const asks = name !== 'kubernetes as Gateway API';
  const limited = asks ? { auth: weak } : {};
  const isHub = name === 'kubernetes as Traefik Hub';

  it.skipIf(asks)('refuses every way of asking who calls', () => {
    for (const auth of [strong, weak]) {
      expect(refusedFields(target, orders({ auth }))).toEqual([`auth.${Object.keys(auth)[0] ?? ''}`]);
    }
  });

  it.skipIf(!asks || isHub)('`GET /orders` becomes public', () => {
    expect(said(target, [orders({ auth: weak })], [orders({})])).toEqual([
      `error: GET /orders of orders becomes public in production: ${noun(weak)} → nothing.`,
    ]);
  });

  it.skipIf(isHub)('`GET /orders` becomes public, where it was nowhere before', () => {
    expect(said(target, [], [orders({})])).toEqual([
      'error: GET /orders of orders becomes public in production: nobody could call it before.',
    ]);
  });

  it.skipIf(!isHub)('is open to nobody without a credential', () => {
    expect(refusedFields(target, orders({}))).toEqual(['auth.none']);
    expect(said(target, [], [orders({ auth: weak })])).toEqual([
      'info: GET /orders of orders becomes reachable in production: asks for key.',
    ]);
  });

  it.skipIf(!asks)('the stronger credential → the weaker', () => {
    expect(said(target, [orders({ auth: strong })], [orders({ auth: weak })])).toContain(
      `error: GET /orders of orders in production: ${noun(strong)} → ${noun(weak)}.`,
    );
  });

  it.skipIf(!asks)('rate limit 60 → 600 a minute', () => {
    const [before, after] = ['60/minute', '600/minute'].map((rateLimit) => orders({ ...limited, rateLimit }));
    expect(said(target, [before!], [after!])).toEqual([
      'error: GET /orders of orders in production: rate limit 60 → 600 a minute.',
    ]);
  });

  it.skipIf(asks)('refuses a rate limit', () => {
    expect(refusedFields(target, orders({ rateLimit: '60/minute' }))).toEqual(['rateLimit']);
  });

  it('`/orders/latest` now shadows a part of `/orders/{id}`', () => {
    const one = orders({ ...limited, path: '/', stripPath: false }, '/orders/{id}');
    const other = api('latest', { upstream, host, ...limited, path: '/orders/latest' }, one.description);
    expect(said(target, [one], [one, { ...other, description: { info: { version: '1.0.0' } } }])).toContain(
      'warning: GET /orders/{id} of orders in production: /orders/latest of latest now shadows a part of it.',
    );
  });

  it('`/orders` now shadows `/orders/{id}`', () => {
    const one = orders({ ...limited, path: '/', stripPath: false }, '/orders/{id}');
    const other = api(
      'more',
      { upstream, host, ...limited, path: '/orders' },
      { info: { version: '1.0.0' }, paths: {} },
    );
    expect(said(target, [one], [one, other])).toContainEqual(
      expect.stringMatching(/^error: GET \/orders\/\{id\} of orders .*\/orders of more/),
    );
  });

  it('the listen path is taken by `legacy`', () => {
    const legacy = api('legacy', { upstream, host, ...limited, path: '/orders' }, { info: { version: '1.0.0' } });
    const apart = [legacy, orders({ ...limited, path: '/orders' })].flatMap(
      (one) => rendered(target, scope, [one]).resources,
    );
    const routes = target.access!({ target: 'edge', resources: apart });
    expect(trapsOf(routes, [], new Set(['orders'])).map(({ message }) => message)).toEqual([
      `the listen path ${host}/orders is taken by legacy. Give one of them another path or host`,
    ]);
  });

  it('says nothing of what is written in other words', () => {
    const block = { ...limited, ...(asks && { rateLimit: '60/minute' }) };
    expect(
      said(target, [orders({ ...block, path: '/orders' })], [orders({ ...block, host: 'API.Acme.example' })]),
    ).toEqual([]);
  });
});
