import { describe, expect, test } from 'vitest';
import type { GatewayBlock } from '../../../src/config/gateway-block.ts';
import { loadSluiceConfig } from '../../../src/config/load.ts';
import type { SluiceConfig } from '../../../src/config/sluice-config.ts';
import type { RouteAccess } from '../../../src/release/exposure/access.ts';
import { configuredParity, pairsIn, type Pair } from '../../../src/release/parity/configured.ts';
import { brought, levelOf, type Disparity } from '../../../src/release/parity/disparity.ts';
import type { JsonObject } from '../../../src/spec/json.ts';

const none: Pick<Pair, 'outlines' | 'before' | 'here'> = { outlines: new Map(), before: [], here: [] };

function parity(config: SluiceConfig, more: Partial<Pair> = {}): Disparity[] {
  const apis = (config.apis ?? []).map(({ name }) => name);
  return pairsIn(config).flatMap((pair) => configuredParity({ config, ...pair, apis, ...none, ...more }));
}

/** `○ auth: JWT → nothing`, with what it is so of. */
function told(found: readonly Disparity[]): string[] {
  return found.map((one) => {
    const { word, what, isDeclared, isWeaker, operations, of } = one;
    const mark = levelOf(one) === 'warning' ? '◐' : '○';
    const some = operations === undefined || operations.length === of ? '' : ` (${operations.join(', ')})`;
    return `${mark} ${isDeclared ? 'declared' : 'undeclared'}${isWeaker ? ' weaker' : ''} ${word}: ${what}${some}`;
  });
}

const jwt = (jwks: string, more = {}): GatewayBlock['auth'] => ({ jwt: { jwks, ...more } });

describe('blocks differ by overlays alone', () => {
  const of = (own: GatewayBlock, production: GatewayBlock, staging?: GatewayBlock): string[] =>
    told(
      parity({
        apis: [{ name: 'orders', gateway: own }],
        defaults: { gateway: { auth: { key: {} }, requestSize: '1MiB' } },
        environments: {
          staging: { targets: ['a'], ...(staging && { overlays: { orders: { gateway: staging } } }) },
          production: { after: 'staging', targets: ['b'], overlays: { orders: { gateway: production } } },
        },
      }),
    );

  test.each<[string, GatewayBlock, GatewayBlock, string[]]>([
    ['nothing', {}, {}, []],
    [
      'what each environment has of its own',
      { upstream: 'http://a.example', auth: jwt('https://id.staging.example/jwks', { issuer: 'staging' }) },
      {
        upstream: 'http://b.example',
        path: '/v1/orders',
        host: 'api.acme.example',
        auth: jwt('https://id.example/jwks', { issuer: 'production' }),
        timeout: '5s',
        retries: 2,
        tags: ['eu'],
        cors: { origins: ['https://shop.example'] },
      },
      [],
    ],
    [
      'a rate',
      { rateLimit: '100/minute' },
      { rateLimit: '1000/minute' },
      ['○ declared weaker rateLimit: rate limit 100 → 1000 a minute'],
    ],
    [
      'a stricter rate',
      { rateLimit: '100/minute' },
      { rateLimit: '10/minute' },
      ['○ declared rateLimit: rate limit 100 → 10 a minute'],
    ],
    ['the same rate in other words', { rateLimit: '60/minute' }, { rateLimit: '1/second' }, []],
    ['no credential', {}, { auth: { none: {} } }, ['◐ declared weaker auth: key → nothing']],
    ['a better one', {}, { auth: jwt('https://id.example/jwks') }, ['○ declared auth: key → JWT']],
    [
      'an issuer that nobody looks at',
      { auth: jwt('https://id.example/jwks', { issuer: 'https://id.example' }) },
      { auth: jwt('https://id.example/jwks') },
      ['◐ declared weaker auth: issuer of the JWT no longer checked (was one that is named)'],
    ],
    [
      'visibility',
      { visibility: 'internal' },
      { visibility: 'public' },
      ['◐ declared weaker visibility: internal → public'],
    ],
    [
      'addresses',
      { ips: { allow: ['10.0.0.0/8'] } },
      { ips: { allow: ['10.0.0.0/8', '192.0.2.1'] } },
      ['◐ declared weaker ips: open to 192.0.2.1 too'],
    ],
    ['quota', { quota: '100/day' }, { quota: '10/day' }, ['○ declared quota: quota 100 → 10 a day']],
    [
      'larger bodies',
      {},
      { requestSize: '2MiB' },
      ['○ declared weaker requestSize: request body 1048576 bytes → 2097152 bytes'],
    ],
    [
      'what is not looked at',
      { validateRequests: true },
      { validateRequests: false },
      ['○ declared weaker validateRequests: requests held to the description → not held'],
    ],
  ])('%s', (_, own, production, lines) => {
    expect(of(own, production)).toEqual(lines);
  });

  test('an overlay of the one before counts as well', () => {
    expect(of({ rateLimit: '100/minute' }, {}, { rateLimit: '10/minute' })).toEqual([
      '○ declared weaker rateLimit: rate limit 10 → 100 a minute',
    ]);
  });

  test('an API that only an overlay has is there in one of them', () => {
    const config: SluiceConfig = {
      apis: [{ name: 'beta' }],
      environments: {
        staging: { targets: ['a'], overlays: { beta: { gateway: { upstream: 'http://a' } } } },
        production: { after: 'staging', targets: ['b'] },
      },
    };
    expect(told(parity(config))).toEqual(['○ declared routes: served → not served']);
  });

  test('environments that come after none, or after one that is not there, are held against nothing', () => {
    const overlays = { orders: { gateway: { auth: { none: {} } } } };
    const apis = [{ name: 'orders', gateway: {} }];
    expect(parity({ apis, environments: { a: { targets: ['a'] }, b: { targets: ['b'], overlays } } })).toEqual([]);
  });
});

