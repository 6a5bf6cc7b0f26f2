import { describe, expect, it } from 'vitest';
import type { GatewayBlock } from '../../../src/config/gateway-block.ts';
import type { DesiredApi, RenderProblem } from '../../../src/gateway/target.ts';
import { canonicalOas } from '../../../src/gateway/tyk/canonical.ts';
import { apiIdOf } from '../../../src/gateway/tyk/ids.ts';
import { render } from '../../../src/gateway/tyk/render.ts';
import type { Resource } from '../../../src/release/manifest.ts';
import type { Json, JsonObject } from '../../../src/spec/json.ts';
import { api } from '../harness.ts';

const scope = { owner: 'acme/shop@staging' };
const settings = { jwtSigning: 'rsa', secrets: { 'shop-client': 'env://SHOP_CLIENT' } } as const;
const upstream = 'http://orders.internal';
const id = apiIdOf({ owner: scope.owner, api: 'orders' });

function problemsOf(apis: readonly DesiredApi[], version = '5.4.0'): readonly RenderProblem[] {
  const result = render('edge', settings, scope, apis, version);
  return result.ok ? [] : result.problems;
}

function resourcesOf(apis: readonly DesiredApi[], version = '5.4.0'): readonly Resource[] {
  const result = render('edge', settings, scope, apis, version);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.manifest.resources;
}

function extensionOf(block: GatewayBlock, version?: string): Record<string, Record<string, unknown>> {
  const body = resourcesOf([api('orders', block)], version)[0]!.body as Record<string, unknown>;
  return body['x-tyk-api-gateway'] as Record<string, Record<string, unknown>>;
}

const withNative = (...bodies: JsonObject[]): DesiredApi => ({
  definition: { name: 'orders', owners: [], dependsOn: [] },
  native: bodies.map((body, index) => ({ file: `gateway/${index}.json`, body })),
});

const weights = [
  { url: 'http://b.internal', weight: 2 },
  { url: 'http://a.internal/', weight: 18 },
  { url: 'http://c.internal', weight: 0 },
];
const claims = { jwt: { jwks: 'https://id.example/jwks', issuer: 'https://id.example', audience: 'shop' } };

describe('what a version can do', () => {
  it.each<[string, GatewayBlock, string, string]>([
    ['weights', { upstream: weights }, 'upstream', '5.8'],
    ['address lists', { upstream, ips: { allow: ['10.0.0.0/8'] } }, 'ips', '5.8'],
    ['a quota that holds', { upstream, auth: { key: {} }, quota: '10/day' }, 'quota', '5.8'],
    ['claims of a token', { upstream, auth: claims }, 'auth.jwt.issuer', '5.10'],
  ])('%s', (_, block, field, since) => {
    const problem = { api: 'orders', field, message: `needs Tyk ${since}, and this is 5.4.0` };
    expect(problemsOf([api('orders', block)], '5.4.0')).toContainEqual(problem);
    expect(problemsOf([api('orders', block)], `${since}.0`)).toEqual([]);
    expect(problemsOf([api('orders', block)], '5.14.1')).toEqual([]);
    expect(render('edge', settings, scope, [api('orders', block)])).toMatchObject({ ok: true });
  });

  it('weighs addresses in smallest terms and one order, without those of no weight', () => {
    expect(extensionOf({ upstream: weights }, '5.8.0')['upstream']).toEqual({
      url: 'http://a.internal',
      loadBalancing: {
        enabled: true,
        targets: [
          { url: 'http://a.internal', weight: 9 },
          { url: 'http://b.internal', weight: 1 },
        ],
      },
    });
  });

  it('needs no weights where all traffic goes to one address', () => {
    const all = [
      { url: 'http://a.internal', weight: 5 },
      { url: 'http://b.internal', weight: 0 },
    ];
    expect(extensionOf({ upstream: all })['upstream']).toEqual({ url: 'http://a.internal' });
  });

  it('takes a native definition in OpenAPI 3.1 from 5.14 on', () => {
    const body = { ...native(), openapi: '3.1.0' };
    const message = 'gateway/0.json: openapi 3.1 needs Tyk 5.14, and this is 5.8.0';
    expect(problemsOf([withNative(body)], '5.8.0')).toEqual([{ api: 'orders', field: 'native.edge', message }]);
    expect(problemsOf([withNative(body)], '5.14.0')).toEqual([]);
  });

  it('says what a description of 3.1 is in the words of 3.0, without its schemas', () => {
    const description = {
      openapi: '3.1.0',
      info: { title: 'Orders', version: '2.1.0' },
      paths: { '/orders/{id}': { get: { operationId: 'getOrder' }, delete: {} } },
    };
    expect(resourcesOf([api('orders', { upstream }, description)])[0]!.body).toMatchObject({
      openapi: '3.0.3',
      info: { title: 'Orders', version: '2.1.0' },
      paths: {
        '/orders/{id}': {
          get: { operationId: 'getOrder', parameters: [{ in: 'path', name: 'id', required: true }] },
          delete: { operationId: 'delete /orders/{id}' },
        },
      },
    });
  });
});

