import { describe, expect, it } from 'vitest';
import { access } from '../../../src/gateway/traefik/access.ts';
import { resourceOf } from '../../../src/gateway/traefik/document.ts';
import { placesOfRule } from '../../../src/gateway/traefik/rule-places.ts';
import { sections, type SectionName } from '../../../src/gateway/traefik/sections.ts';
import type { JsonObject } from '../../../src/spec/json.ts';

type Things = Partial<Record<SectionName, Readonly<Record<string, JsonObject>>>>;

function routes(things: Things) {
  const resources = Object.entries(things).flatMap(([section, named]) =>
    Object.entries(named).map(([name, body]) =>
      resourceOf('acme/shop@staging', section as SectionName, name, name, body),
    ),
  );
  return access({ entryPoints: { public: ['web'], internal: ['lan'] } }, { target: 'edge', resources });
}

const one = (router: JsonObject, more: Things = {}) =>
  routes({ 'http.routers': { orders: { rule: 'PathPrefix(`/orders`)', service: 'orders', ...router } }, ...more })[0];

describe('what a rule of Traefik takes', () => {
  it.each<[string, readonly object[]]>([
    ['Path(`/a`)', [{ path: '/a', match: 'exact' }]],
    ['PathPrefix(`/a`)', [{ path: '/a', match: 'text-prefix' }]],
    ['PathPrefix(`/`)', [{ path: '/', match: 'prefix' }]],
    ['(Path(`/a`) || PathPrefix(`/a/`))', [{ path: '/a', match: 'prefix' }]],
    ['Host(`A.example`) && Path("/a")', [{ host: 'a.example', path: '/a', match: 'exact' }]],
    [
      'Host(`a`)||Host(`b`)',
      [
        { host: 'a', path: '/', match: 'prefix' },
        { host: 'b', path: '/', match: 'prefix' },
      ],
    ],
    ['Path(`/a`) && (Method(`POST`) || Method(`GET`))', [{ path: '/a', match: 'exact', methods: ['GET', 'POST'] }]],
    ['Path(`/a`) && Method(`GET`) || Path(`/a`)', [{ path: '/a', match: 'exact' }]],
    [
      'Header(`X-B`, `1`) && Query(`q`, `2`) && ClientIP(`10.0.0.0/8`) && Path(`/a`)',
      [{ path: '/a', match: 'exact', when: '?q=2, from 10.0.0.0/8, x-b: 1' }],
    ],
    ...[
      'PathRegexp(`^/a`)',
      '!Path(`/a`)',
      'Path(`/a`) && Path(`/b`)',
      'Path(`/{a}`)',
      'Path(`/a`',
      'Path(a)',
      '',
      `(Host(\`a\`) || Host(\`b\`)) ${'&& (Host(`a`) || Host(`b`)) '.repeat(12)}`,
    ].map((rule): [string, readonly object[]] => [rule, [{ path: rule, match: 'opaque' }]]),
  ])('%s', (rule, places) => {
    expect(placesOfRule(rule)).toEqual(places);
  });
});

describe('who may call what a dynamic configuration routes', () => {
  const middlewares = {
    staff: { basicAuth: { users: ['bob:$apr1$secret', 'ann:$apr1$secret'] } },
    filed: { basicAuth: { usersFile: '/etc/staff' } },
    asked: { forwardAuth: { address: 'http://auth.internal/check' } },
    near: { ipAllowList: { sourceRange: ['10.0.0.0/8'] } },
    rate: { rateLimit: { average: 60, period: '1m' } },
    all: { chain: { middlewares: ['near', 'staff', 'all'] } },
    away: { redirectScheme: { scheme: 'https' } },
  };
  const options = {
    partners: { clientAuth: { caFiles: ['/etc/ca.pem'], clientAuthType: 'RequireAndVerifyClientCert' } },
  };
  const given = { 'http.middlewares': middlewares, 'tls.options': options };

  it.each<[string, JsonObject, object]>([
    ['nothing', {}, { auth: { kind: 'none' }, tls: false }],
    [
      'users, by their names alone',
      { middlewares: ['staff'] },
      { auth: { kind: 'basic', checks: { users: 'ann, bob' } } },
    ],
    ['users of a file', { middlewares: ['filed'] }, { auth: { kind: 'basic', checks: { users: '/etc/staff' } } }],
    [
      'somebody else who is asked',
      { middlewares: ['asked'] },
      { auth: { kind: 'other', checks: { middleware: 'asked', by: 'http://auth.internal/check' } } },
    ],
    [
      'what another provider has',
      { middlewares: ['sso@docker'] },
      { auth: { kind: 'other', checks: { middleware: 'sso@docker' } } },
    ],
    ['a chain, even one in itself', { middlewares: ['all'] }, { allow: ['10.0.0.0/8'], auth: { kind: 'basic' } }],
    ['a rate', { middlewares: ['rate'] }, { rate: { requests: 60, periodMs: 60_000 } }],
    [
      'certificates',
      { tls: { options: 'partners' } },
      { tls: true, auth: { kind: 'mtls', checks: { authorities: '/etc/ca.pem' } } },
    ],
    ['another address', { middlewares: ['away'] }, { operations: [] }],
    [
      'nothing more than TLS, where it is redirected to',
      { middlewares: ['away'], tls: {} },
      { auth: { kind: 'none' } },
    ],
    ['the inside', { entryPoints: ['lan'] }, { entrances: ['lan'], visibility: 'internal' }],
    ['both sides', { entryPoints: ['web', 'lan'] }, { entrances: ['lan', 'web'] }],
  ])('%s', (_, router, expected) => {
    expect(one(router, given)).toMatchObject(expected);
  });

  it('tells what is open to connections, too', () => {
    expect(
      routes({
        'tcp.routers': { db: { rule: 'HostSNI(`*`)', service: 'db', entryPoints: ['web'], middlewares: ['near'] } },
        'tcp.middlewares': { near: { ipAllowList: { sourceRange: ['10.0.0.0/8'] } } },
        'udp.routers': { dns: { service: 'dns' } },
      }).map(({ path, match, allow }) => [path, match, allow]),
    ).toEqual([
      ['TCP HostSNI(`*`) on web', 'opaque', ['10.0.0.0/8']],
      ['UDP', 'opaque', undefined],
    ]);
  });

  it('covers every kind that routes', () => {
    const kinds = Object.values(sections)
      .map(({ kind }) => kind)
      .filter((kind) => /router$/i.test(kind));
    expect(kinds).toEqual(['router', 'tcpRouter', 'udpRouter']);
  });
});
