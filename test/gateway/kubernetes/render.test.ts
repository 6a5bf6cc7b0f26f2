import { describe, expect, it } from 'vitest';
import type { GatewayBlock } from '../../../src/config/gateway-block.ts';
import { at, textOf } from '../../../src/gateway/values.ts';
import { renderManifest, type Renders } from '../../../src/gateway/kubernetes/render/manifest.ts';
import type { DesiredApi, RenderProblem } from '../../../src/gateway/target.ts';
import type { Resource } from '../../../src/release/manifest.ts';
import type { JsonObject } from '../../../src/spec/json.ts';
import { api } from '../harness.ts';

const inside = 'http://orders.apis.svc:8080';
const outside = 'https://orders.example/base/';
const key = { key: {} };

function outcome(renders: Renders, apis: readonly DesiredApi[], features?: ReadonlySet<string>) {
  const options = {
    target: 'eu-1',
    renders,
    namespace: 'apis',
    namespaces: ['apis', 'shared'],
    parent: { name: 'gw' },
  };
  return renderManifest(options, { owner: 'acme/shop@staging' }, apis, features);
}

function problems(
  renders: Renders,
  apis: readonly DesiredApi[],
  features?: ReadonlySet<string>,
): readonly RenderProblem[] {
  const result = outcome(renders, apis, features);
  return result.ok ? [] : result.problems;
}

function resources(renders: Renders, ...apis: DesiredApi[]): readonly Resource[] {
  const result = outcome(renders, apis);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.manifest.resources;
}

const ids = (renders: Renders, ...apis: DesiredApi[]): string[] => resources(renders, ...apis).map(({ id }) => id);

function native(...bodies: JsonObject[]): DesiredApi {
  return {
    definition: { name: 'orders', owners: [], dependsOn: [] },
    native: bodies.map((body) => ({ file: 'gateway/orders.yaml', body })),
  };
}

