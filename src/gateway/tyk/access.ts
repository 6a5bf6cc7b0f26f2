import {
  below,
  byPrecedence,
  type Allowance,
  type Credential,
  type RouteAccess,
} from '../../release/exposure/access.ts';
import type { Manifest, Resource } from '../../release/manifest.ts';
import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { textOf, textsOf } from '../values.ts';
import { extensionKey } from './canonical.ts';
import { credentialOfClassic, credentialOfOas } from './credential.ts';
import { apisOfPolicy, versionSchema } from './documents.ts';
import { placeOfClassic, placeOfOas, type Place } from './places.ts';
import { secondsOf } from './durations.ts';

/**
 * Who may call what, in the order in which Tyk looks: a host's own APIs before those for any host, the longest listen path first. What
 * is no definition (nodes that differ, a manifest of before) says nothing.
 */
export function access({ resources }: Manifest): readonly RouteAccess[] {
  const policies = new Map(
    resources.flatMap(({ kind, body }) => {
      const policy = kind === 'tyk/policy' ? asObject(body) : undefined;
      return policy === undefined ? [] : apisOfPolicy(policy).map((id) => [id, policy] as const);
    }),
  );
  const routes = new Map(
    resources.flatMap((resource) => {
      const found = routeOf(resource, policies);
      return found === undefined ? [] : [[found.place.id, found] as const];
    }),
  );
  const versions = resources.flatMap(({ kind, body }) => {
    const version = kind === 'tyk/version' ? versionSchema.safeParse(body).data : undefined;
    return version === undefined ? [] : [version];
  });
  const asVersions = versions.flatMap(({ base, id, name, header }): RouteAccess[] => {
    const [at, version] = [routes.get(base), routes.get(id)];
    if (at === undefined || version === undefined) return [];
    const place = common(version.route.id, version.route.api, at.place, at.route.strips !== '');
    return [{ ...version.route, ...place, visibility: 'public', when: `${header}: ${name}` }];
  });
  const answering = new Set(versions.map(({ id }) => id));
  const own = [...routes.values()].filter(({ place }) => !answering.has(place.id));
  return byPrecedence([...own.flatMap(({ route, apart }) => [...apart, route]), ...asVersions]);
}

interface Route {
  readonly place: Place;
  readonly route: RouteAccess;
  /** Operations of it that ask for something else than the rest. */
  readonly apart: readonly RouteAccess[];
}

type Policies = ReadonlyMap<string, JsonObject>;

function routeOf({ id, api, kind, body }: Resource, policies: Policies): Route | undefined {
  const document = asObject(body);
  if (document === undefined) return undefined;
  if (kind === 'tyk/classic') return classicRoute(id, api, document, policies);
  return kind === 'tyk/oas' && own(document, extensionKey) !== undefined
    ? oasRoute(id, api, document, policies)
    : undefined;
}

function common(id: string, api: string, place: Place, strip: boolean): Omit<RouteAccess, 'auth'> {
  const path = place.path.replace(/(?<=.)\/$/, '');
  return {
    id,
    api,
    ...(place.host !== '' && { host: place.host }),
    path,
    match: 'prefix',
    strips: strip && path !== '/' ? path : '',
    ...(!place.open && { visibility: 'internal' }),
  };
}

function oasRoute(id: string, api: string, document: JsonObject, policies: Policies): Route {
  const extension = asObject(own(document, extensionKey)) ?? {};
  const server = asObject(own(extension, 'server')) ?? {};
  const upstream = asObject(own(extension, 'upstream')) ?? {};
  const place = placeOfOas(document);
  const base = common(id, api, place, own(asObject(own(server, 'listenPath')), 'strip') === true);
  const operations = operationsIn(document, extension, base.path);
  const allowed = operations.filter(({ settings }) => isOn(settings, 'allow'));
  const sizes = operations.flatMap(({ settings }) => numberAt(settings, 'requestSizeLimit', 'value') ?? []);
  const limit = isOn(upstream, 'rateLimit') ? asObject(own(upstream, 'rateLimit')) : undefined;
  const shared = limit && allowance(own(limit, 'rate'), secondsOf(own(limit, 'per')));
  const route: RouteAccess = {
    ...base,
    auth: credentialOfOas(document, server),
    ...limits(policies.get(place.id), shared),
    ...(allowed.length > 0 && { operations: allowed.map(({ method, path }) => ({ method, path })) }),
    ...(sizes.length > 0 && { requestSize: Math.max(...sizes) }),
    ...addresses(asObject(own(server, 'ipAccessControl'))),
    upstreams: upstreamsOf(upstream),
  };
  return { place, route, apart: operations.flatMap((operation) => apartFrom(route, operation)) };
}

