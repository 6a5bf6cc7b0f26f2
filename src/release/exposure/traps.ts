import { sharesEntrance, type RouteAccess } from './access.ts';

/** A place of the same gateway that belongs to somebody else. */
export interface Taken extends Pick<RouteAccess, 'host' | 'path' | 'entrances' | 'tls'> {
  /** Whose it is, where the gateway tells. */
  readonly by?: string;
}

/** What gateways accept without a word and do not serve, or not as it was meant. */
export interface Trap {
  readonly api: string;
  /** In the words of the portable block. */
  readonly field: 'path' | 'upstream';
  readonly message: string;
}

/** Of the named APIs, all that can be told from the routes alone; `taken` are the places of others as far as the gateway tells them. */
export function trapsOf(routes: readonly RouteAccess[], taken: readonly Taken[], apis: ReadonlySet<string>): Trap[] {
  const own = routes.filter(({ api }) => apis.has(api));
  return [
    ...collisions(routes, apis),
    ...own.flatMap((route) => foreign(route, taken)),
    ...own.flatMap(slashes),
    ...own.flatMap(upstreams),
  ];
}

/** Two routes that take the same requests: which of them gets them is chance, or the order of names. */
function collisions(routes: readonly RouteAccess[], apis: ReadonlySet<string>): Trap[] {
  const groups = new Map<string, RouteAccess[]>();
  for (const route of routes) {
    const key = [route.host, route.match, withoutNames(route.path), route.when].join('\n');
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(route);
  }
  return [...groups.values()].flatMap((group) => {
    const found = new Map<string, Trap>();
    for (const [index, route] of group.entries()) {
      const other = group.find((one, i) => i !== index && meets(one, route) && (i < index || !apis.has(one.api)));
      if (other === undefined || !apis.has(route.api)) continue;
      found.set(`${route.api}\n${other.api}`, { api: route.api, field: 'path', message: collision(route, other) });
    }
    return [...found.values()];
  });
}

function collision(route: RouteAccess, other: RouteAccess): string {
  if (route.api === other.api) {
    return `two of its routes take the same requests at ${placeOf(route)}: ${route.id} and ${other.id}. Take one of them out`;
  }
  return `the listen path ${placeOf(route)} is taken by ${other.api}. Give one of them another path or host`;
}

function placeOf({ host, path }: Pick<RouteAccess, 'host' | 'path'>): string {
  return `${host ?? ''}${path}`;
}

function withoutNames(path: string): string {
  return path.replace(/\{[^{}/]*\}/g, '{}');
}

function meets(a: RouteAccess, b: RouteAccess): boolean {
  if (!sharesEntrance(a, b)) return false;
  return a.methods === undefined || b.methods === undefined || a.methods.some((method) => b.methods?.includes(method));
}

function foreign(route: RouteAccess, taken: readonly Taken[]): Trap[] {
  const other = taken.find(
    (one) =>
      one.host === route.host && withoutNames(one.path) === withoutNames(route.path) && sharesEntrance(one, route),
  );
  if (other === undefined || route.match === 'exact' || route.match === 'opaque') return [];
  const by = other.by ?? 'an API of another owner';
  const message = `the listen path ${placeOf(route)} is taken on this gateway by ${by}. Take another path or host, or ask whoever runs the gateway`;
  return [{ api: route.api, field: 'path', message }];
}

function slashes({ api, path, match }: RouteAccess): Trap[] {
  if (match === 'opaque' || path.startsWith('/')) return [];
  return [{ api, field: 'path', message: `${path} does not begin with /, so no request ever fits it. Write /${path}` }];
}

function upstreams({ api, upstreams: all }: RouteAccess): Trap[] {
  if (all === undefined) return [];
  const problems = all.flatMap(({ url, weight }) => [...address(url), ...negative(url, weight)]);
  const weights = all.map(({ weight = 1 }) => weight);
  if (all.length === 0) problems.push('there is none, so every request fails. Name one');
  else if (weights.every((weight) => weight === 0)) {
    problems.push('every weight is 0, so every request fails. Give at least one a weight above 0');
  }
  return problems.map((message) => ({ api, field: 'upstream', message }));
}

function address(text: string): string[] {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === '' || !/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    return [`${text} is no address, so every request fails. Write it as http://HOST:PORT`];
  }
  const bare = `${url.protocol}//${url.host}${url.pathname}`;
  if (url.username !== '' || url.password !== '')
    return [`the address of ${url.host} has credentials in it. Write ${bare}`];
  return [];
}

function negative(url: string, weight: number | undefined): string[] {
  return weight !== undefined && weight < 0 ? [`the weight of ${url} is ${weight}. Write 0 or more`] : [];
}