describe('what one API becomes', () => {
  it('as Traefik Proxy, with a Service that stands for a host outside', () => {
    const found = resources('traefik-proxy', api('orders', { upstream: outside, rateLimit: '60/minute' }));
    expect(found.map(({ kind, id }) => `${kind} ${id.split('/').at(-1) ?? ''}`)).toEqual([
      expect.stringMatching(/^Service orders-[0-9a-f]{8}$/),
      'IngressRoute orders',
      'Middleware orders-base',
      'Middleware orders-rate',
      'Middleware orders-strip',
      'ServersTransport orders',
    ]);
    expect(at(found[0]?.body, 'spec')).toMatchObject({ type: 'ExternalName', externalName: 'orders.example' });
    expect(at(found[1]?.body, 'spec', 'routes')).toMatchObject([{ services: [{ port: 443, scheme: 'https' }] }]);
    expect(found[1]?.dependsOn).toContain('traefik.io/Middleware/apis/orders-rate');
  });

  it('as Traefik Proxy, with secrets by their names', () => {
    const found = resources('traefik-proxy', api('orders', { upstream: inside, auth: { basic: { users: 'staff' } } }));
    const middleware = found.find(({ id }) => id.endsWith('-auth'));
    expect(at(middleware?.body, 'spec', 'basicAuth', 'secret')).toBe('staff');
    const mtls = { upstream: inside, host: 'api.acme.example', auth: { mtls: { authorities: 'partners' } } };
    const options = resources('traefik-proxy', api('orders', mtls)).find(({ kind }) => kind === 'TLSOption');
    expect(at(options?.body, 'spec', 'clientAuth', 'secretNames')).toEqual(['partners']);
  });

  it('as Gateway API, with a grant where the Service is of another namespace', () => {
    expect(ids('gateway-api', api('orders', { upstream: 'http://orders.shared.svc.cluster.local' }))).toEqual([
      'gateway.networking.k8s.io/HTTPRoute/apis/orders',
      'gateway.networking.k8s.io/ReferenceGrant/shared/orders',
    ]);
  });

  it('as Traefik Hub, with its plan, its place in the catalogue and the way in of its namespace', () => {
    const block = { upstream: inside, auth: key, rateLimit: '60/minute', quota: '1000/week' };
    expect(ids('traefik-hub', api('orders', block))).toEqual([
      'hub.traefik.io/API/apis/orders',
      'hub.traefik.io/APIAuth/apis/default-auth',
      'hub.traefik.io/APICatalogItem/apis/orders',
      'hub.traefik.io/APIPlan/apis/orders',
      'traefik.io/IngressRoute/apis/orders',
      'traefik.io/Middleware/apis/orders-strip',
      'traefik.io/ServersTransport/apis/orders',
    ]);
  });

  it('as Traefik Hub, with versions of one API', () => {
    const base = { ...api('orders', { upstream: inside, auth: key }), description: { info: { version: '1.4.0' } } };
    const next = api('orders-v2', { upstream: inside, auth: key, version: { of: 'orders', name: '2.0.0' } });
    const found = resources('traefik-hub', base, next);
    const body = (id: string) => found.find((each) => each.id === `hub.traefik.io/${id}`)?.body;
    expect(at(body('API/apis/orders'), 'spec', 'versions')).toEqual([{ name: 'orders' }, { name: 'orders-v2' }]);
    expect(at(body('APIVersion/apis/orders'), 'spec', 'release')).toBe('1.4.0');
    expect(at(body('APIVersion/apis/orders-v2'), 'spec', 'release')).toBe('2.0.0');
    expect(body('API/apis/orders-v2')).toBeUndefined();
  });

  it('as Tyk Operator, with the policy that consumers get', () => {
    const jwt = { jwt: { jwks: 'https://id.example/keys' } };
    const found = resources('tyk-operator', api('orders', { upstream: inside, auth: jwt, rateLimit: '60/minute' }));
    expect(found.map(({ id }) => id)).toEqual([
      'core/ConfigMap/apis/orders',
      'tyk.tyk.io/SecurityPolicy/apis/orders',
      'tyk.tyk.io/TykOasApiDefinition/apis/orders',
    ]);
    const [map, policy, definition] = found.map(({ body }) => body);
    const document = JSON.parse(textOf(at(map, 'data', 'definition.json'))) as JsonObject;
    expect(at(document, 'x-tyk-api-gateway', 'info')).toEqual({ name: 'orders', state: { active: true } });
    expect(JSON.stringify(document)).not.toContain('defaultPolicies');
    expect(at(policy, 'spec')).toMatchObject({ rate: 60, per: 60, access_rights_array: [{ name: 'orders' }] });
    expect(at(definition, 'spec', 'jwtAuth', 'defaultPoliciesRef')).toEqual([{ name: 'orders', namespace: 'apis' }]);
    expect(found[1]?.dependsOn).toEqual(['tyk.tyk.io/TykOasApiDefinition/apis/orders']);
  });

  it('as Tyk Operator, with versions named by their base', () => {
    const version = { of: 'orders', name: 'v2' };
    const found = resources(
      'tyk-operator',
      api('orders', { upstream: inside }),
      api('orders-v2', { upstream: inside, version }),
    );
    const base = found.find(({ id }) => id === 'tyk.tyk.io/TykOasApiDefinition/apis/orders');
    expect(at(base?.body, 'spec', 'versioning')).toMatchObject({
      key: 'x-api-version',
      versions: [{ name: 'v2', tykOasApiDefinitionRef: { name: 'orders-v2' } }],
    });
    expect(base?.dependsOn).toContain('tyk.tyk.io/TykOasApiDefinition/apis/orders-v2');
  });

  it.each([
    ['a_b', 'a.b'],
    ['1', '2'],
    ['orders-', 'orders'],
    [`a${'b'.repeat(50)}c`, `a${'b'.repeat(50)}d`],
  ])('names that Kubernetes takes, for %s and %s two', (one, two) => {
    const names = [one, two].map((name) => {
      const [route] = ids('gateway-api', api(name, { upstream: inside, path: `/${name.length}` }));
      return route?.split('/').at(-1) ?? '';
    });
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/);
  });
});

