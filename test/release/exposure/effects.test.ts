import { describe, expect, it, test } from 'vitest';
import { below, byPrecedence, type Credential, type RouteAccess } from '../../../src/release/exposure/access.ts';
import { accessEffects } from '../../../src/release/exposure/effects.ts';
import { tellAccess } from '../../../src/release/exposure/tell.ts';

const none: Credential = { kind: 'none', checks: {} };
const key: Credential = { kind: 'key', checks: { header: 'x-api-key' } };
const jwt: Credential = { kind: 'jwt', checks: { keys: 'https://id.acme.example/jwks', audience: 'acme' } };

function route(over: Partial<RouteAccess> & { readonly ops?: readonly string[] } = {}): RouteAccess {
  const { ops, ...rest } = over;
  const api = over.api ?? 'orders';
  const path = over.path ?? `/${api}`;
  const strips = over.strips ?? (path === '/' ? '' : path);
  const operations = ops?.map((text) => {
    const [method = '', template = ''] = text.split(' ');
    return { method, path: below(strips, template) };
  });
  return {
    id: `${api} ${path}`,
    api,
    path,
    match: 'prefix',
    strips,
    auth: key,
    ...(operations && { operations }),
    ...rest,
  };
}

const say = (before: readonly RouteAccess[], after: readonly RouteAccess[]): string[] => {
  const effects = accessEffects(byPrecedence(before), byPrecedence(after));
  return tellAccess('production', [{ target: 'edge', effects, brought: effects }]).map(
    ({ level, message }) => `${level}: ${message}`,
  );
};

const minute = 60_000;
const one = ['GET /orders'];

type Over = Parameters<typeof route>[0];

/** One operation of one API, its route before and after. */
const cases: readonly [string, Over, Over, readonly string[]][] = [
  ['nothing', {}, {}, []],
  ['another upstream', { upstreams: [{ url: 'http://a' }] }, { upstreams: [{ url: 'http://b' }] }, []],
  ['key → nothing', {}, { auth: none }, ['error: GET /orders of orders becomes public in production: key → nothing.']],
  [
    'nothing → key',
    { auth: none },
    {},
    ['info: GET /orders of orders is no longer public in production: nothing → key.'],
  ],
  ['JWT → key', { auth: jwt }, { auth: key }, ['error: GET /orders of orders in production: JWT → key.']],
  ['key → JWT', {}, { auth: jwt }, ['info: GET /orders of orders in production: key → JWT.']],
  [
    'key → password',
    {},
    { auth: { kind: 'basic', checks: { users: 'staff' } } },
    ['warning: GET /orders of orders in production: key → password.'],
  ],
  [
    'key → something of the user',
    {},
    { auth: { kind: 'other', checks: {} } },
    ['error: GET /orders of orders in production: key → something that its configuration does not tell.'],
  ],
  [
    'an audience that is no longer checked',
    { auth: jwt },
    { auth: { kind: 'jwt', checks: { keys: 'https://id.acme.example/jwks' } } },
    ['error: GET /orders of orders in production: audience of the JWT no longer checked (was acme).'],
  ],
  [
    'keys of somebody else',
    { auth: jwt },
    { auth: { kind: 'jwt', checks: { ...jwt.checks, keys: 'https://evil.example/jwks' } } },
    [
      'error: GET /orders of orders in production: keys of the JWT https://id.acme.example/jwks → https://evil.example/jwks.',
    ],
  ],
  [
    'one more scope',
    { auth: { kind: 'oauth2', checks: { scopes: 'read' } } },
    { auth: { kind: 'oauth2', checks: { scopes: 'read write' } } },
    ['info: GET /orders of orders in production: scopes of the OAuth 2 token read → read write.'],
  ],
  [
    'one scope less',
    { auth: { kind: 'oauth2', checks: { scopes: 'read write' } } },
    { auth: { kind: 'oauth2', checks: { scopes: 'read' } } },
    ['error: GET /orders of orders in production: scopes of the OAuth 2 token read write → read.'],
  ],
  [
    'a header by another name',
    {},
    { auth: { kind: 'key', checks: { header: 'x-key' } } },
    ['info: GET /orders of orders in production: header of the key x-api-key → x-key.'],
  ],
  [
    'a rate limit raised',
    { rate: { requests: 60, periodMs: minute } },
    { rate: { requests: 600, periodMs: minute } },
    ['error: GET /orders of orders in production: rate limit 60 → 600 a minute.'],
  ],
  [
    'a rate limit in other words',
    { rate: { requests: 60, periodMs: minute } },
    { rate: { requests: 1, periodMs: 1000 } },
    ['info: GET /orders of orders in production: rate limit 60 a minute → 1 a second.'],
  ],
  [
    'a rate limit taken away',
    { rate: { requests: 60, periodMs: minute } },
    {},
    ['error: GET /orders of orders in production: rate limit 60 a minute → none.'],
  ],
  [
    'a quota given',
    {},
    { quota: { requests: 5, periodMs: 3_600_000 } },
    ['info: GET /orders of orders in production: quota none → 5 an hour.'],
  ],
  [
    'a larger body',
    { requestSize: 1024 },
    {},
    ['warning: GET /orders of orders in production: request body 1024 bytes → any.'],
  ],
  [
    'addresses let in',
    { allow: ['10.0.0.0/8'] },
    { allow: ['10.1.0.0/16', '192.168.0.0/16'] },
    [
      'error: GET /orders of orders in production: open to 192.168.0.0/16 too.',
      'info: GET /orders of orders in production: closed to 10.0.0.0/8.',
    ],
  ],
  [
    'everybody let in',
    { allow: ['2001:db8::/32'] },
    {},
    ['error: GET /orders of orders in production: open to every address (was 2001:db8::/32).'],
  ],
  [
    'addresses no longer refused',
    { deny: ['203.0.113.0/24'] },
    { deny: ['203.0.113.7'] },
    ['error: GET /orders of orders in production: 203.0.113.0/24 no longer refused.'],
  ],
  [
    'internal → public',
    { visibility: 'internal' },
    { visibility: 'public' },
    ['error: GET /orders of orders in production: internal → public.'],
  ],
  [
    'another listen path',
    {},
    { path: '/v2/orders' },
    ['info: GET /orders of orders in production: now below /v2/orders.'],
  ],
  [
    'another host',
    { host: 'internal.acme.example', auth: none },
    { host: 'api.acme.example', auth: none },
    [
      'info: GET /orders of orders is no longer reachable in production.',
      'error: GET /orders of orders becomes public in production: nobody could call it before.',
    ],
  ],
];