const outline: JsonObject = {
  paths: {
    '/orders': { get: { operationId: 'list' }, post: { operationId: 'add' } },
    '/orders/{id}': { get: { operationId: 'read' } },
  },
};

function route(over: Partial<RouteAccess> = {}): RouteAccess {
  return {
    id: 'r',
    api: 'orders',
    path: '/shop',
    match: 'prefix',
    strips: '/shop',
    auth: { kind: 'key', checks: { header: 'x-api-key' } },
    rate: { requests: 100, periodMs: 60_000 },
    ...over,
  };
}

const production = { after: 'staging', targets: ['eu', 'us'] };
const native: SluiceConfig = {
  apis: [{ name: 'orders', native: { stage: ['stage.yaml'], eu: ['eu.yaml'], us: ['us.yaml'] } }],
  environments: { staging: { targets: ['stage'] }, production },
};
const differs = (...words: ('routes' | 'auth' | 'rateLimit')[]): SluiceConfig => ({
  ...native,
  environments: {
    staging: { targets: ['stage'] },
    production: { ...production, overlays: { orders: { differs: words } } },
  },
});

type Routes = readonly RouteAccess[];
const on = (target: string, routes: Routes) => ({ target, routes });

function byNative(before: Routes, eu: Routes, us: Routes = eu, config = native): Disparity[] {
  return parity(config, {
    outlines: new Map([['orders', outline]]),
    before: [on('stage', before)],
    here: [on('eu', eu), on('us', us)],
  });
}

