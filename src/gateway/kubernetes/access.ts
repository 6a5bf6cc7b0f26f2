import { byPrecedence, type Credential, type RouteAccess } from '../../release/exposure/access.ts';
import type { Manifest, Resource } from '../../release/manifest.ts';
import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { at, listOf, refOf, textOf } from './object.ts';

/**
 * Where the routes of a cluster answer and who may call them: IngressRoutes by Traefik's priorities (the longer rule first where none is
 * said), HTTPRoutes by the precedence of Gateway API.
 */
export function access({ resources }: Manifest): readonly RouteAccess[] {
  const bodies = resources.map(({ body }) => asObject(body) ?? {});
  const ingress = resources
    .filter(({ kind }) => kind === 'IngressRoute')
    .flatMap((resource) => ingressRoutes(resource, bodies))
    .sort((a, b) => b.priority - a.priority || (a.route.id < b.route.id ? -1 : 1));
  const routes = resources.filter(({ kind }) => kind === 'HTTPRoute').flatMap(httpRoutes);
  return [...ingress.map(({ route }) => route), ...byPrecedence(routes)];
}

interface Prioritised {
  readonly route: RouteAccess;
  readonly priority: number;
}

function ingressRoutes({ id, api, body }: Resource, bodies: readonly JsonObject[]): Prioritised[] {
  const object = asObject(body) ?? {};
  const { namespace } = refOf(object);
  return listOf(at(object, 'spec', 'routes')).map((each) => {
    const rule = textOf(at(each, 'match'));
    const priority = at(each, 'priority');
    const chain = listOf(at(each, 'middlewares')).map((ref) => ({
      name: textOf(at(ref, 'name')),
      spec: specOf(ref, namespace, bodies),
    }));
    const specs = chain.map(({ spec }) => spec).filter((spec) => spec !== undefined);
    const auth = hubAuth(object, bodies) ?? clientCertificate(object, bodies) ?? credentialOf(chain);
    const route = { id, api, ...ruleOf(rule), ...limitsOf(specs), strips: stripped(specs), auth };
    return { route, priority: typeof priority === 'number' && priority !== 0 ? priority : rule.length };
  });
}

function specOf(ref: Json, namespace: string, bodies: readonly JsonObject[]): JsonObject | undefined {
  const place = textOf(at(ref, 'namespace')) || namespace;
  return asObject(at(find(bodies, 'Middleware', place, textOf(at(ref, 'name'))), 'spec'));
}

function find(bodies: readonly JsonObject[], kind: string, namespace: string, name: string): JsonObject | undefined {
  return bodies.find((body) => {
    const ref = refOf(body);
    return ref.kind === kind && ref.namespace === namespace && ref.name === name;
  });
}

type Place = Pick<RouteAccess, 'host' | 'path' | 'match' | 'when'>;

/** One host, one path and one header at most, joined by `&&`; any other rule is compared as its text. */
function ruleOf(rule: string): Place {
  const parts = rule.split(' && ').map(partOf);
  const keys = parts.flatMap((part) => Object.keys(part ?? {}));
  const isRead = parts.every((part) => part !== undefined) && new Set(keys).size === keys.length;
  if (!isRead) return { path: rule, match: 'opaque' };
  return { path: '/', match: 'prefix', ...(Object.assign({}, ...parts) as Partial<Place>) };
}

function partOf(part: string): Partial<Place> | undefined {
  const [, host] = /^Host\(`([^`{}]+)`\)$/.exec(part) ?? [];
  if (host !== undefined) return { host: host.toLowerCase() };
  const [, segment, below] = /^\(Path\(`([^`]+)`\) \|\| PathPrefix\(`([^`]+)\/`\)\)$/.exec(part) ?? [];
  if (segment !== undefined && segment === below) return { path: segment, match: 'prefix' };
  const [, kind, path] = /^(Path|PathPrefix)\(`([^`{}]+)`\)$/.exec(part) ?? [];
  if (path !== undefined) return { path, match: matchOf(kind, path) };
  const [, header, value] = /^Header\(`([^`]+)`, `([^`]+)`\)$/.exec(part) ?? [];
  return header === undefined ? undefined : { when: `${header.toLowerCase()}: ${value ?? ''}` };
}

/** `PathPrefix` begins with its text, wherever that ends. */
function matchOf(kind: string | undefined, path: string): RouteAccess['match'] {
  if (kind === 'Path') return 'exact';
  return path === '/' ? 'prefix' : 'text-prefix';
}

function credentialOf(chain: readonly { readonly name: string; readonly spec: JsonObject | undefined }[]): Credential {
  for (const { name, spec } of chain) {
    // One that is not ours may ask for anything.
    if (spec === undefined) return { kind: 'other', checks: { middleware: name } };
    const users = textOf(at(spec, 'basicAuth', 'secret'));
    if (users !== '') return { kind: 'basic', checks: { users } };
    const other = ['forwardAuth', 'digestAuth', 'plugin', 'chain'].find((type) => own(spec, type) !== undefined);
    if (other !== undefined) return { kind: 'other', checks: { middleware: name } };
  }
  return { kind: 'none', checks: {} };
}