describe('what is refused at review, by field', () => {
  it.each<[Renders, string, GatewayBlock, string]>([
    ['traefik-proxy', 'a key', { upstream: inside, auth: key }, 'auth.key'],
    ['traefik-proxy', 'a quota', { upstream: inside, quota: '10/day' }, 'quota'],
    [
      'traefik-proxy',
      'base paths that differ',
      {
        upstream: [
          { url: 'http://a.example/a', weight: 1 },
          { url: 'http://b.example/b', weight: 1 },
        ],
      },
      'upstream',
    ],
    ['gateway-api', 'an upstream outside', { upstream: 'http://orders.example' }, 'upstream'],
    ['gateway-api', 'https to an upstream', { upstream: 'https://orders.apis.svc' }, 'upstream'],
    ['gateway-api', 'a rate limit', { upstream: inside, rateLimit: '1/second' }, 'rateLimit'],
    ['gateway-api', 'an address list', { upstream: inside, ips: { allow: ['10.0.0.0/8'] } }, 'ips'],
    ['gateway-api', 'a Service of a namespace that is not allowed', { upstream: 'http://a.secret.svc' }, 'upstream'],
    ['gateway-api', 'weights of 0 only', { upstream: [{ url: inside, weight: 0 }] }, 'upstream'],
    ['tyk-operator', 'retries', { upstream: inside, retries: 2 }, 'retries'],
    ['tyk-operator', 'a quota that nobody is counted for', { upstream: inside, quota: '1/day' }, 'quota'],
    ['traefik-hub', 'an open API', { upstream: inside }, 'auth.none'],
    ['traefik-hub', 'basic authentication', { upstream: inside, auth: { basic: { users: 'a' } } }, 'auth.basic'],
    [
      'traefik-hub',
      'keys by http',
      { upstream: inside, auth: { jwt: { jwks: 'http://id.example/k' } } },
      'auth.jwt.jwks',
    ],
    [
      'traefik-hub',
      'an audience',
      { upstream: inside, auth: { jwt: { jwks: 'https://id.example/k', audience: 'shop' } } },
      'auth.jwt.audience',
    ],
    ['traefik-hub', 'a rate by the day', { upstream: inside, auth: key, rateLimit: '1/day' }, 'rateLimit'],
    ['traefik-hub', 'validation', { upstream: inside, auth: key, validateRequests: true }, 'validateRequests'],
    [
      'traefik-hub',
      'a plan that nobody can subscribe to',
      { upstream: inside, auth: key, quota: '1/day', visibility: 'internal' },
      'visibility',
    ],
    [
      'traefik-hub',
      'a version that is no semantic one',
      { upstream: inside, auth: key, version: { of: 'orders', name: 'next' } },
      'version.name',
    ],
  ])('%s: %s', (renders, _, block, field) => {
    expect(problems(renders, [api('api-0', block)])).toMatchObject([{ api: 'api-0', field }]);
  });

  it('what the class of the Gateway does not support, where it says so', () => {
    const timed = [api('orders', { upstream: inside, timeout: '5s' })];
    expect(problems('gateway-api', timed)).toEqual([]);
    expect(problems('gateway-api', timed, new Set(['HTTPRouteRequestTimeout']))).toEqual([]);
    expect(problems('gateway-api', timed, new Set(['HTTPRoutePathRewrite']))).toMatchObject([{ field: 'timeout' }]);
  });

  it('two ways of authenticating in one namespace of Traefik Hub', () => {
    const jwt = { jwt: { jwks: 'https://id.example/k' } };
    const both = [api('a', { upstream: inside, auth: key }), api('b', { upstream: inside, auth: jwt })];
    expect(problems('traefik-hub', both)).toMatchObject([{ api: 'b', field: 'auth.jwt' }]);
  });

  it('two APIs at one place, and not a version beside what it is a version of', () => {
    const version = { of: 'a', name: 'v2' };
    const [a, b] = [api('a', { upstream: inside, path: '/x' }), api('b', { upstream: inside, path: '/x/' })];
    expect(problems('gateway-api', [a, b])).toMatchObject([{ api: 'b', field: 'path' }]);
    expect(problems('gateway-api', [a, api('b', { upstream: inside, version })])).toEqual([]);
  });

  const config = (metadata: JsonObject): JsonObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
  it.each<[string, JsonObject, string]>([
    ['no object', { a: 1 }, 'no object of Kubernetes'],
    ['no name', config({}), 'has no name'],
    ['a name made up by the server', config({ generateName: 'a-' }), 'has no name'],
    [
      'another namespace',
      config({ name: 'a', namespace: 'kube-system' }),
      'lets this target write to apis, shared only',
    ],
    [
      'an object of the cluster',
      { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'a' } },
      'belongs to no namespace',
    ],
    [
      'a policy of the cluster',
      { apiVersion: 'hub.traefik.io/v1alpha1', kind: 'AccessControlPolicy', metadata: { name: 'a' } },
      'lets this target write to apis, shared only (clusterKinds)',
    ],
    ['data of a secret', { ...config({ name: 'a' }), kind: 'Secret', stringData: { a: 'b' } }, 'holds secret data'],
    ['marks of Sluice', config({ name: 'a', labels: { 'sluice/owner': 'me' } }), 'is a mark of Sluice’s own'],
  ])('of native files: %s', (_, body, message) => {
    const [problem] = problems('traefik-proxy', [native(body)]);
    expect(problem).toMatchObject({ field: 'native.eu-1', message: expect.stringContaining(message) as string });
    expect(problem?.message).toMatch(/^gateway\/orders\.yaml: /);
  });

  it('one object twice', () => {
    const body = config({ name: 'a' });
    expect(problems('traefik-proxy', [native(body, body)])).toMatchObject([
      { message: 'ConfigMap apis/a is there twice' },
    ]);
  });
});