describe('the same operation', () => {
  test.each(cases)('%s', (_, before, after, said) => {
    expect(say([route({ ops: one, ...before })], [route({ ops: one, ...after })]).sort()).toEqual([...said].sort());
  });
});

describe('operations that come and go', () => {
  const open = route({ ops: ['GET /orders', 'GET /orders/{id}'], auth: none });

  it('tells a new open one from a new closed one', () => {
    expect(
      say([open], [{ ...open, ...route({ ops: [...one, 'GET /orders/{id}', 'DELETE /orders/{id}'], auth: none }) }]),
    ).toEqual(['error: DELETE /orders/{id} of orders becomes public in production: nobody could call it before.']);
    expect(say([route({ ops: one })], [route({ ops: [...one, 'POST /orders'] })])).toEqual([
      'info: POST /orders of orders becomes reachable in production: asks for key.',
    ]);
  });

  it('takes a parameter by another name for the same', () => {
    expect(say([open], [route({ ops: ['GET /orders', 'GET /orders/{number}'], auth: none })])).toEqual([]);
  });

  it('tells a whole API in one sentence', () => {
    expect(say([], [open])).toEqual([
      'error: orders (all 2 operations) becomes public in production: nobody could call it before.',
    ]);
    expect(say([open], [])).toEqual(['info: orders (all 2 operations) is no longer reachable in production.']);
  });

  it('sees what opens where the description no longer limits what may be called', () => {
    expect(say([route({ ops: one })], [route()])).toEqual([
      'info: everything below /orders of orders becomes reachable in production: asks for key.',
    ]);
    expect(say([route()], [route({ ops: one })])).toEqual([
      'info: everything below /orders of orders is no longer reachable in production.',
    ]);
  });

  it('sees methods that a route takes', () => {
    const reading = route({ methods: ['GET'], auth: none });
    expect(say([reading], [{ ...reading, methods: ['GET', 'PUT'] }])).toEqual([
      'error: PUT everything below /orders of orders becomes public in production: nobody could call it before.',
    ]);
  });
});

describe('routes in each other’s way', () => {
  const orders = route({ ops: ['GET /orders', 'GET /orders/{id}', 'GET /{kind}/latest'] });

  it('sees one that shadows another', () => {
    const legacy = route({ api: 'legacy', path: '/orders/orders', auth: none });
    expect(say([orders], [orders, legacy]).sort()).toEqual([
      'error: GET /orders, GET /orders/{id} of orders in production: /orders/orders of legacy now shadows it.',
      'error: everything below /orders/orders of legacy becomes public in production: nobody could call it before.',
      'warning: GET /{kind}/latest of orders in production: /orders/orders of legacy now shadows a part of it.',
    ]);
  });

  it('sees a part that goes to another', () => {
    const special = route({ api: 'special', path: '/orders/orders/special', ops: ['GET /'] });
    expect(say([orders], [orders, special])).toContain(
      'warning: GET /orders/{id} of orders in production: /orders/orders/special of special now shadows a part of it.',
    );
  });

  it('sees requests that end at somebody who refuses them', () => {
    const legacy = route({ api: 'legacy', path: '/orders/orders', ops: ['POST /'] });
    expect(say([orders], [orders, legacy])).toContain(
      'error: GET /orders, GET /orders/{id} of orders are no longer reachable in production: /orders/orders of legacy takes its requests and refuses them.',
    );
  });

  it('lets a place be given up to another', () => {
    const [mine, theirs] = [route({ ops: one }), route({ api: 'shop', path: '/orders', ops: one })];
    expect(say([mine], [theirs])).toEqual(
      expect.arrayContaining([
        'warning: GET /orders of orders in production: now answered by /orders of shop.',
        'info: GET /orders of shop becomes reachable in production: asks for key.',
      ]),
    );
  });
});

