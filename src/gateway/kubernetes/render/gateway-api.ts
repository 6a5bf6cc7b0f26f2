import type { GatewayBlock } from '../../../config/gateway-block.ts';
import { duration } from '../../../config/units.ts';
import type { JsonObject } from '../../../spec/json.ts';
import {
  objectName,
  objectOf,
  placeOf,
  tagLabels,
  type Problem,
  type RenderContext,
  type Renderer,
} from './renderer.ts';
import { backendsOf, type Backend } from './upstreams.ts';

const version = 'gateway.networking.k8s.io/v1';

/**
 * One HTTPRoute for each API: what Gateway API's standard channel can say, and nothing that only some implementations read.
 * Everything that the API server would fill in is spelled out.
 */
export const gatewayApi: Renderer = (api, gateway, context) => {
  const { name } = api.definition;
  const backends = backendsOf(gateway.upstream);
  const problems = [
    ...inexpressible(gateway),
    ...unusable(gateway, backends),
    ...unsupported(gateway, context.features),
  ];
  if (context.parent === undefined)
    problems.push({ field: 'gateway', message: 'the operator names no Gateway for this target' });
  if (problems.length > 0) return { objects: [], problems };
  return { objects: [route(name, gateway, backends, context), ...grants(name, backends, context)], problems: [] };
};

const neverKnown = {
  rateLimit: 'rate limits',
  quota: 'quotas',
  requestSize: 'limits on the size of requests',
  validateRequests: 'validation against a description',
  ips: 'lists of addresses',
  retries: 'retries in its standard channel',
} as const satisfies Partial<Record<keyof GatewayBlock, string>>;

function inexpressible(gateway: GatewayBlock): Problem[] {
  const problems: Problem[] = [];
  for (const [field, what] of Object.entries(neverKnown) as [keyof typeof neverKnown, string][]) {
    if (gateway[field] === undefined || gateway[field] === false || gateway[field] === 0) continue;
    problems.push({
      field,
      message: `Gateway API has no ${what}; a native file can hold the implementation’s own kind`,
    });
  }
  const way = Object.keys(gateway.auth ?? { none: {} }).join();
  if (way !== 'none') {
    problems.push({
      field: `auth.${way}`,
      message: 'Gateway API has no authentication; renders: traefik-hub and tyk-operator have',
    });
  }
  if (gateway.visibility === 'internal') {
    problems.push({
      field: 'visibility',
      message: 'the target has one Gateway for all traffic and cannot keep an API internal',
    });
  }
  return problems;
}

/** An implementation passes over in silence what it does not support, so what its class says is asked first. */
const features = {
  timeout: 'HTTPRouteRequestTimeout',
  cors: 'HTTPRouteCORS',
} as const satisfies Partial<Record<keyof GatewayBlock, string>>;

function unsupported(gateway: GatewayBlock, supported: RenderContext['features']): Problem[] {
  if (supported === undefined) return [];
  return (Object.entries(features) as [keyof typeof features, string][])
    .filter(([field, feature]) => gateway[field] !== undefined && !supported.has(feature))
    .map(([field, feature]) => ({ field, message: `the Gateway of this target does not support it (${feature})` }));
}

