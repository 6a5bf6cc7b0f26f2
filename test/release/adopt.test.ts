import { describe, expect, it } from 'vitest';
import { gatewaySchema, type GatewayBlock } from '../../src/config/gateway-block.ts';
import { embeddedTarget } from '../../src/gateway/embedded/target.ts';
import type { DesiredApi, Target } from '../../src/gateway/target.ts';
import { directoryStore } from '../../src/gateway/traefik/store.ts';
import { traefikTarget } from '../../src/gateway/traefik/target.ts';
import { tykTarget } from '../../src/gateway/tyk/target.ts';
import { adopt, type Adopted, type Sources } from '../../src/release/adopt.ts';
import type { Resource } from '../../src/release/manifest.ts';
import type { Json, JsonObject } from '../../src/spec/json.ts';

const scope = { owner: 'acme/apis@staging' };
const targets: Readonly<Record<string, Target>> = {
  embedded: embeddedTarget('edge', { admin: ['http://a'], url: 'http://a', secret: 's' }),
  traefik: traefikTarget('edge', {
    provider: 'file',
    store: directoryStore('/nowhere'),
    api: [],
    url: 'http://a',
    bindings: {},
  }),
  tyk: tykTarget('edge', {
    nodes: ['http://a'],
    url: 'http://a',
    secret: 's',
    storage: 'shared',
    settings: { jwtSigning: 'rsa', secrets: {} },
  }),
};

function render(target: Target, sources: Sources): readonly Resource[] | undefined {
  const native = [...sources].flatMap(([file, body]) =>
    file === 'block' ? [] : [{ file, body: body as unknown as JsonObject }],
  );
  const checked = gatewaySchema.optional().safeParse(sources.get('block'));
  if (!checked.success) return undefined;
  const gateway = checked.data;
  const definition = { name: 'orders', owners: [], dependsOn: [], ...(gateway && { gateway }) };
  const apis: DesiredApi[] = [{ definition, native }];
  const result = target.render(scope, apis);
  return result.ok ? result.manifest.resources : undefined;
}

/** Adopts on a gateway that was deployed from `before` what `after` would be there. */
function adopted(kind: string, before: Sources, after: Sources): Adopted {
  const target = targets[kind]!;
  const live = render(target, after);
  if (live === undefined) throw new Error(`${kind} cannot express that`);
  return adopt({ sources: before, live, render: (sources) => render(target, sources) });
}

const block = (gateway: GatewayBlock): Sources => new Map([['block', gateway as unknown as Json]]);
const base = { upstream: 'http://orders.internal:8080', path: '/orders', timeout: '30s' } as const;

