import type { JsonObject } from '../../spec/json.ts';
import type { Allowance, Credential, RouteAccess } from '../exposure/access.ts';
import { accessDifferences, type Difference } from '../exposure/difference.ts';
import { probesOf, type Probe } from '../exposure/probes.ts';
import { Resolver } from '../exposure/resolve.ts';

/** What one target has of an environment, by git. */
export interface TargetRoutes {
  readonly target: string;
  readonly routes: readonly RouteAccess[];
}

/** One way in which an operation can be called. */
export interface Way {
  readonly target: string;
  readonly route: RouteAccess;
}

/** Operation → every way in which it can be called. */
export type Ways = ReadonlyMap<string, readonly Way[]>;

/** How an API can be called on some targets. */
export interface Called {
  readonly ways: Ways;
  /** Targets on which nothing of it can be called. */
  readonly without: readonly string[];
}

/** Of a target with a rule of this API that cannot be read nothing is known; undefined where that is so of all. */
export function calledOn(
  targets: readonly TargetRoutes[],
  api: string,
  outline: JsonObject | undefined,
): Called | undefined {
  const own = targets.map(({ target, routes }) => ({ target, routes: routes.filter((route) => route.api === api) }));
  const known = own.filter(({ routes }) => routes.every(({ match }) => match !== 'opaque'));
  if (known.length === 0) return undefined;
  const ways = new Map<string, Way[]>();
  for (const { target, routes } of known) {
    for (const [label, route] of servedBy(routes, api, outline)) {
      const others = ways.get(label) ?? [];
      ways.set(label, [...others, { target, route }]);
    }
  }
  const serving = new Set([...ways.values()].flatMap((all) => all.map(({ target }) => target)));
  return { ways, without: known.flatMap(({ target }) => (serving.has(target) ? [] : [target])) };
}

function servedBy(
  routes: readonly RouteAccess[],
  api: string,
  outline: JsonObject | undefined,
): (readonly [label: string, route: RouteAccess])[] {
  const resolver = new Resolver(routes);
  const probes = probesOf(routes, outline === undefined ? new Map() : new Map([[api, outline]]));
  return probes.flatMap((probe) => {
    const route = probe.isRest ? undefined : resolver.serving(probe);
    return route === undefined ? [] : [[labelOf(probe), route] as const];
  });
}

/** What is no operation of a description; where nothing is, all of it. */
const REST = 'anything else';

/** Where it answers is each environment's own. */
function labelOf({ everything, method, label }: Probe): string {
  if (!everything) return label;
  return method === '*' ? REST : `${method} ${REST}`;
}

/** Both sides in the same words: where one tells no operations apart, the other does not either. */
export function inSameWords(before: Ways, here: Ways): readonly [before: Ways, here: Ways] {
  if (before.size === 0 || here.size === 0 || tellsApart(before) === tellsApart(here)) return [before, here];
  return [together(before), together(here)];
}

function tellsApart(ways: Ways): boolean {
  return [...ways.keys()].some((label) => !label.endsWith(REST));
}

function together(ways: Ways): Ways {
  return new Map([[REST, [...ways.values()].flat()]]);
}

/** A way that the other side has no like of, and in what it differs from the nearest that it has. */
interface Unlike {
  readonly before: Way;
  readonly here: Way;
  readonly differences: readonly Difference[];
}

/** Ways here that are like none before; where each of them has its like, ways before that are like none here. */
export function unlike(before: readonly Way[], here: readonly Way[]): Unlike[] {
  const added = here.flatMap((way) => nearest(before.map((other) => between(other, way))));
  return added.length > 0 ? added : before.flatMap((way) => nearest(here.map((other) => between(way, other))));
}

function nearest(found: readonly Unlike[]): Unlike[] {
  const [first] = [...found].sort((a, b) => a.differences.length - b.differences.length);
  return first === undefined || first.differences.length === 0 ? [] : [first];
}

function between(before: Way, here: Way): Unlike {
  return { before, here, differences: waysDiffer(before.route, here.route) };
}

/**
 * Who may call, with what credential, how often: empty where nobody can tell the difference. Hosts, doors and upstreams are each
 * environment's own. Where the configuration does not tell how callers are asked, nothing is compared.
 */
export function waysDiffer(before: RouteAccess, here: RouteAccess): Difference[] {
  if (before.auth.kind === 'other' || here.auth.kind === 'other') return [];
  return accessDifferences(comparable(before), inWordsOf(before, comparable(here)));
}

function comparable(route: RouteAccess): RouteAccess {
  const { id, api, path, match, strips, auth, rate, quota, requestSize, allow, deny, visibility } = route;
  return {
    ...{ id, api, path, match, strips },
    auth: { kind: auth.kind, checks: checksOf(auth) },
    ...(rate && { rate }),
    ...(quota && { quota }),
    ...(requestSize !== undefined && { requestSize }),
    ...(allow && { allow }),
    ...(deny && { deny }),
    ...(visibility && { visibility }),
  };
}

/** Which issuer and whose keys is each environment's own, and some gateways do not tell it; whether an issuer is asked for is not. */
function checksOf({ checks }: Credential): Credential['checks'] {
  return Object.fromEntries(
    Object.entries(checks).flatMap(([name, value]): [string, string][] => {
      if (name === 'scopes' || name === 'header') return [[name, value]];
      return name === 'issuer' || name === 'audience' ? [[name, 'one that is named']] : [];
    }),
  );
}

/** 60 a minute is 1 a second, in the words of another gateway. */
function inWordsOf(before: RouteAccess, here: RouteAccess): RouteAccess {
  const { rate, quota } = here;
  return {
    ...here,
    ...(rate && before.rate && isSame(rate, before.rate) && { rate: before.rate }),
    ...(quota && before.quota && isSame(quota, before.quota) && { quota: before.quota }),
  };
}

function isSame(a: Allowance, b: Allowance): boolean {
  return a.requests * b.periodMs === b.requests * a.periodMs;
}
