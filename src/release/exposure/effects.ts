import type { RouteAccess } from './access.ts';
import { accessDifferences, asksFor, BECOMES_PUBLIC, type Difference } from './difference.ts';
import { probesOf, type Outlines, type Probe } from './probes.ts';
import { Resolver } from './resolve.ts';
import { shadows } from './shadows.ts';

/** What one kind of request meets that it did not meet before. */
export interface AccessEffect extends Difference {
  readonly api: string;
  /** The operation as its description names it, or everything below a path. */
  readonly operation: string;
  /** How many operations the API has here. */
  readonly of: number;
  /** Not one of them, but whatever else its routes take. */
  readonly isRest?: true;
}

/** What descriptions say before and after: it tells apart the operations of a gateway that only knows paths. */
export interface Described {
  readonly before: Outlines;
  readonly after: Outlines;
}

const nothingDescribed: Described = { before: new Map(), after: new Map() };

/**
 * Who can reach what, and how, before and after: an effect for each operation of each API whose access differs, by the gateway's own
 * order of routes. Both lists are of everything that is known of the gateway, so that what one API takes from another is seen.
 */
export function accessEffects(
  before: readonly RouteAccess[],
  after: readonly RouteAccess[],
  described: Described = nothingDescribed,
): AccessEffect[] {
  const sides = { before: new Resolver(before), after: new Resolver(after) };
  const own = { before: probesOf(before, described.before), after: probesOf(after, described.after) };
  const probes = distinct([...own.before, ...own.after]);
  const counts = countsOf(probes);
  const places = { before: placesOf(sides.before, own.before), after: placesOf(sides.after, own.after) };
  const found = [
    ...probes.flatMap((probe) => differencesOf(probe, sides, places).map((difference) => ({ probe, difference }))),
    ...shadows(sides, probes),
  ];
  return found.map(({ probe, difference }) => ({
    ...difference,
    api: probe.api,
    operation: probe.label,
    of: counts.get(probe.api) ?? 1,
    ...(probe.isRest && { isRest: true }),
  }));
}

/** The routes of a gateway at two times. */
export interface Sides {
  readonly before: Resolver;
  readonly after: Resolver;
}

function distinct(probes: readonly Probe[]): Probe[] {
  const known = new Map<string, Probe>();
  for (const probe of probes) {
    const { api, host, method, path, when, entrances, tls, everything, label } = probe;
    const key = [api, host, method, path, when, entrances?.join(), tls, everything, label].join('\n');
    if (!known.has(key)) known.set(key, probe);
  }
  return [...known.values()];
}

function countsOf(probes: readonly Probe[]): Map<string, number> {
  const labels = new Map<string, Set<string>>();
  for (const { api, label, isRest } of probes) {
    const known = labels.get(api) ?? new Set();
    labels.set(api, isRest ? known : known.add(label));
  }
  return new Map([...labels].map(([api, known]) => [api, known.size]));
}

/** Where each operation is served, so that one that moves is not taken for a new one. */
function placesOf(side: Resolver, probes: readonly Probe[]): Map<string, RouteAccess> {
  const places = new Map<string, RouteAccess>();
  for (const probe of probes) {
    const route = side.serving(probe);
    if (route?.api === probe.api) places.set(placeKey(probe), route);
  }
  return places;
}

/** A path may move within its host; another host can be another world. */
function placeKey({ api, host, when, method, everything, label }: Probe): string {
  return [api, host, when, everything ? `everything ${method}` : label].join('\n');
}

interface Places {
  readonly before: ReadonlyMap<string, RouteAccess>;
  readonly after: ReadonlyMap<string, RouteAccess>;
}

function differencesOf(probe: Probe, { before, after }: Sides, places: Places): Difference[] {
  const [was, is] = [before.serving(probe), after.serving(probe)];
  if (was === undefined && is === undefined) return [];
  if (is === undefined)
    return probe.api === was?.api && !places.after.has(placeKey(probe)) ? [closed(probe, after)] : [];
  if (is.api !== probe.api) return was?.api === probe.api ? taken(probe, was, is, after) : [];
  if (was?.api === is.api) return accessDifferences(was, is);
  const earlier = places.before.get(placeKey(probe));
  const own = earlier === undefined ? [reached(is)] : [...moved(earlier, is), ...accessDifferences(earlier, is)];
  return was === undefined ? own : [...own, takesOver(was)];
}

function takesOver({ path, api }: RouteAccess): Difference {
  const after = `taken from ${path} of ${api}`;
  return { aspect: 'route', level: 'warning', after, detail: `takes requests that ${path} of ${api} answered` };
}

function reached(route: RouteAccess): Difference {
  const { auth, visibility } = route;
  const shared = { aspect: 'reach', after: asksFor(auth) } as const;
  if (auth.kind !== 'none') {
    return {
      ...shared,
      level: 'info',
      verb: ['becomes reachable', 'become reachable'],
      detail: `asks for ${asksFor(auth)}`,
    };
  }
  const verb = visibility === 'internal' ? (['becomes open inside', 'become open inside'] as const) : BECOMES_PUBLIC;
  return { ...shared, level: 'error', verb, detail: 'nobody could call it before' };
}

function moved(before: RouteAccess, { path }: RouteAccess): Difference[] {
  if (before.path === path) return [];
  return [{ aspect: 'route', level: 'info', after: path, detail: `now below ${path}` }];
}

/** Gone with its description or its API, which the comparison tells; or in the way of somebody else's route. */
function closed(probe: Probe, after: Resolver): Difference {
  const taking = after.taking(probe);
  const verb = ['is no longer reachable', 'are no longer reachable'] as const;
  if (taking === undefined || taking.api === probe.api) {
    return { aspect: 'reach', level: 'info', after: 'nobody', verb, detail: '' };
  }
  const detail = `${taking.path} of ${taking.api} takes its requests and refuses them`;
  return { aspect: 'route', level: 'error', after: `refused by ${taking.api}`, verb, detail };
}

/** Requests that one API answered are answered by another: meant where the first gave the place up, a shadow where it did not. */
function taken(probe: Probe, was: RouteAccess, is: RouteAccess, after: Resolver): Difference[] {
  const still = after.serving(probe, was.api);
  const shared = { aspect: 'route', after: `${is.path} of ${is.api}` } as const;
  return still === undefined
    ? [
        { ...shared, level: 'warning', detail: `now answered by ${is.path} of ${is.api}` },
        ...accessDifferences(was, is),
      ]
    : [{ ...shared, level: 'error', detail: `${is.path} of ${is.api} now shadows it` }];
}