describe('the portable block', () => {
  it.each<[string, string, Partial<GatewayBlock>, Partial<GatewayBlock>]>([
    ['embedded', 'an upstream', {}, { upstream: 'http://other.internal:9090' }],
    ['embedded', 'a path', {}, { path: '/orders2' }],
    ['embedded', 'a timeout', {}, { timeout: '5s' }],
    ['embedded', 'a rate', { rateLimit: '60/minute' }, { rateLimit: '600/minute' }],
    ['embedded', 'the time of a rate', { rateLimit: '60/minute' }, { rateLimit: '60/second' }],
    ['embedded', 'a size', { requestSize: '1MiB' }, { requestSize: '512KiB' }],
    ['embedded', 'a header', { auth: { key: { header: 'x-key' } } }, { auth: { key: { header: 'x-other' } } }],
    [
      'embedded',
      'several at once',
      { rateLimit: '60/minute' },
      { rateLimit: '5/hour', timeout: '1s', upstream: 'http://b' },
    ],
    ['traefik', 'an upstream', {}, { upstream: 'http://other.internal:9090' }],
    ['traefik', 'a timeout', {}, { timeout: '5s' }],
    ['traefik', 'a rate', { rateLimit: '60/minute' }, { rateLimit: '600/minute' }],
    ['tyk', 'an upstream', {}, { upstream: 'http://other.internal:9090' }],
    ['tyk', 'a path', {}, { path: '/orders2' }],
    ['tyk', 'a timeout', {}, { timeout: '5s' }],
    ['tyk', 'a rate', { rateLimit: '60/minute' }, { rateLimit: '600/minute' }],
  ])('of %s takes %s from live', (kind, _, before, after) => {
    const result = adopted(kind, block({ ...base, ...before }), block({ ...base, ...after }));
    expect(result).toMatchObject({ ok: true });
    const sources = result.ok ? result.sources : new Map<string, Json>();
    expect(render(targets[kind]!, sources)).toEqual(render(targets[kind]!, block({ ...base, ...after })));
  });

  it.each<[string, GatewayBlock, GatewayBlock, string]>([
    ['what it has no word for yet', base, { ...base, rateLimit: '5/second' }, 'rateLimit of embedded/'],
    ['a way in of another kind', { ...base, auth: { key: {} } }, { ...base, auth: { none: {} } }, 'auth.'],
  ])('refuses %s, by its name', (_, before, after, reason) => {
    const result = adopted('embedded', block(before), block(after));
    expect(result.ok ? 'adopted' : result.reason).toContain(reason);
  });

  it('has nothing to do where live is as git says', () => {
    expect(adopted('embedded', block(base), block(base))).toMatchObject({ ok: true, edits: [] });
  });

  it.each([
    ['missing', block(base), []],
    ['extra', new Map<string, Json>(), render(targets['embedded']!, block(base))!],
  ])('refuses what is %s as a whole', (kind, sources, live) => {
    const made = (given: Sources): readonly Resource[] =>
      given.size === 0 ? [] : render(targets['embedded']!, given)!;
    const result = adopt({ sources, live, render: made });
    expect(result).toMatchObject({ ok: false, reason: `embedded/acme/apis@staging/orders is ${kind} as a whole` });
  });
});

const oas = (upstream: string, more: JsonObject = {}): Json => ({
  openapi: '3.0.3',
  info: { title: 'Orders', version: '1' },
  paths: {},
  'x-tyk-api-gateway': {
    info: { id: 'orders', name: 'orders', state: { active: true } },
    upstream: { url: upstream },
    server: { listenPath: { value: '/orders', strip: true } },
    ...more,
  },
});
const dynamic = (url: string, more: JsonObject = {}): Json => ({
  http: {
    routers: { orders: { rule: 'PathPrefix(`/orders`)', service: 'orders', ...more } },
    services: { orders: { loadBalancer: { servers: [{ url }] } } },
  },
});

describe('a file of the gateway’s own format', () => {
  it.each<[string, string, Json, Json]>([
    ['tyk', 'a field', oas('http://a'), oas('http://b')],
    [
      'tyk',
      'a field that was not there',
      oas('http://a', { middleware: { global: { cache: { enabled: true } } } }),
      oas('http://a', { middleware: { global: { cache: { enabled: true, timeout: 5 } } } }),
    ],
    ['traefik', 'a field', dynamic('http://a'), dynamic('http://b')],
    ['traefik', 'a field that was not there', dynamic('http://a'), dynamic('http://a', { priority: 7 })],
    ['traefik', 'a field that is gone', dynamic('http://a', { priority: 7 }), dynamic('http://a')],
  ])('of %s takes %s from live', (kind, _, before, after) => {
    const file = (body: Json): Sources => new Map([['orders.yaml', body]]);
    const result = adopted(kind, file(before), file(after));
    expect(result).toMatchObject({ ok: true });
    expect(result.ok ? result.sources.get('orders.yaml') : undefined).toEqual(after);
    expect(result.ok ? result.edits.map(({ source }) => source) : []).toEqual(['orders.yaml']);
  });

  it('takes no secret from live', () => {
    const file = (value: string): Sources => {
      const headers = { customRequestHeaders: { Authorization: value } };
      const { http } = dynamic('http://a', { middlewares: ['proof'] }) as { http: JsonObject };
      return new Map([['orders.yaml', { http: { ...http, middlewares: { proof: { headers } } } }]]);
    };
    const result = adopted('traefik', file('Basic b25lOm9uZQ=='), file('Basic dHdvOnR3bw=='));
    expect(result.ok ? 'adopted' : result.reason).toMatch(/Authorization of .* looks like a secret/);
  });
});
