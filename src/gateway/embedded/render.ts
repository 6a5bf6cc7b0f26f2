import type { GatewayBlock } from '../../config/gateway-block.ts';
import { duration, rate, size } from '../../config/units.ts';
import type { Resource } from '../../release/manifest.ts';
import type { JsonObject } from '../../spec/json.ts';
import { outlineOperations } from '../../spec/outline-operations.ts';
import type { DesiredApi, RenderProblem, RenderResult, Scope } from '../target.ts';
import { canonicalUrl, upstreamsOf } from '../upstreams.ts';
import type { OperationTemplate } from './operations.ts';
import { asResource, routeId, routeSchema, type RouteBody } from './route.ts';

const defaultTimeoutMs = 30_000;
const defaultKeyHeader = 'x-api-key';

/** The routes that these APIs become. Everything is spelled out, so that what is read back is what was written. */
export function render(target: string, scope: Scope, apis: readonly DesiredApi[]): RenderResult {
  const routes = apis.map((api) => routeOf(target, scope, api));
  const problems = [...routes.flatMap(({ problems }) => problems), ...collisions(routes)];
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, manifest: { target, resources: routes.flatMap(({ resource }) => resource ?? []) } };
}

interface RenderedRoute {
  readonly api: string;
  readonly place?: string;
  readonly resource?: Resource;
  readonly problems: readonly RenderProblem[];
}

function routeOf(target: string, scope: Scope, desired: DesiredApi): RenderedRoute {
  const { name: api, gateway } = desired.definition;
  if (gateway === undefined)
    return { api, problems: [{ api, field: 'gateway', message: 'is missing: nothing says where requests go' }] };
  const problems = [...inexpressible(api, target, desired, gateway)];
  if (gateway.upstream === undefined) {
    problems.push({ api, field: 'upstream', message: 'is missing: nothing says where requests go' });
    return { api, problems };
  }
  const auth = authWay(gateway.auth);
  if (auth === undefined) return { api, problems };
  const checked = routeSchema.safeParse(bodyOf(api, gateway, auth, desired.description));
  if (!checked.success) {
    const found = checked.error.issues.map(({ path, message }) => ({ api, field: fieldOf(path), message }));
    return { api, problems: [...problems, ...found] };
  }
  const body = checked.data;
  const resource = asResource({ id: routeId(scope.owner, api), api, kind: 'route', body, dependsOn: [] });
  return { api, place: `${body.host ?? ''}${body.path}`, resource, problems };
}

function inexpressible(api: string, target: string, desired: DesiredApi, gateway: GatewayBlock): RenderProblem[] {
  const problems: RenderProblem[] = unknownFields
    .filter((field) => gateway[field] !== undefined)
    .map((field) => ({ api, field, message: 'the embedded gateway cannot do this' }));
  if (gateway.auth !== undefined && authWay(gateway.auth) === undefined) {
    const field = `auth.${Object.keys(gateway.auth).join()}`;
    problems.push({ api, field, message: 'the embedded gateway knows none, key and jwt only' });
  }
  if (gateway.visibility === 'internal') {
    const message = 'the embedded gateway has one entrance for all traffic and cannot keep an API internal';
    problems.push({ api, field: 'visibility', message });
  }
  for (const { file } of desired.native) {
    const message = `${file}: the embedded gateway takes the portable block only`;
    problems.push({ api, field: `native.${target}`, message });
  }
  return problems;
}

const unknownFields = ['cors', 'ips', 'quota', 'retries', 'tags', 'validateRequests', 'version'] as const;

function bodyOf(
  api: string,
  gateway: GatewayBlock,
  auth: RouteBody['auth'],
  description: JsonObject | undefined,
): RouteBody {
  return {
    ...(gateway.host !== undefined && { host: gateway.host.toLowerCase() }),
    path: (gateway.path ?? `/${api}`).replace(/(?<=.)\/$/, ''),
    stripPath: gateway.stripPath ?? true,
    upstreams: upstreamsOf(gateway.upstream).map(({ url, weight }) => ({ url: canonicalUrl(url), weight })),
    auth,
    ...(gateway.rateLimit !== undefined && { rateLimit: rate(gateway.rateLimit) }),
    ...(gateway.requestSize !== undefined && { requestSize: size(gateway.requestSize) }),
    timeoutMs: gateway.timeout === undefined ? defaultTimeoutMs : duration(gateway.timeout),
    ...(description && { operations: operationsOf(description) }),
  };
}

/** Undefined where the gateway knows no such way. */
function authWay(auth: GatewayBlock['auth']): RouteBody['auth'] | undefined {
  if (auth === undefined || 'none' in auth) return { type: 'none' };
  if ('key' in auth) return { type: 'key', header: (auth.key.header ?? defaultKeyHeader).toLowerCase() };
  if (!('jwt' in auth)) return undefined;
  const { jwks, issuer, audience } = auth.jwt;
  return {
    type: 'jwt',
    jwks: canonicalUrl(jwks),
    ...(issuer !== undefined && { issuer }),
    ...(audience !== undefined && { audience }),
  };
}

function operationsOf(description: JsonObject): OperationTemplate[] {
  return outlineOperations(description)
    .map(({ method, path }) => ({ method, path }))
    .sort((a, b) => order(a.path, b.path) || order(a.method, b.method));
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A route's field in the words of the portable block. */
function fieldOf([first, ...rest]: readonly PropertyKey[]): string {
  if (first === 'upstreams') return 'upstream';
  if (first === 'timeoutMs') return 'timeout';
  if (first === 'operations') return 'spec';
  if (first !== 'auth') return String(first);
  return ['auth', rest[0] === 'header' ? 'key' : 'jwt', ...rest].join('.');
}

function collisions(routes: readonly RenderedRoute[]): RenderProblem[] {
  const taken = new Map<string, string>();
  return routes.flatMap(({ api, place }) => {
    if (place === undefined) return [];
    const other = taken.get(place);
    if (other !== undefined)
      return [{ api, field: 'path', message: `${place} is already the listen path of ${other}` }];
    taken.set(place, api);
    return [];
  });
}
