import { sharesEntrance, type RouteAccess } from './access.ts';
import type { Difference } from './difference.ts';
import type { Sides } from './effects.ts';
import { PathTree } from './path-tree.ts';
import type { Probe } from './probes.ts';

interface Shadow {
  readonly probe: Probe;
  readonly difference: Difference;
}

/** New routes that take a part of what a template of another API stands for: `/orders/latest` before `/orders/{id}`. */
export function shadows({ before, after }: Sides, probes: readonly Probe[]): Shadow[] {
  const known = new Set(before.routes.map(placeOf));
  const ranks = new Map(after.routes.map((route, rank) => [route, rank]));
  const templates = byHost(probes.filter(({ path, everything }) => !everything && path.includes('{')));
  const found = new Map<Probe, Shadow>();
  for (const [rank, route] of after.routes.entries()) {
    if (known.has(placeOf(route))) continue;
    for (const probe of meeting(route, templates)) {
      const serving = after.serving(probe);
      const isOwn = serving?.api === probe.api && before.serving(probe)?.api === probe.api;
      if (isOwn && rank < (ranks.get(serving) ?? 0)) found.set(probe, { probe, difference: shadow(route) });
    }
  }
  return [...found.values()];
}

/** Operations of others that have requests in common with what this route takes. */
function meeting(route: RouteAccess, templates: ReadonlyMap<string, PathTree<Probe>>): Probe[] {
  const { match, path, api, host = '' } = route;
  if (match !== 'exact' && match !== 'prefix') return [];
  return (templates.get(host)?.meeting(path, match) ?? []).filter((probe) => probe.api !== api && asks(route, probe));
}

function byHost(probes: readonly Probe[]): Map<string, PathTree<Probe>> {
  const trees = new Map<string, PathTree<Probe>>();
  for (const probe of probes) {
    const tree = trees.get(probe.host ?? '') ?? new PathTree<Probe>();
    trees.set(probe.host ?? '', tree);
    tree.add(probe.path, 'exact', probe);
  }
  return trees;
}

function placeOf({ host, path, match, methods, when, entrances, tls }: RouteAccess): string {
  return [host, path, match, methods?.join(), when, entrances?.join(), tls].join('\n');
}

function asks(route: RouteAccess, probe: Probe): boolean {
  return sharesEntrance(route, probe) && route.when === probe.when && (route.methods?.includes(probe.method) ?? true);
}

function shadow({ path, api }: RouteAccess): Difference {
  const after = `${path} of ${api}`;
  return { aspect: 'route', level: 'warning', after, detail: `${after} now shadows a part of it` };
}