/** An operation that is open to everybody, or has a limit of its own. */
function apartFrom(route: RouteAccess, { method, path, settings }: Operation): RouteAccess[] {
  const isOpen = isOn(settings, 'ignoreAuthentication');
  const limit = isOn(settings, 'rateLimit') ? asObject(own(settings, 'rateLimit')) : undefined;
  const rate = limit && allowance(own(limit, 'rate'), secondsOf(own(limit, 'per')));
  if (!isOpen && rate === undefined) return [];
  const auth: Credential = isOpen ? { kind: 'none', checks: {} } : route.auth;
  return [{ ...route, path, methods: [method], auth, ...(rate && { rate }) }];
}

function classicRoute(id: string, api: string, document: JsonObject, policies: Policies): Route {
  const proxy = asObject(own(document, 'proxy')) ?? {};
  const place = placeOfClassic(document);
  const limit = asObject(own(document, 'global_rate_limit'));
  const shared =
    own(limit, 'disabled') === true ? undefined : limit && allowance(own(limit, 'rate'), own(limit, 'per'));
  const route: RouteAccess = {
    ...common(id, api, place, own(proxy, 'strip_listen_path') === true),
    auth: credentialOfClassic(document),
    ...limits(policies.get(place.id), shared),
    upstreams: [{ url: textOf(own(proxy, 'target_url')) }],
  };
  return { place, route, apart: [] };
}

/** What its policy gives a consumer; where there is none, what all callers have together. */
function limits(policy: JsonObject | undefined, shared: Allowance | undefined): Pick<RouteAccess, 'rate' | 'quota'> {
  const rate = policy && allowance(own(policy, 'rate'), own(policy, 'per'));
  const quota = policy && allowance(own(policy, 'quota_max'), own(policy, 'quota_renewal_rate'));
  const first = rate ?? shared;
  return { ...(first && { rate: first }), ...(quota && { quota }) };
}

function allowance(requests: Json | undefined, seconds: Json | undefined): Allowance | undefined {
  if (typeof requests !== 'number' || typeof seconds !== 'number' || requests <= 0 || seconds <= 0) return undefined;
  return { requests, periodMs: seconds * 1000 };
}

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly settings: JsonObject;
}

function operationsIn(document: JsonObject, extension: JsonObject, prefix: string): Operation[] {
  const settings = asObject(own(asObject(own(extension, 'middleware')), 'operations')) ?? {};
  return Object.entries(asObject(own(document, 'paths')) ?? {}).flatMap(([path, item]) =>
    Object.entries(asObject(item) ?? {}).flatMap(([method, operation]): Operation[] => {
      const id = own(asObject(operation), 'operationId');
      const found = typeof id === 'string' ? asObject(own(settings, id)) : undefined;
      return found ? [{ method: method.toUpperCase(), path: below(prefix, path), settings: found }] : [];
    }),
  );
}

function isOn(settings: JsonObject, name: string): boolean {
  return own(asObject(own(settings, name)), 'enabled') === true;
}

function numberAt(settings: JsonObject, name: string, field: string): number | undefined {
  const value = own(asObject(own(settings, name)), field);
  return typeof value === 'number' ? value : undefined;
}

function addresses(lists: JsonObject | undefined): Pick<RouteAccess, 'allow' | 'deny'> {
  if (own(lists, 'enabled') !== true) return {};
  const [allow, deny] = [textsOf(own(lists, 'allow')), textsOf(own(lists, 'block'))];
  return { ...(allow.length > 0 && { allow }), ...(deny.length > 0 && { deny }) };
}

function upstreamsOf(upstream: JsonObject): { url: string; weight?: number }[] {
  const balancing = asObject(own(upstream, 'loadBalancing'));
  const targets = own(balancing, 'targets');
  if (own(balancing, 'enabled') !== true || !Array.isArray(targets)) return [{ url: textOf(own(upstream, 'url')) }];
  return targets.map((target: Json) => {
    const weight = own(asObject(target), 'weight');
    return { url: textOf(own(asObject(target), 'url')), ...(typeof weight === 'number' && { weight }) };
  });
}
