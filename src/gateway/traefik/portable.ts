import type { GatewayBlock } from '../../config/gateway-block.ts';
import { duration, rate, size } from '../../config/units.ts';
import type { JsonObject } from '../../spec/json.ts';
import type { RenderProblem } from '../target.ts';
import { upstreamsOf } from '../upstreams.ts';
import { portableProblems, type Bindings } from './portable-problems.ts';
import type { SectionName } from './sections.ts';

/** One thing by the section that it stands in and the name that its owner calls it by. */
export interface Thing {
  readonly section: SectionName;
  readonly name: string;
  readonly body: JsonObject;
}

export type Rendered =
  | { readonly ok: true; readonly things: readonly Thing[] }
  | { readonly ok: false; readonly problems: readonly RenderProblem[] };

const defaultTimeoutMs = 30_000;
const defaultMethods = ['GET', 'HEAD', 'POST'];

/** Above every priority that Traefik itself gives, which is the length of the rule. */
const hostPriority = 4096;

/**
 * The router, service, transport and middlewares that one portable block becomes. `base` is the block of
 * the API that this is a version of: they share a listen path and a host.
 */
export function renderPortable(api: string, gateway: GatewayBlock, bindings: Bindings, base?: GatewayBlock): Rendered {
  const problems = portableProblems(gateway, bindings).map((problem) => ({ api, ...problem }));
  if (problems.length > 0 || gateway.upstream === undefined) return { ok: false, problems };
  const path = listenPath(api, gateway, base);
  const host = (gateway.host ?? base?.host)?.toLowerCase();
  const chain = middlewares(gateway, path, bindings).map(([name, body]) => ({ name: `${api}:${name}`, body }));
  const things: Thing[] = [
    { section: 'http.routers', name: api, body: router(api, gateway, { path, host, chain, bindings }) },
    { section: 'http.services', name: api, body: service(api, gateway.upstream) },
    { section: 'http.serversTransports', name: api, body: transport(gateway) },
    ...chain.map(({ name, body }): Thing => ({ section: 'http.middlewares', name, body })),
  ];
  if (gateway.tags !== undefined && gateway.tags.length > 0) {
    // Traefik has no labels on what comes from files: a middleware that no router uses carries them.
    const body = { headers: { customRequestHeaders: { 'X-Tags': [...gateway.tags].sort().join(',') } } };
    things.push({ section: 'http.middlewares', name: `${api}:tags`, body });
  }
  if (gateway.auth !== undefined && 'mtls' in gateway.auth) {
    const caFiles = [bindings.secrets?.[gateway.auth.mtls.authorities] ?? ''];
    const body = { clientAuth: { caFiles, clientAuthType: 'RequireAndVerifyClientCert' } };
    things.push({ section: 'tls.options', name: api, body });
  }
  return { ok: true, things };
}

function listenPath(api: string, gateway: GatewayBlock, base: GatewayBlock | undefined): string {
  const path = gateway.path ?? base?.path ?? `/${gateway.version?.of ?? api}`;
  return path.replace(/(?<=.)\/$/, '');
}

interface Place {
  readonly path: string;
  readonly host: string | undefined;
  readonly chain: readonly { readonly name: string }[];
  readonly bindings: Bindings;
}

function router(api: string, gateway: GatewayBlock, { path, host, chain, bindings }: Place): JsonObject {
  const { version } = gateway;
  const rule = [
    ...(host === undefined ? [] : [`Host(\`${host}\`)`]),
    // Whole segments: PathPrefix alone would take /orders-of-others as well.
    path === '/' ? 'PathPrefix(`/`)' : `(Path(\`${path}\`) || PathPrefix(\`${path}/\`))`,
    ...(version === undefined ? [] : [`Header(\`${version.header ?? 'x-api-version'}\`, \`${version.name}\`)`]),
  ].join(' && ');
  const entryPoints = bindings.entryPoints?.[gateway.visibility ?? 'public'];
  return {
    rule,
    service: api,
    ...(entryPoints !== undefined && { entryPoints }),
    ...(chain.length > 0 && { middlewares: chain.map(({ name }) => name) }),
    ...(host !== undefined && { priority: rule.length + hostPriority }),
    ...(gateway.auth !== undefined && 'mtls' in gateway.auth && { tls: { options: api } }),
  };
}

function service(api: string, upstream: GatewayBlock['upstream']): JsonObject {
  const servers = upstreamsOf(upstream).map(({ url, weight }) => {
    const { origin, pathname } = new URL(url);
    const path = pathname.replace(/\/$/, '');
    return { url: `${origin}${path}`, weight, ...(path !== '' && { preservePath: true }) };
  });
  return { loadBalancer: { servers, passHostHeader: false, serversTransport: api } };
}

function transport({ timeout }: GatewayBlock): JsonObject {
  const limit = goDuration(timeout === undefined ? defaultTimeoutMs : duration(timeout));
  return { forwardingTimeouts: { dialTimeout: limit, responseHeaderTimeout: limit } };
}

/** In the order in which a request goes through them: preflights are answered before anybody is asked who they are. */
function middlewares(gateway: GatewayBlock, path: string, { secrets }: Bindings): (readonly [string, JsonObject])[] {
  const { auth, cors, ips, rateLimit, requestSize, retries = 0, stripPath = true } = gateway;
  const all: (readonly [string, JsonObject])[] = [];
  if (ips?.allow !== undefined) all.push(['ips', { ipAllowList: { sourceRange: ips.allow } }]);
  if (cors !== undefined) all.push(['cors', { headers: corsHeaders(cors) }]);
  if (auth !== undefined && 'basic' in auth)
    all.push(['auth', { basicAuth: { usersFile: secrets?.[auth.basic.users] ?? '', removeHeader: true } }]);
  if (rateLimit !== undefined) {
    const { requests, periodMs } = rate(rateLimit);
    all.push(['rate', { rateLimit: { average: requests, period: goDuration(periodMs), burst: requests } }]);
  }
  if (requestSize !== undefined) all.push(['size', { buffering: { maxRequestBodyBytes: size(requestSize) } }]);
  if (retries > 0) all.push(['retry', { retry: { attempts: retries + 1, initialInterval: '100ms' } }]);
  if (stripPath && path !== '/') all.push(['strip', { stripPrefix: { prefixes: [path] } }]);
  return all;
}

function corsHeaders(cors: NonNullable<GatewayBlock['cors']>): JsonObject {
  return {
    accessControlAllowOriginList: cors.origins,
    accessControlAllowMethods: cors.methods ?? defaultMethods,
    ...(cors.headers !== undefined && { accessControlAllowHeaders: cors.headers }),
    ...(cors.expose !== undefined && { accessControlExposeHeaders: cors.expose }),
    ...(cors.credentials === true && { accessControlAllowCredentials: true }),
    ...(cors.maxAge !== undefined && { accessControlMaxAge: Math.floor(duration(cors.maxAge) / 1000) }),
    addVaryHeader: true,
  };
}

/** In Traefik's words, always in the same unit. */
function goDuration(ms: number): string {
  return `${ms}ms`;
}