describe('precedence', () => {
  const open = route({ api: 'open', path: '/', strips: '', auth: none, ops: ['GET /orders/{id}'] });

  it('prefers a host before none, whatever the paths', () => {
    const hosted = route({ api: 'hosted', path: '/', strips: '', host: 'api.acme.example', ops: ['GET /orders/{id}'] });
    expect(
      accessEffects(byPrecedence([open]), byPrecedence([open, hosted])).filter(({ api }) => api === 'open'),
    ).toEqual([]);
    const deeper = route({ api: 'deeper', path: '/orders', ops: ['GET /{id}'] });
    expect(say([hosted, open], [hosted, open, deeper])).toEqual(
      expect.arrayContaining(['error: GET /orders/{id} of open in production: /orders of deeper now shadows it.']),
    );
  });

  it('prefers an exact path before a prefix, and a method before none', () => {
    const exact = route({ api: 'exact', path: '/orders', match: 'exact', auth: none });
    const prefix = route({ api: 'prefix', path: '/orders', ops: ['GET /'] });
    expect(byPrecedence([prefix, exact]).map(({ api }) => api)).toEqual(['exact', 'prefix']);
    const reading = route({ api: 'reading', path: '/orders', methods: ['GET'] });
    expect(byPrecedence([prefix, reading]).map(({ api }) => api)).toEqual(['reading', 'prefix']);
  });

  it('takes a text prefix by its text, a segment prefix by its segments', () => {
    const other = route({ api: 'other', path: '/ordersheet', strips: '', ops: ['GET /ordersheet'] });
    const text = route({ api: 'text', path: '/order', strips: '', match: 'text-prefix', auth: none });
    expect(say([other], [text, other])).toEqual(
      expect.arrayContaining([
        'error: everything below /order of text becomes public in production: nobody could call it before.',
      ]),
    );
    expect(accessEffects([text], [text, other]).filter(({ api }) => api === 'other')).toEqual([]);
    const segment = route({ api: 'segment', path: '/order', strips: '', auth: none });
    expect(accessEffects([segment], [segment, other]).filter(({ api }) => api === 'other')).toHaveLength(1);
  });

  it('tells apart what asks for a version', () => {
    const [v1, v2] = [
      route({ ops: one }),
      route({ api: 'orders-v2', path: '/orders', when: 'x-api-version: v2', ops: one }),
    ];
    expect(say([v1], [v1, v2])).toEqual([
      'info: GET /orders of orders-v2 becomes reachable in production: asks for key.',
      'warning: GET /orders of orders-v2 in production: takes requests that /orders of orders answered.',
    ]);
  });

  it('compares a rule that cannot be read with itself only', () => {
    const rule = route({ api: 'rule', path: 'PathRegexp(`^/o`)', match: 'opaque', strips: '' });
    expect(say([rule, open], [{ ...rule, auth: none }, open])).toEqual([
      'error: PathRegexp(`^/o`) of rule becomes public in production: key → nothing.',
    ]);
  });
});

describe('what is told', () => {
  const effects = accessEffects([route({ ops: one })], [route({ ops: one, auth: none })]);

  it('is one for all targets, and names them where it is not', () => {
    const [both] = tellAccess('production', [
      { target: 'eu-1', effects, brought: effects },
      { target: 'us-1', effects, brought: effects },
    ]);
    expect(both?.message).toBe('GET /orders of orders becomes public in production: key → nothing.');
    const [some] = tellAccess('production', [
      { target: 'eu-1', effects, brought: effects },
      { target: 'us-1', effects: [], brought: [] },
    ]);
    expect(some?.message).toBe('GET /orders of orders becomes public in production (eu-1): key → nothing.');
    expect(some?.fingerprint).toBe(both?.fingerprint);
  });

  it('has a fingerprint of what holds afterwards, in that environment', () => {
    const print = (environment: string, before: Credential, after: Credential): string => {
      const found = accessEffects([route({ ops: one, auth: before })], [route({ ops: one, auth: after })]);
      return tellAccess(environment, [{ target: 'edge', effects: found, brought: found }])[0]?.fingerprint ?? '';
    };
    expect(print('production', jwt, none)).toBe(print('production', key, none));
    expect(print('production', key, none)).not.toBe(print('staging', key, none));
    expect(print('production', jwt, key)).not.toBe(print('production', jwt, none));
    expect(print('production', key, none)).toMatch(/^[0-9a-f]{12}$/);
  });

  it('says what comes from before', () => {
    expect(tellAccess('production', [{ target: 'edge', effects, brought: [] }])[0]?.isBrought).toBe(false);
  });
});

it('is quick for thousands of routes', () => {
  const many = (auth: Credential): RouteAccess[] =>
    byPrecedence(
      Array.from({ length: 2000 }, (_, i) =>
        route({ api: `api-${i}`, auth, ops: Array.from({ length: 20 }, (__, k) => `GET /things-${k}/{id}`) }),
      ),
    );
  expect(accessEffects(many(key), many(none))).toHaveLength(40_000);
});