function unusable(gateway: GatewayBlock, backends: readonly Backend[]): Problem[] {
  const problems: Problem[] = [];
  const add = (field: string, message: string): void => void problems.push({ field, message });
  if (gateway.upstream === undefined) add('upstream', 'is missing: nothing says where requests go');
  const outside = backends.find(({ service }) => service === undefined);
  if (outside !== undefined) {
    add('upstream', `${outside.host} is no Service of the cluster: Gateway API asks for NAME.NAMESPACE.svc`);
  }
  if (backends.some(({ scheme }) => scheme === 'https')) {
    add('upstream', 'Gateway API asks for a BackendTLSPolicy before an upstream can be reached by https');
  }
  if (new Set(backends.map(({ path }) => path)).size > 1) {
    add('upstream', 'have different base paths: a route has one for all its Services');
  }
  if (backends.length > 0 && backends.every(({ weight }) => weight === 0)) {
    add('upstream', 'expected a weight above 0: otherwise every request is answered 500');
  }
  if (gateway.host !== undefined && !/^[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(gateway.host)) {
    add('host', 'expected a host name without a port');
  }
  if (/\/\/|\/\.{1,2}(\/|$)/.test(gateway.path ?? '/')) add('path', 'expected a path without empty, . and .. segments');
  if (gateway.timeout !== undefined && duration(gateway.timeout) === 0) {
    add('timeout', 'expected more than 0: to Gateway API 0 is no limit');
  }
  return problems;
}

function route(api: string, gateway: GatewayBlock, backends: readonly Backend[], context: RenderContext): JsonObject {
  const { host, path } = placeOf(api, gateway, context.apis);
  const { namespace } = context;
  const rewrite = rewriteOf(path, backends[0]?.path ?? '', gateway.stripPath ?? true);
  const filters = [gateway.cors && corsFilter(gateway.cors), rewrite].filter((filter) => filter !== undefined);
  const rule = {
    matches: [{ path: { type: 'PathPrefix', value: path }, ...versionMatch(gateway.version) }],
    ...(filters.length > 0 && { filters }),
    backendRefs: backends.map((backend) => backendRef(backend, namespace)),
    ...(gateway.timeout !== undefined && { timeouts: { request: gatewayDuration(duration(gateway.timeout)) } }),
  };
  const metadata = { name: objectName(api), namespace, ...tagLabels(gateway.tags) };
  return objectOf(version, 'HTTPRoute', metadata, {
    spec: { parentRefs: [parentRef(context)], ...(host !== undefined && { hostnames: [host] }), rules: [rule] },
  });
}

function parentRef({ parent }: RenderContext): JsonObject {
  return {
    group: 'gateway.networking.k8s.io',
    kind: 'Gateway',
    name: parent?.name ?? '',
    ...(parent?.namespace !== undefined && { namespace: parent.namespace }),
    ...(parent?.section !== undefined && { sectionName: parent.section }),
  };
}

function versionMatch(of: GatewayBlock['version']): JsonObject {
  if (of === undefined) return {};
  return { headers: [{ type: 'Exact', name: of.header ?? 'x-api-version', value: of.name }] };
}

function backendRef({ service, port, weight }: Backend, namespace: string): JsonObject {
  const isElsewhere = service !== undefined && service.namespace !== namespace;
  return {
    group: '',
    kind: 'Service',
    name: service?.name ?? '',
    ...(isElsewhere && { namespace: service.namespace }),
    port,
    weight,
  };
}

/** The upstream sees its own base path and what follows the listen path, or the whole of it. */
function rewriteOf(path: string, base: string, strip: boolean): JsonObject | undefined {
  const replacePrefixMatch = strip ? base || '/' : `${base}${path === '/' ? '' : path}` || '/';
  if (replacePrefixMatch === path) return undefined;
  return { type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch } } };
}

function corsFilter(cors: NonNullable<GatewayBlock['cors']>): JsonObject {
  return {
    type: 'CORS',
    cors: {
      allowOrigins: cors.origins,
      allowMethods: cors.methods ?? ['GET', 'HEAD', 'POST'],
      ...(cors.headers !== undefined && { allowHeaders: cors.headers }),
      ...(cors.expose !== undefined && { exposeHeaders: cors.expose }),
      ...(cors.credentials !== undefined && { allowCredentials: cors.credentials }),
      maxAge: cors.maxAge === undefined ? 5 : Math.max(1, Math.floor(duration(cors.maxAge) / 1000)),
    },
  };
}

/** GEP-2257: whole numbers of h, m, s and ms, five digits at most, so the largest unit that divides. */
function gatewayDuration(ms: number): string {
  const units = [
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
  ] as const;
  const unit = units.find(([, size]) => ms % size === 0);
  return unit === undefined ? `${ms}ms` : `${ms / unit[1]}${unit[0]}`;
}

/** A Service of another namespace has to allow the route: one grant for each namespace and API. */
function grants(api: string, backends: readonly Backend[], { namespace }: RenderContext): JsonObject[] {
  const names = new Map<string, Set<string>>();
  for (const { service } of backends) {
    if (service === undefined || service.namespace === namespace) continue;
    names.set(service.namespace, (names.get(service.namespace) ?? new Set()).add(service.name));
  }
  return [...names].map(([other, services]) =>
    objectOf(
      'gateway.networking.k8s.io/v1beta1',
      'ReferenceGrant',
      { name: objectName(api), namespace: other },
      {
        spec: {
          from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace }],
          to: [...services].sort().map((name) => ({ group: '', kind: 'Service', name })),
        },
      },
    ),
  );
}
