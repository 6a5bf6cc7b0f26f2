import { describe, expect, it } from 'vitest';
import type { GatewayBlock } from '../../../src/config/gateway-block.ts';
import { embeddedTarget } from '../../../src/gateway/embedded/target.ts';
import type { RenderProblem } from '../../../src/gateway/target.ts';
import type { JsonObject } from '../../../src/spec/json.ts';
import { api, rendered } from '../harness.ts';

const target = embeddedTarget('edge', { admin: ['http://127.0.0.1:1'], url: 'http://127.0.0.1:2/', secret: 'unused' });
const scope = { owner: 'acme/apis@staging' };
const upstream = 'http://orders.internal:8080/';

const problems = (...blocks: GatewayBlock[]): readonly RenderProblem[] => {
  const result = target.render(
    scope,
    blocks.map((block, index) => api(`api-${index}`, block)),
  );
  return result.ok ? [] : result.problems;
};

describe('access', () => {
  it('is what the routes say, a host’s own first, then the longest path', () => {
    const description: JsonObject = { paths: { '/': { get: {} }, '/a/{id}': { put: {} } } };
    const blocks: GatewayBlock[] = [
      { upstream, path: '/', stripPath: false, auth: { jwt: { jwks: 'https://id.example/keys', audience: 'me' } } },
      { upstream, path: '/shop', rateLimit: '5/second', requestSize: '1KiB', auth: { key: { header: 'X-Key' } } },
      { upstream, path: '/', host: 'API.acme.example' },
    ];
    const manifest = rendered(
      target,
      scope,
      blocks.map((block, index) => api(`api-${index}`, block, index === 1 ? description : undefined)),
    );
    const upstreams = [{ url: 'http://orders.internal:8080', weight: 1 }];
    expect(target.access?.(manifest)).toEqual([
      { ...place('api-2', '/'), host: 'api.acme.example', strips: '', auth: { kind: 'none', checks: {} }, upstreams },
      {
        ...place('api-1', '/shop'),
        strips: '/shop',
        auth: { kind: 'key', checks: { header: 'x-key' } },
        rate: { requests: 5, periodMs: 1000 },
        requestSize: 1024,
        operations: [
          { method: 'GET', path: '/shop' },
          { method: 'PUT', path: '/shop/a/{id}' },
        ],
        upstreams,
      },
      {
        ...place('api-0', '/'),
        strips: '',
        auth: { kind: 'jwt', checks: { keys: 'https://id.example/keys', audience: 'me' } },
        upstreams,
      },
    ]);
  });

  function place(name: string, path: string): object {
    return { id: `embedded/acme/apis@staging/${name}`, api: name, path, match: 'prefix' };
  }
});

describe('render', () => {
  it('spells everything out', () => {
    const description: JsonObject = {
      paths: {
        '/b/{id}': { get: {}, delete: {}, COPY: {}, parameters: [], 'x-note': {} },
        '/a': { post: { operationId: 'create' } },
        'x-paths': { get: {} },
      },
    };
    const block: GatewayBlock = { upstream, auth: { key: {} }, rateLimit: '100/minute', requestSize: '1KiB' };
    expect(rendered(target, scope, [api('orders', block, description)])).toEqual({
      target: 'edge',
      resources: [
        {
          id: 'embedded/acme/apis@staging/orders',
          api: 'orders',
          kind: 'route',
          dependsOn: [],
          body: {
            path: '/orders',
            stripPath: true,
            upstreams: [{ url: 'http://orders.internal:8080', weight: 1 }],
            auth: { type: 'key', header: 'x-api-key' },
            rateLimit: { requests: 100, periodMs: 60_000 },
            requestSize: 1024,
            timeoutMs: 30_000,
            operations: [
              { method: 'POST', path: '/a' },
              { method: 'COPY', path: '/b/{id}' },
              { method: 'DELETE', path: '/b/{id}' },
              { method: 'GET', path: '/b/{id}' },
            ],
          },
        },
      ],
    });
  });

  it('does not tell cosmetic differences apart', () => {
    const plain = rendered(target, scope, [
      api('orders', { upstream: 'http://orders.internal:8080', path: '/orders' }),
    ]);
    const same = rendered(target, scope, [
      api('orders', {
        upstream: [{ url: 'HTTP://Orders.internal:8080/', weight: 1 }],
        path: '/orders/',
        stripPath: true,
      }),
    ]);
    expect(target.plan(plain, same).steps).toEqual([]);
  });

  it.each<[string, GatewayBlock, string]>([
    ['no upstream', {}, 'upstream'],
    ['credentials in an upstream', { upstream: 'http://user:pass@orders.internal' }, 'upstream'],
    ['a query in an upstream', { upstream: 'http://orders.internal/?token=1' }, 'upstream'],
    ['weights of 0 only', { upstream: [{ url: upstream, weight: 0 }] }, 'upstream'],
    ['an internal API', { upstream, visibility: 'internal' }, 'visibility'],
    ['a quota', { upstream, quota: '10/day' }, 'quota'],
    ['a way of authenticating that it does not know', { upstream, auth: { basic: { users: 'staff' } } }, 'auth.basic'],
    ['a listen path that can be escaped', { upstream, path: '/a/../b' }, 'path'],
    ['a listen path with an empty segment', { upstream, path: '/a//b' }, 'path'],
    ['a host with a port', { upstream, host: 'api.acme.example:8080' }, 'host'],
    ['a timeout of nothing', { upstream, timeout: '0s' }, 'timeout'],
    ['a header that is none', { upstream, auth: { key: { header: 'x y' } } }, 'auth.key.header'],
    ['credentials in a key set', { upstream, auth: { jwt: { jwks: 'https://a:b@id.example/jwks' } } }, 'auth.jwt.jwks'],
  ])('refuses %s, and names the field', (_, block, field) => {
    expect(problems(block)).toMatchObject([{ api: 'api-0', field }]);
  });

  it('refuses an API without a block, native files, and two APIs at one place', () => {
    const definition = { name: 'orders', owners: [], dependsOn: [] };
    const native = [{ file: 'gateway/orders.yaml', body: {} }];
    const result = target.render(scope, [
      { definition, native: [] },
      { definition: { ...definition, gateway: { upstream } }, native },
    ]);
    expect(result).toMatchObject({ ok: false, problems: [{ field: 'gateway' }, { field: 'native.edge' }] });
    expect(problems({ upstream, path: '/x' }, { upstream, path: '/x/' })).toMatchObject([
      { api: 'api-1', field: 'path' },
    ]);
    expect(problems({ upstream, path: '/x', host: 'a.example' }, { upstream, path: '/x' })).toEqual([]);
  });

  it('has no slash at the end of its address', () => {
    expect(target.url).toBe('http://127.0.0.1:2');
  });
});
