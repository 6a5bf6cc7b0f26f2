import { expect, test } from 'vitest';
import type { GatewayBlock } from '../../../src/config/gateway-block.ts';
import type { RouteAccess } from '../../../src/release/exposure/access.ts';
import { portableAccess } from '../../../src/release/exposure/portable.ts';

const access = (...blocks: GatewayBlock[]): readonly RouteAccess[] =>
  portableAccess(
    blocks.map((gateway, i) => ({ name: `api-${i}`, owners: [], dependsOn: [], gateway })),
    new Map([['api-0', { paths: { '/a': { get: {} } } }]]),
  );

const cases: readonly [string, GatewayBlock, Partial<RouteAccess>][] = [
  [
    'nothing',
    {},
    {
      path: '/api-0',
      strips: '/api-0',
      auth: { kind: 'none', checks: {} },
      operations: [{ method: 'GET', path: '/api-0/a' }],
    },
  ],
  [
    'a path that stays',
    { path: '/x/', stripPath: false },
    { path: '/x', strips: '', operations: [{ method: 'GET', path: '/a' }] },
  ],
  ['a host', { host: 'API.acme.example' }, { host: 'api.acme.example' }],
  ['key', { auth: { key: {} } }, { auth: { kind: 'key', checks: { header: 'x-api-key' } } }],
  ['basic', { auth: { basic: { users: 'staff' } } }, { auth: { kind: 'basic', checks: { users: 'staff' } } }],
  [
    'mtls',
    { auth: { mtls: { authorities: 'partners' } } },
    { auth: { kind: 'mtls', checks: { authorities: 'partners' } } },
  ],
  [
    'jwt',
    { auth: { jwt: { jwks: 'https://id.example/keys', issuer: 'me' } } },
    { auth: { kind: 'jwt', checks: { keys: 'https://id.example/keys', issuer: 'me' } } },
  ],
  [
    'oauth2',
    {
      auth: {
        oauth2: {
          introspection: 'https://id.example/ask',
          clientId: 'gw',
          clientSecret: 'gw',
          scopes: ['write', 'read'],
        },
      },
    },
    { auth: { kind: 'oauth2', checks: { introspection: 'https://id.example/ask', scopes: 'read write' } } },
  ],
  [
    'limits',
    {
      rateLimit: '5/second',
      quota: '100/month',
      requestSize: '1KiB',
      ips: { allow: ['10.0.0.0/8'], deny: ['10.1.0.0/16'] },
      visibility: 'internal',
    },
    {
      rate: { requests: 5, periodMs: 1000 },
      quota: { requests: 100, periodMs: 2_592_000_000 },
      requestSize: 1024,
      allow: ['10.0.0.0/8'],
      deny: ['10.1.0.0/16'],
      visibility: 'internal',
    },
  ],
  ['an upstream', { upstream: 'http://a' }, { upstreams: [{ url: 'http://a' }] }],
];

test.each(cases)('%s', (_, block, expected) => {
  expect(access(block)[0]).toMatchObject(expected);
});

test('a version listens where what it is a version of does', () => {
  const [second] = access({ path: '/shop', host: 'a.example' }, { version: { of: 'api-0', name: 'v2' } });
  expect(second).toMatchObject({ api: 'api-1', path: '/shop', host: 'a.example', when: 'x-api-version: v2' });
});
