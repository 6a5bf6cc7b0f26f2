import { RateLimiterMemory } from 'rate-limiter-flexible';
import { contentHash } from '../../release/manifest.ts';
import { canonicalJson } from '../../spec/json.ts';
import { Balancer } from './balancer.ts';
import { OperationFilter } from './operations.ts';
import { asResource, type RouteProblem, type RouteResource } from './route.ts';

/** All routes, by owner: what is persisted and what a routing table is made from. */
export type RoutesByOwner = ReadonlyMap<string, readonly RouteResource[]>;

/** A route that serves, with what it remembers between requests. */
export interface LiveRoute {
  readonly owner: string;
  readonly resource: RouteResource;
  readonly content: string;
  readonly balancer: Balancer;
  readonly limiter?: RateLimiterMemory;
  readonly operations?: OperationFilter;
}

export type BuiltTable =
  | { readonly ok: true; readonly table: RoutingTable }
  | { readonly ok: false; readonly problems: readonly RouteProblem[] };

/** An immutable set of live routes: replaced as a whole, so that a request sees the old one or the new one. */
export class RoutingTable {
  /** Host (empty: any) → listen path → route. */
  private readonly byHost = new Map<string, Map<string, LiveRoute>>();
  private readonly byOwner = new Map<string, LiveRoute[]>();
  private readonly ids = new Set<string>();

  private constructor() {}

  static readonly empty = new RoutingTable();

  /** The same table with one owner's routes exchanged. What stays the same keeps its counts and its turn. */
  with(owner: string, resources: readonly RouteResource[]): BuiltTable {
    return RoutingTable.build(new Map([...this.routes(), [owner, resources]]), this, owner);
  }

  /** Refuses two routes that listen at one place; `writer` is told its own side only. */
  private static build(routes: RoutesByOwner, previous: RoutingTable, writer: string): BuiltTable {
    const table = new RoutingTable();
    const known = new Map([...previous.byOwner.values()].flat().map((route) => [route.resource.id, route]));
    const problems: RouteProblem[] = [];
    // The writer last: it is the newcomer wherever two collide.
    const owners = [...routes.keys()].sort((a, b) => Number(a === writer) - Number(b === writer));
    for (const owner of owners) {
      for (const resource of routes.get(owner) ?? []) {
        const problem = table.add(liveRoute(owner, resource, known.get(resource.id)));
        if (problem) problems.push(problem);
      }
    }
    return problems.length > 0 ? { ok: false, problems } : { ok: true, table };
  }

  private add(route: LiveRoute): RouteProblem | undefined {
    const { id, body } = route.resource;
    const paths = this.byHost.get(body.host ?? '') ?? new Map<string, LiveRoute>();
    if (this.ids.has(id)) return { id, field: 'id', message: 'is there twice' };
    const taken = paths.get(body.path);
    if (taken !== undefined) {
      const who = taken.owner === route.owner ? taken.resource.api : 'an API of another owner';
      return { id, field: 'path', message: `${body.host ?? ''}${body.path} is taken by ${who}` };
    }
    this.byHost.set(body.host ?? '', paths.set(body.path, route));
    const owned = this.byOwner.get(route.owner) ?? [];
    owned.push(route);
    this.byOwner.set(route.owner, owned);
    this.ids.add(id);
    return undefined;
  }

  /** The route whose listen path is the longest prefix of whole segments; one for this very host comes first. */
  match(host: string, path: string): LiveRoute | undefined {
    return longestPrefix(this.byHost.get(host), path) ?? longestPrefix(this.byHost.get(''), path);
  }

  owned(owner: string): readonly RouteResource[] {
    return (this.byOwner.get(owner) ?? []).map(({ resource }) => resource);
  }

  /** Where everybody else listens; who that is, is theirs to tell. */
  takenFrom(owner: string): readonly Pick<RouteResource['body'], 'host' | 'path'>[] {
    return [...this.byOwner].flatMap(([other, routes]) => {
      if (other === owner) return [];
      return routes.map(({ resource: { body } }) => ({
        ...(body.host !== undefined && { host: body.host }),
        path: body.path,
      }));
    });
  }

  hash(owner: string): string {
    return contentHash(this.owned(owner).map(asResource));
  }

  routes(): RoutesByOwner {
    return new Map([...this.byOwner.keys()].map((owner) => [owner, this.owned(owner)]));
  }
}

function longestPrefix(paths: ReadonlyMap<string, LiveRoute> | undefined, path: string): LiveRoute | undefined {
  if (paths === undefined) return undefined;
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    const route = paths.get(path.slice(0, end));
    if (route !== undefined) return route;
  }
  return paths.get('/');
}

function liveRoute(owner: string, resource: RouteResource, before: LiveRoute | undefined): LiveRoute {
  const content = canonicalJson(asResource(resource).body);
  if (before?.content === content) return before;
  const { upstreams, rateLimit, operations } = resource.body;
  const sameRate = JSON.stringify(before?.resource.body.rateLimit) === JSON.stringify(rateLimit);
  const limiter = sameRate && before?.limiter ? before.limiter : rateLimit && newLimiter(rateLimit);
  return {
    owner,
    resource,
    content,
    balancer: new Balancer(upstreams),
    ...(limiter && { limiter }),
    ...(operations && { operations: new OperationFilter(operations) }),
  };
}

function newLimiter({
  requests,
  periodMs,
}: {
  readonly requests: number;
  readonly periodMs: number;
}): RateLimiterMemory {
  return new RateLimiterMemory({ points: requests, duration: periodMs / 1000 });
}
