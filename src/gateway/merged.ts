import type { Resource } from '../release/manifest.ts';
import { canonicalJson, type Json } from '../spec/json.ts';

/** What one node of a gateway holds. */
export interface NodeResources {
  /** For messages. */
  readonly label: string;
  readonly resources: readonly Resource[];
}

/**
 * What all nodes hold. A resource that they do not agree on stands there as what each of them has, which nothing desired ever
 * equals: so it is planned anew.
 */
export function mergedResources(nodes: readonly NodeResources[]): readonly Resource[] {
  const [first] = nodes;
  if (first === undefined || nodes.length === 1) return first?.resources ?? [];
  const byNode = nodes.map(({ label, resources }) => ({ label, byId: new Map(resources.map((r) => [r.id, r])) }));
  const ids = new Set(nodes.flatMap(({ resources }) => resources.map(({ id }) => id)));
  return [...ids].sort().flatMap((id) => {
    const versions = byNode.map(({ byId }) => byId.get(id));
    const present = versions.find((version) => version !== undefined);
    if (present === undefined) return [];
    const bodies = versions.map((version): Json => version?.body ?? null);
    const agree = new Set(bodies.map(canonicalJson)).size === 1;
    const differing = Object.fromEntries(byNode.map(({ label }, index) => [label, bodies[index] ?? null]));
    return [agree ? present : { ...present, body: { nodesDiffer: differing } }];
  });
}
