import { sharesEntrance, type RouteAccess, type ServedOperation } from './access.ts';
import { PathTree } from './path-tree.ts';
import type { Probe } from './probes.ts';

interface Ranked {
  readonly rank: number;
  readonly route: RouteAccess;
}

/** Answers which route of a gateway takes a request, by the order that the routes come in. */
export class Resolver {
  readonly routes: readonly RouteAccess[];
  readonly #byHost = new Map<string, PathTree<Ranked>>();
  readonly #opaque = new Map<string, Ranked[]>();
  readonly #operations = new Map<RouteAccess, PathTree<string>>();

  constructor(routes: readonly RouteAccess[]) {
    this.routes = routes;
    for (const [rank, route] of routes.entries()) {
      if (route.match === 'opaque') {
        const same = this.#opaque.get(route.path) ?? [];
        same.push({ rank, route });
        this.#opaque.set(route.path, same);
        continue;
      }
      const host = route.host ?? '';
      const tree = this.#byHost.get(host) ?? new PathTree<Ranked>();
      this.#byHost.set(host, tree);
      tree.add(route.path, route.match, { rank, route });
    }
  }

  /** The route that serves such a request; undefined where it is refused, or none takes it. `only`: as if there were no other API. */
  serving(probe: Probe, only?: string): RouteAccess | undefined {
    const taking = this.taking(probe, only);
    return taking && this.#serves(taking, probe) ? taking : undefined;
  }

  /** The first route that takes it, whether it is served there or refused. */
  taking(probe: Probe, only?: string): RouteAccess | undefined {
    const candidates = probe.opaque ? (this.#opaque.get(probe.path) ?? []) : this.#holding(probe);
    let first: Ranked | undefined;
    for (const candidate of candidates) {
      if (first !== undefined && candidate.rank > first.rank) continue;
      if (takes(candidate.route, probe) && (only ?? candidate.route.api) === candidate.route.api) first = candidate;
    }
    return first?.route;
  }

  #holding({ host, path }: Probe): Ranked[] {
    return hostsFor(host).flatMap((known) => this.#byHost.get(known)?.holding(path) ?? []);
  }

  #serves(route: RouteAccess, { method, path, everything }: Probe): boolean {
    if (route.operations === undefined) return true;
    if (everything) return false;
    const methods = this.#operationsOf(route, route.operations).at(path);
    return methods.includes(method) || (method === 'HEAD' && methods.includes('GET'));
  }

  #operationsOf(route: RouteAccess, operations: readonly ServedOperation[]): PathTree<string> {
    const known = this.#operations.get(route);
    if (known !== undefined) return known;
    const tree = new PathTree<string>();
    for (const { method, path } of operations) tree.add(path, 'exact', method);
    this.#operations.set(route, tree);
    return tree;
  }
}

function takes(route: RouteAccess, probe: Probe): boolean {
  const { method, when, everything } = probe;
  if ((everything && route.match === 'exact') || !sharesEntrance(route, probe)) return false;
  return (route.when === undefined || route.when === when) && (route.methods?.includes(method) ?? true);
}

/** The hosts of routes that a request for this one can come to: itself, `*.acme.example` above it, any. */
function hostsFor(host: string | undefined): string[] {
  if (host === undefined) return [''];
  const labels = host.replace(/^\*\./, '').split('.');
  const above = labels.slice(host.startsWith('*') ? 0 : 1, 130).map((_, i, rest) => `*.${rest.slice(i).join('.')}`);
  return [...new Set([host, ...above, ''])];
}