describe('native files are held against each other by what they do', () => {
  const open = { auth: { kind: 'none', checks: {} } } as const;

  test.each<[string, Routes, Routes, string[]]>([
    ['the same', [route()], [route()], []],
    [
      'what each environment has of its own',
      [route({ host: 'api.staging.example', tls: false, entrances: ['web'], upstreams: [{ url: 'http://a' }] })],
      [
        route({
          host: 'api.example',
          path: '/',
          strips: '',
          tls: true,
          entrances: ['websecure'],
          upstreams: [{ url: 'http://b' }],
        }),
      ],
      [],
    ],
    ['one list of operations and one prefix', [route()], [route({ operations: operationsBelow('/shop') })], []],
    [
      'one route and one for each operation',
      [route()],
      operationsBelow('/shop').map(({ method, path }) => route({ path, match: 'exact', methods: [method] })),
      [],
    ],
    ['another host for the same', [route()], [route({ host: 'a.example' }), route({ host: 'b.example' })], []],
    ['one that tells no operations apart', [route()], [route({ path: '/v1', strips: '' })], []],
    [
      'one that does not and asks for less',
      [route()],
      [route({ path: '/v1', strips: '', ...open })],
      ['◐ undeclared weaker auth: key → nothing'],
    ],
    [
      'a door to what is not described',
      [route()],
      [route(), route({ path: '/admin', strips: '' })],
      ['◐ undeclared routes: not served → served (anything else)'],
    ],
    ['how large a body may be', [route({ requestSize: 1024 })], [route()], []],
    ['no credential', [route()], [route(open)], ['◐ undeclared weaker auth: key → nothing']],
    [
      'a door beside the right one',
      [route()],
      [route({ host: 'b.example', ...open }), route()],
      ['◐ undeclared weaker auth: key → nothing'],
    ],
    [
      'a door that only the one before has',
      [route({ host: 'b.example', ...open }), route()],
      [route()],
      ['◐ undeclared auth: nothing → key'],
    ],
    [
      'an operation apart',
      [route()],
      [route({ path: '/shop/orders', match: 'exact', methods: ['POST'], ...open }), route()],
      ['◐ undeclared weaker auth: key → nothing (POST /orders)'],
    ],
    [
      'no limit',
      [route()],
      [(({ rate, ...rest }) => (expect(rate).toBeDefined(), rest))(route())],
      ['◐ undeclared weaker rateLimit: rate limit 100 a minute → none'],
    ],
    [
      'an operation fewer',
      [route()],
      [route({ operations: operationsBelow('/shop').slice(1) })],
      ['◐ undeclared routes: served → not served (GET /orders)'],
    ],
    [
      'an operation more',
      [route({ operations: operationsBelow('/shop').slice(1) })],
      [route()],
      ['◐ undeclared routes: not served → served (GET /orders)'],
    ],
    ['nothing in the one before', [], [route()], ['◐ undeclared routes: not served → served']],
    ['nothing here', [route()], [], ['◐ undeclared routes: served → not served']],
    [
      'a way of asking that nobody can tell',
      [route()],
      [route({ auth: { kind: 'other', checks: { middleware: 'sso' } }, rate: { requests: 1, periodMs: 1000 } })],
      [],
    ],
    ['a rule that nobody can read', [route()], [route({ match: 'opaque', path: 'PathRegexp(`^/shop`)', ...open })], []],
  ])('%s', (_, before, here, lines) => {
    expect(told(byNative(before, here))).toEqual(lines);
  });

  function operationsBelow(prefix: string) {
    return [
      { method: 'GET', path: `${prefix}/orders` },
      { method: 'POST', path: `${prefix}/orders` },
      { method: 'GET', path: `${prefix}/orders/{id}` },
    ];
  }

  test('on one of several targets, which is named', () => {
    const [one] = byNative([route()], [route()], [route(open)]);
    expect(one).toMatchObject({ word: 'auth', isDeclared: false, targets: { before: ['stage'], here: ['us'] } });
  });

  test('files that exist for one target of several', () => {
    const found = byNative([route()], [route()], []);
    expect(told(found)).toEqual(['◐ undeclared routes: served → not served']);
    expect(found[0]).toMatchObject({ targets: { before: [], here: ['us'] } });
  });

  test('what an overlay says to be different is declared: by a word of the block, or by its name', () => {
    const loose = [route({ ...open, rate: { requests: 1000, periodMs: 60_000 } })];
    const rate = 'weaker rateLimit: rate limit 100 → 1000 a minute';
    const auth = 'weaker auth: key → nothing';
    expect(told(byNative([route()], loose))).toEqual([`◐ undeclared ${auth}`, `◐ undeclared ${rate}`]);
    expect(told(byNative([route()], loose, loose, differs('rateLimit')))).toEqual([
      `◐ undeclared ${auth}`,
      `○ declared ${rate}`,
    ]);
    expect(told(byNative([route()], loose, loose, differs('auth', 'rateLimit')))).toEqual([
      `◐ declared ${auth}`,
      `○ declared ${rate}`,
    ]);
    const byBlock: SluiceConfig = {
      ...native,
      environments: {
        staging: { targets: ['stage'] },
        production: { ...production, overlays: { orders: { gateway: { auth: { none: {} } } } } },
      },
    };
    expect(told(byNative([route()], loose, loose, byBlock))).toEqual([`◐ declared ${auth}`, `◐ undeclared ${rate}`]);
  });

  test('what is not known of any target is compared with nothing', () => {
    expect(parity(native)).toEqual([]);
    expect(parity(native, { before: [on('stage', [route()])] })).toEqual([]);
  });
});

describe('what a change brings', () => {
  const found = (over: Partial<Disparity>): Disparity => ({
    ...{ api: 'orders', environment: 'production', after: 'staging', word: 'auth', what: 'key → nothing' },
    ...{ isDeclared: false, isWeaker: true, operations: ['GET /a'], of: 2 },
    ...over,
  });

  test.each<[string, Disparity, readonly Disparity[], boolean]>([
    ['what was not there', found({}), [], true],
    ['what was there', found({}), [found({})], false],
    ['what was there of more operations', found({}), [found({ operations: ['GET /a', 'GET /b'] })], false],
    ['of one more operation', found({ operations: ['GET /a', 'GET /b'] }), [found({})], true],
    ['to another value', found({ what: 'key → password' }), [found({})], true],
    ['of another API', found({}), [found({ api: 'customers' })], true],
    ['that is declared no more', found({}), [found({ isDeclared: true })], true],
    ['that is stricter and declared', found({ isDeclared: true, isWeaker: false }), [], false],
    ['that is stricter and not declared', found({ isWeaker: false }), [], true],
    ['that is weaker and declared', found({ isDeclared: true }), [], true],
  ])('%s', (_, now, earlier, isTold) => {
    expect(brought([now], earlier)).toEqual(isTold ? [now] : []);
  });
});

describe('an overlay', () => {
  const load = (overlay: string) =>
    loadSluiceConfig(
      `apis: [{ name: orders, native: { edge: [a.yaml] } }]\nenvironments:\n  production: { targets: [edge], overlays: { orders: ${overlay} } }\n`,
      'sluice.yaml',
    );

  test.each(['{ differs: [auth, routes] }', '{ gateway: { rateLimit: 1/minute } }', '{ gateway: {}, differs: [ips] }'])(
    'may be %s',
    (overlay) => {
      expect(load(overlay).ok).toBe(true);
    },
  );

  test.each([
    ['{}', 'expected gateway, differs or both'],
    ['{ differs: [] }', 'differs'],
    ['{ differs: [upstream] }', 'rateLimit'],
  ])('may not be %s', (overlay, message) => {
    const loaded = load(overlay);
    expect(loaded.ok ? '' : loaded.problems[0]?.message).toContain(message);
  });
});