describe('Services among weights, which Traefik knows once', () => {
  const both = (first: string, second: string, more: GatewayBlock = {}): GatewayBlock => ({
    upstream: [first, second].map((url) => ({ url, weight: 1 })),
    ...more,
  });
  const other = 'http://other.apis.svc:8080';
  const said = (...apis: DesiredApi[]): readonly string[] =>
    problems('traefik-proxy', apis).map(({ message }) => message);

  it.each<[string, DesiredApi[]]>([
    [
      'with another timeout',
      [api('a', both(inside, other)), api('b', both(inside, outside.replace('/base/', ''), { timeout: '5s' }))],
    ],
    ['by another scheme', [api('a', both(inside, inside.replace('http:', 'https:')))]],
    [
      'by a name that reads alike',
      [
        api('a', both('http://v1.apis-orders.svc:80', other)),
        api('b', both('http://orders-v1.apis.svc:80', other, { timeout: '5s' })),
      ],
    ],
  ])('refuses one %s', (_, apis) => {
    expect(said(...apis).filter((message) => message.startsWith('Traefik keeps one way'))).not.toEqual([]);
  });

  it.each<[string, DesiredApi[]]>([
    ['in the same way', [api('a', both(inside, other)), api('b', both(inside, other))]],
    ['for itself', [api('a', both(inside, other)), api('b', { upstream: inside, timeout: '5s' })]],
    [
      'at another port',
      [
        api('a', both(inside, other)),
        api('b', both('http://orders.apis.svc:81', 'http://x.apis.svc', { timeout: '5s' })),
      ],
    ],
  ])('takes one %s', (_, apis) => {
    expect(said(...apis)).toEqual([]);
  });
});
