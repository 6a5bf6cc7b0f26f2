import type { UsageResult } from '../target.ts';
import type { Answer, TraefikNode } from '../traefik/node.ts';
import { usageBy } from '../traefik/usage.ts';
import type { LiveState } from './cluster.ts';
import { servedAlone } from './served-alone.ts';
import { routersOf } from './traefik-names.ts';

/**
 * What the Traefiks of a cluster have counted for each API: the requests of the services that its routes lead to. An API that shares one of
 * them is left out: half a count would look like less traffic.
 */
export async function usage(
  nodes: readonly TraefikNode[],
  state: LiveState,
  signal: AbortSignal,
): Promise<UsageResult> {
  const texts: string[] = [];
  const apis = new Map<string, string>();
  for (const node of nodes) {
    const [metrics, owners] = await Promise.all([node.metrics(signal), servicesOf(node, state, signal)]);
    if (!metrics.ok) return metrics;
    if (!owners.ok) return owners;
    texts.push(metrics.value);
    for (const [service, api] of owners.value) apis.set(service, api);
  }
  return { ok: true, apis: usageBy(texts, (service) => apis.get(service)) };
}

/** Service → the one API that it serves. */
async function servicesOf(
  node: TraefikNode,
  state: LiveState,
  signal: AbortSignal,
): Promise<Answer<Map<string, string>>> {
  const [routers, services] = await Promise.all([
    node.things('http.routers', signal),
    node.things('http.services', signal),
  ]);
  if (!routers.ok) return routers;
  if (!services.ok) return services;
  const apiOf = new Map(
    [...state.values()].flatMap(({ object, resource }) =>
      routersOf(object, routers.value).map((router) => [router, resource.api] as const),
    ),
  );
  return { ok: true, value: servedAlone(routers.value, services.value, apiOf) };
}
