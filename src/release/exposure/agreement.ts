import type { Level } from '../../compare/change.ts';
import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { outlineOperations, type OutlineOperation } from '../../spec/outline-operations.ts';
import { schemeName } from '../../spec/security.ts';
import { below, type Credential, type RouteAccess } from './access.ts';
import { asksFor } from './difference.ts';
import type { Resolver } from './resolve.ts';

/** A description and a gateway that say different things about the same operations. */
export interface Disagreement {
  readonly rule: 'operation-not-routed' | 'route-not-described' | 'security-differs';
  readonly level: Level;
  /** As the description names them; of a route, its path. */
  readonly operations: readonly string[];
  /** What is wrong and what to do, without the operations. */
  readonly what: string;
  /** The first route that nothing describes. */
  readonly route?: RouteAccess;
}

/**
 * Holds an API's outline (`undefined`: it has no description) against the routes of a gateway: operations that nobody can call, routes that
 * nothing describes, credentials that the two ask for differently.
 */
export function disagreements(api: string, outline: JsonObject | undefined, routes: Resolver): Disagreement[] {
  const own = routes.routes.filter((route) => route.api === api);
  if (own.length === 0) return [];
  if (outline === undefined) return own.filter(servesAnything).map(undescribed);
  const operations = outlineOperations(outline);
  const used = new Set<RouteAccess>();
  const found = operations.flatMap((operation): Disagreement[] => {
    const route = routeOf(operation, own, routes);
    if (!('id' in route)) return [route];
    used.add(route);
    return security(operation, outline, route);
  });
  const idle = own.filter((route) => route.match !== 'opaque' && !used.has(route) && servesAnything(route));
  return grouped([...found, ...idle.map(undescribed)]);
}

/** One that sends everybody elsewhere has nothing to describe. */
function servesAnything({ operations }: RouteAccess): boolean {
  return operations?.length !== 0;
}

function undescribed(route: RouteAccess): Disagreement {
  const what = 'is served and no description speaks of it. Describe it, or take the route out';
  return {
    rule: 'route-not-described',
    level: 'warning',
    operations: [`${route.host ?? ''}${route.path}`],
    what,
    route,
  };
}

/** The API's own route that serves an operation; else why none does. */
function routeOf(
  operation: OutlineOperation,
  own: readonly RouteAccess[],
  routes: Resolver,
): RouteAccess | Disagreement {
  let other: RouteAccess | undefined;
  for (const route of own) {
    if (route.match === 'opaque') return route;
    const taking = routes.taking(probe(operation, route));
    const serving = routes.serving(probe(operation, route));
    if (serving?.api === route.api) return serving;
    if (taking !== undefined && taking.api !== route.api) other = taking;
  }
  const why =
    other === undefined
      ? 'is described and no route leads to it. Look at path and stripPath of the gateway block, or take it out of the description'
      : `is described, and ${other.path} of ${other.api} takes its requests. Give one of them another path`;
  const label = `${operation.method} ${operation.path}`;
  return { rule: 'operation-not-routed', level: 'error', operations: [label], what: why };
}

function probe({ method, path }: OutlineOperation, route: RouteAccess): Parameters<Resolver['serving']>[0] {
  const { api, host, when, strips } = route;
  return {
    api,
    method,
    path: below(strips, path),
    everything: false,
    opaque: false,
    label: '',
    ...(host !== undefined && { host }),
    ...(when !== undefined && { when }),
  };
}

type Kind = Credential['kind'];

/** What an operation's description asks for: the kinds of each alternative; empty alternatives ask for nothing. */
function described({ node }: OutlineOperation, outline: JsonObject): readonly (readonly Kind[])[] | undefined {
  const asked = own(node, 'security') ?? own(outline, 'security');
  if (!Array.isArray(asked)) return undefined;
  const alternatives = asked as readonly Json[];
  if (alternatives.length === 0) return [[]];
  const schemes = asObject(own(asObject(own(outline, 'components')), 'securitySchemes'));
  return alternatives.map((alternative) =>
    Object.keys(asObject(alternative) ?? {}).flatMap((key) => kindsOf(asObject(own(schemes, schemeName(key))))),
  );
}

/** OpenAPI 3.2.0, Security Scheme Object. A bearer token may be of either kind; of a scheme that is not there nothing is known. */
function kindsOf(scheme: JsonObject | undefined): readonly Kind[] {
  switch (own(scheme, 'type')) {
    case 'apiKey':
      return ['key'];
    case 'mutualTLS':
      return ['mtls'];
    case 'oauth2':
    case 'openIdConnect':
      return ['jwt', 'oauth2'];
    case 'http':
      return isBasic(own(scheme, 'scheme')) ? ['basic'] : ['jwt', 'oauth2', 'key'];
    default:
      return ['other'];
  }
}

function isBasic(scheme: Json | undefined): boolean {
  return typeof scheme === 'string' && scheme.toLowerCase() === 'basic';
}

function security(operation: OutlineOperation, outline: JsonObject, { auth }: RouteAccess): Disagreement[] {
  const asked = described(operation, outline);
  if (asked === undefined || auth.kind === 'other' || asked.some((kinds) => kinds.includes('other'))) return [];
  const isOpen = asked.some((kinds) => kinds.length === 0);
  const what = differing(asked, isOpen, auth);
  const operations = [`${operation.method} ${operation.path}`];
  return what === undefined ? [] : [{ rule: 'security-differs', level: 'warning', operations, what }];
}

function differing(asked: readonly (readonly Kind[])[], isOpen: boolean, auth: Credential): string | undefined {
  if (auth.kind === 'none') {
    return isOpen
      ? undefined
      : `asks for ${words(asked)} by its description, and the gateway lets anybody in. Give the gateway block that auth, unless the upstream asks itself`;
  }
  if (asked.some((kinds) => kinds.includes(auth.kind))) return undefined;
  const is = asksFor(auth);
  return isOpen
    ? `asks for nothing by its description, and the gateway asks for ${is}: clients that go by the description are refused. Add its security requirement`
    : `asks for ${words(asked)} by its description and for ${is} at the gateway: clients that go by the description are refused. Make them say the same`;
}

function words(asked: readonly (readonly Kind[])[]): string {
  const kinds = [...new Set(asked.flatMap(([first]) => first ?? []))];
  return kinds.map((kind) => asksFor({ kind, checks: {} })).join(' or ');
}

/** Operations of which the same is to be said, together. */
function grouped(found: readonly Disagreement[]): Disagreement[] {
  const groups = new Map<string, { readonly first: Disagreement; readonly operations: string[] }>();
  for (const one of found) {
    const key = `${one.rule}\n${one.what}`;
    const group = groups.get(key) ?? { first: one, operations: [] };
    groups.set(key, group);
    group.operations.push(one.operations[0] ?? '');
  }
  return [...groups.values()].map(({ first, operations }) => ({ ...first, operations }));
}