describe('what no version can do', () => {
  it.each<[string, GatewayBlock, string]>([
    ['a retry', { upstream, retries: 1 }, 'retries'],
    ['part of a second', { upstream, timeout: '250ms' }, 'timeout'],
    ['no time at all', { upstream, timeout: '0s' }, 'timeout'],
    ['part of a second of memory', { upstream, cors: { origins: ['*'], maxAge: '1500ms' } }, 'cors.maxAge'],
    [
      'everybody an authority signed for',
      { upstream, auth: { mtls: { authorities: 'partners' } } },
      'auth.mtls.authorities',
    ],
    ['a quota of nobody', { upstream, quota: '10/day' }, 'quota'],
    ['weights of nothing', { upstream: [{ url: upstream, weight: 0 }] }, 'upstream'],
    ['no upstream', {}, 'upstream'],
    ['requests held to schemas', { upstream, validateRequests: true }, 'validateRequests'],
    ['a secret that the operator did not bind', { upstream, auth: oauth2('other') }, 'auth.oauth2.clientSecret'],
    [
      'a rate for tokens that were asked about',
      { upstream, auth: oauth2('shop-client'), rateLimit: '1/day' },
      'auth.oauth2',
    ],
  ])('%s', (_, block, field) => {
    expect(problemsOf([api('orders', block)], '5.14.0').map((problem) => problem.field)).toEqual([field]);
  });

  it('two APIs at one place, however they spell it', () => {
    const problems = problemsOf([
      api('orders', { upstream, path: '/shop/' }),
      api('basket', { upstream, path: '/shop' }),
    ]);
    expect(problems).toEqual([{ api: 'basket', field: 'path', message: '/shop is already the listen path of orders' }]);
  });

  it('two ways to ask for the versions of one API', () => {
    const version = (name: string, header: string): DesiredApi =>
      api(`orders-${name}`, { upstream, version: { of: 'orders', name, header } });
    const apis = [api('orders', { upstream }), version('v2', 'x-version'), version('v3', 'x-edition')];
    expect(problemsOf(apis)).toMatchObject([{ api: 'orders-v3', field: 'version.header' }]);
  });
});

describe('the user’s own files', () => {
  it.each<[string, JsonObject, string]>([
    ['nothing', {}, 'is none of what Tyk takes'],
    ['a classic definition of nothing', { api_id: 'orders' }, 'proxy.target_url: expected an address'],
    ['no id', native({ info: { name: 'orders' } }), 'info.id is missing'],
    ['an id that Tyk never loads', native({ info: { id: 'orders-oas' } }), 'ends in -oas'],
    ['an id that is a path', native({ info: { id: '../orders' } }), 'expected letters, digits'],
    ['an upstream that is none', native({ upstream: { url: 'not a url' } }), 'upstream.url: expected an address'],
    ['a listen path without a slash', native({ server: { listenPath: { value: 'orders' } } }), 'begins with /'],
    [
      'middleware of no operation',
      native({ middleware: { operations: { gone: {} } } }),
      'operations.gone: no operation',
    ],
    ['weights before 5.8', native({ upstream: { url: upstream, loadBalancing: {} } }), 'loadBalancing needs Tyk 5.8'],
    [
      'a secret in plain text',
      native({ upstream: { url: upstream, authentication: { clientSecret: 'x' } } }),
      'in plain text',
    ],
    ['a policy over nothing', { id: 'gold', access_rights: {} }, 'access_rights names no API'],
  ])('%s', (_, body, message) => {
    const problems = problemsOf([withNative(body)]);
    expect(problems.map((problem) => problem.message).join()).toContain(message);
    expect(problems.every(({ message: text }) => text.startsWith('gateway/0.json: '))).toBe(true);
  });

  const weighing = (...weights: unknown[]): JsonObject =>
    native({
      upstream: {
        url: upstream,
        loadBalancing: {
          enabled: true,
          targets: weights.map((weight, i) => ({ url: `http://${i}.internal`, weight })) as Json,
        },
      },
    });
  it.each<[string, JsonObject, string]>([
    ['weights of nothing', weighing(0, 0), 'loadBalancing.targets: give at least one a weight above 0'],
    ['no targets', weighing(), 'loadBalancing.targets: give at least one'],
    ['a weight below nothing', weighing(1, -1), 'loadBalancing.targets: expected a weight for each'],
    ['half a weight', weighing(0.5), 'loadBalancing.targets: expected a weight for each'],
    [
      'a target that is no address',
      native({
        upstream: { url: upstream, loadBalancing: { enabled: true, targets: [{ url: 'orders', weight: 1 }] } },
      }),
      'loadBalancing.targets.0.url: expected an address',
    ],
    ['OpenAPI 3.2', { ...native(), openapi: '3.2.0' }, 'no Tyk reads 3.2.0'],
    ['OpenAPI 2.0', { ...native(), openapi: '2.0' }, 'no Tyk reads 2.0'],
  ])('cannot have %s, even on the newest Tyk', (_, body, message) => {
    expect(problemsOf([withNative(body)], '5.14.0').map((problem) => problem.message)).toEqual([
      expect.stringContaining(message),
    ]);
  });

  it('cannot have one id twice', () => {
    expect(problemsOf([withNative(native(), { ...native(), info: { title: 'again' } })])).toContainEqual({
      api: 'orders',
      field: 'native',
      message: 'api/orders is already there, from orders',
    });
  });
});