/** Traefik Hub asks at every route of a managed API, by the one way of its namespace. */
function hubAuth(route: JsonObject, bodies: readonly JsonObject[]): Credential | undefined {
  const annotations = at(route, 'metadata', 'annotations');
  if (
    at(annotations, 'hub.traefik.io/api') === undefined &&
    at(annotations, 'hub.traefik.io/api-version') === undefined
  ) {
    return undefined;
  }
  const { namespace } = refOf(route);
  const spec = at(
    bodies.find((body) => refOf(body).kind === 'APIAuth' && refOf(body).namespace === namespace),
    'spec',
  );
  const header = textOf(at(spec, 'apiKey', 'keySource', 'header'));
  if (header !== '') return { kind: 'key', checks: { header: header.toLowerCase() } };
  const [issuer] = listOf(at(spec, 'jwt', 'trustedIssuers'));
  if (issuer === undefined) return { kind: 'other', checks: { by: 'Traefik Hub' } };
  const named = textOf(at(issuer, 'issuer'));
  return { kind: 'jwt', checks: { keys: textOf(at(issuer, 'jwksUrl')), ...(named !== '' && { issuer: named }) } };
}

function clientCertificate(route: JsonObject, bodies: readonly JsonObject[]): Credential | undefined {
  const { namespace } = refOf(route);
  const options = at(route, 'spec', 'tls', 'options');
  const found = find(bodies, 'TLSOption', textOf(at(options, 'namespace')) || namespace, textOf(at(options, 'name')));
  const asked = at(found, 'spec', 'clientAuth');
  if (at(asked, 'clientAuthType') !== 'RequireAndVerifyClientCert') return undefined;
  return { kind: 'mtls', checks: { authorities: listOf(at(asked, 'secretNames')).map(textOf).join(' ') } };
}

type Limits = Pick<RouteAccess, 'rate' | 'requestSize' | 'allow'>;

function limitsOf(specs: readonly JsonObject[]): Limits {
  const first = (...keys: readonly string[]): Json | undefined =>
    specs.map((spec) => at(spec, ...keys)).find((value) => value !== undefined);
  const [requests, period] = [first('rateLimit', 'average'), textOf(first('rateLimit', 'period'))];
  const size = first('buffering', 'maxRequestBodyBytes');
  const allow = listOf(first('ipAllowList', 'sourceRange')).map(textOf);
  return {
    ...(typeof requests === 'number' && { rate: { requests, periodMs: milliseconds(period) } }),
    ...(typeof size === 'number' && { requestSize: size }),
    ...(allow.length > 0 && { allow }),
  };
}

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** A second where nothing is said; a form that Sluice does not write counts as that too. */
function milliseconds(period: string): number {
  const [, amount, unit] = /^(\d{1,9})(ms|s|m|h)$/.exec(period) ?? [];
  return amount === undefined ? 1000 : Number(amount) * units[unit as keyof typeof units];
}

function stripped(specs: readonly JsonObject[]): string {
  const [prefix] = specs.flatMap((spec) => listOf(at(spec, 'stripPrefix', 'prefixes')));
  return textOf(prefix);
}

function httpRoutes({ id, api, body }: Resource): RouteAccess[] {
  const hosts = listOf(at(body, 'spec', 'hostnames')).map((host) => textOf(host).toLowerCase());
  return listOf(at(body, 'spec', 'rules')).flatMap((rule) => {
    const matches = listOf(at(rule, 'matches'));
    const rewrite = listOf(at(rule, 'filters')).find((filter) => at(filter, 'type') === 'URLRewrite');
    const target = at(rewrite, 'urlRewrite', 'path', 'replacePrefixMatch');
    return (matches.length === 0 ? [{}] : matches).flatMap((match) => {
      const place = httpPlace(match);
      const strips = target !== undefined && place.path !== '/' && target !== place.path ? place.path : '';
      const route: RouteAccess = { id, api, ...place, strips, auth: { kind: 'none', checks: {} } };
      return hosts.length === 0 ? [route] : hosts.map((host) => ({ ...route, host }));
    });
  });
}

function httpPlace(match: Json): Pick<RouteAccess, 'path' | 'match' | 'when' | 'methods'> {
  const [type, value] = [textOf(at(match, 'path', 'type')), textOf(at(match, 'path', 'value')) || '/'];
  const method = textOf(at(match, 'method'));
  const conditions = [...listOf(at(match, 'headers')), ...listOf(at(match, 'queryParams'))].map(
    (each) => `${textOf(at(each, 'name')).toLowerCase()}: ${textOf(at(each, 'value'))}`,
  );
  return {
    path: value.replace(/(?<=.)\/$/, ''),
    match: type === 'Exact' ? 'exact' : type === 'RegularExpression' ? 'opaque' : 'prefix',
    ...(method !== '' && { methods: [method] }),
    ...(conditions.length > 0 && { when: conditions.sort().join(', ') }),
  };
}
