import type { RouteAccess } from '../../release/exposure/access.ts';
import { canonicalJson } from '../../spec/json.ts';
import { alternativesOf, type Alternative, type Matcher } from './rule.ts';

/** Which requests a router takes, as far as its rule can be read. */
export type RulePlace = Pick<RouteAccess, 'host' | 'path' | 'match' | 'when' | 'methods'>;

/**
 * The places that a rule of Traefik 3 stands for, one for each alternative: a host, a path, methods and what else a request must carry.
 * A rule with anything in it that is no such thing (a regular expression, a `!`) is one opaque place: its text.
 */
export function placesOfRule(rule: string): readonly RulePlace[] {
  const alternatives = alternativesOf(rule);
  const places = alternatives?.map(placeOf);
  return places === undefined || places.includes(undefined)
    ? [{ path: rule, match: 'opaque' }]
    : merged(places.filter((place) => place !== undefined));
}

/** One host, one path and one method at most; undefined where it says more, or something that is only known by its text. */
function placeOf(matchers: Alternative): RulePlace | undefined {
  const parts = matchers.map(partOf);
  if (parts.includes(undefined)) return undefined;
  const known = parts.filter((part) => part !== undefined);
  const keys = known.flatMap((part) => Object.keys(part)).filter((key) => key !== 'when');
  if (new Set(keys).size !== keys.length) return undefined;
  const conditions = known.flatMap(({ when }) => when ?? []).sort();
  return {
    path: '/',
    match: 'prefix',
    ...(Object.assign({}, ...known) as Partial<RulePlace>),
    ...(conditions.length > 0 && { when: conditions.join(', ') }),
  };
}

function partOf({ name, given: [first = '', second] }: Matcher): Partial<RulePlace> | undefined {
  switch (name) {
    case 'Host':
      return { host: first.toLowerCase() };
    case 'Path':
      return plain(first) ? { path: first, match: 'exact' } : undefined;
    case 'PathPrefix':
      return plain(first) ? { path: first, match: first === '/' ? 'prefix' : 'text-prefix' } : undefined;
    case 'Method':
      return { methods: [first.toUpperCase()] };
    case 'Header':
      return second === undefined ? undefined : { when: `${first.toLowerCase()}: ${second}` };
    case 'Query':
      return { when: `?${first}${second === undefined ? '' : `=${second}`}` };
    case 'ClientIP':
      return { when: `from ${first}` };
    default:
      return undefined;
  }
}

/** Braces were a template once; now they are letters, which no description has. */
function plain(path: string): boolean {
  return path.startsWith('/') && !/[{}]/.test(path);
}

/** `Path(/a)` with `PathPrefix(/a/)` is a whole prefix; alternatives that differ in the method only are one. */
function merged(places: readonly RulePlace[]): readonly RulePlace[] {
  const byMethod = joined(places, ({ methods: _, ...rest }) => canonicalJson(rest), allMethods);
  return joined(byMethod, placeKey, wholePrefix);
}

function joined(
  places: readonly RulePlace[],
  keyOf: (place: RulePlace) => string,
  join: (group: readonly RulePlace[]) => readonly RulePlace[],
): RulePlace[] {
  const groups = new Map<string, RulePlace[]>();
  for (const place of places) {
    const key = keyOf(place);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(place);
  }
  return [...groups.values()].flatMap(join);
}

function allMethods(group: readonly RulePlace[]): readonly RulePlace[] {
  const [first] = group;
  if (first === undefined || group.some(({ methods }) => methods === undefined))
    return group.slice(0, 1).map(anyMethod);
  return [{ ...first, methods: [...new Set(group.flatMap(({ methods = [] }) => methods))].sort() }];
}

function anyMethod({ methods: _, ...place }: RulePlace): RulePlace {
  return place;
}

function placeKey({ path, match: _, ...rest }: RulePlace): string {
  return canonicalJson([path.replace(/(?<=.)\/$/, ''), rest]);
}

function wholePrefix(group: readonly RulePlace[]): readonly RulePlace[] {
  const exact = group.find(({ match }) => match === 'exact');
  const below = group.find(({ path, match }) => match === 'text-prefix' && path === `${exact?.path ?? ''}/`);
  return exact !== undefined && below !== undefined && group.length === 2 ? [{ ...exact, match: 'prefix' }] : group;
}