it('gives an API the same id for ever, and another owner’s another one', () => {
  expect(id).toMatch(/^orders-[0-9a-f]{12}$/);
  expect(apiIdOf({ owner: scope.owner, api: 'orders' })).toBe(id);
  expect(apiIdOf({ owner: 'acme/shop@production', api: 'orders' })).not.toBe(id);
});

it('takes a document and what Tyk makes of it for the same', () => {
  const written = native({
    upstream: { url: upstream, rateLimit: { enabled: true, rate: 5, per: '90s' } },
    middleware: { global: { cors: { enabled: false }, cache: { enabled: false, timeout: 5 } } },
  });
  const read = {
    ...native({
      upstream: { url: upstream, rateLimit: { enabled: true, rate: 5, per: '1m30s' } },
      middleware: { global: { cache: { enabled: false, timeout: 5 } } },
    }),
    servers: [{ url: 'http://gateway/orders' }],
    components: { schemas: {} },
  };
  expect(canonicalOas(read)).toEqual(canonicalOas(written));
});

it('leaves out of a description what Tyk does, and nothing that somebody named or made up', () => {
  const schema = {
    required: [],
    properties: { tags: {}, id: { minLength: 0, minimum: 0, default: '' } },
    example: { tags: [] },
  };
  const response = { description: '', headers: {}, content: { 'application/json': { schema, examples: {} } } };
  const get = { deprecated: false, security: [], callbacks: { tags: {} }, responses: { 200: response }, 'x-none': '' };
  const written = { ...native(), security: [], paths: { '/items': { parameters: [], get } } };
  expect(canonicalOas(written)).toEqual({
    ...canonicalOas(native()),
    paths: {
      '/items': {
        get: {
          security: [],
          callbacks: { tags: {} },
          responses: {
            200: {
              description: '',
              content: {
                'application/json': {
                  schema: { properties: { tags: {}, id: { minimum: 0, default: '' } }, example: { tags: [] } },
                },
              },
            },
          },
          'x-none': '',
        },
      },
    },
  });
});

it('takes weights in any order, twice or as nothing for the same, which Tyk does', () => {
  const balanced = (...targets: { url: string; weight: number }[]): JsonObject =>
    native({ upstream: { url: upstream, loadBalancing: { enabled: true, targets } } });
  const [a, b, c] = [9, 1, 0].map((weight, index) => ({ url: `http://${'abc'[index] ?? ''}.internal`, weight }));
  const written = canonicalOas(balanced(b!, c!, { ...a!, weight: 4 }, { ...a!, weight: 5 }));
  expect(written).toEqual(canonicalOas(balanced(a!, b!)));
  expect(written).toMatchObject({
    'x-tyk-api-gateway': { upstream: { loadBalancing: { enabled: true, targets: [a, b] } } },
  });
});

function native(extension: JsonObject = {}): JsonObject {
  return {
    openapi: '3.0.3',
    info: { title: 'orders', version: '1' },
    paths: {},
    'x-tyk-api-gateway': {
      info: { id: 'orders', name: 'orders', state: { active: true } },
      upstream: { url: upstream },
      server: { listenPath: { value: '/orders', strip: true } },
      ...extension,
    },
  };
}

function oauth2(clientSecret: string): NonNullable<GatewayBlock['auth']> {
  return { oauth2: { introspection: 'https://id.example/ask', clientId: 'shop', clientSecret } };
}
