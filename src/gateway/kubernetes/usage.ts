import { own, type JsonObject } from '../../spec/json.ts';
import type { UsageResult } from '../target.ts';
import type { Answer, TraefikNode } from '../traefik/node.ts';
import { usageBy } from '../traefik/usage.ts';
import { at, listOf, textOf } from '../values.ts';
import type { LiveState } from './cluster.ts';
import { routersOf } from './traefik-names.ts';

/**
 * What the Traefiks of a cluster have counted for each API: the requests of the services that its routes lead to. A service that serves
 * somebody else too says nothing of one API, and an API that has such a one is left out: half a count would look like less traffic.
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
  const served = new Map<string, Set<string>>();
  for (const [name, router] of routers.value) {
    for (const service of leavesBehind(router, services.value)) {
      const known = served.get(service) ?? new Set();
      served.set(service, known.add(apiOf.get(name) ?? ''));
    }
  }
  const shared = new Set([...served.values()].flatMap((apis) => (apis.size > 1 ? [...apis] : [])));
  const single = [...served].flatMap(([service, [api = '']]) =>
    api === '' || shared.has(api) ? [] : [[service, api] as const],
  );
  return { ok: true, value: new Map(single) };
}

/** The services at the end of a router, where requests are counted, by their full names. */
function leavesBehind(router: JsonObject, services: ReadonlyMap<string, JsonObject>): string[] {
  const provider = textOf(own(router, 'provider'));
  const named = (name: string): string => (name.includes('@') ? name : `${name}@${provider}`);
  const leaves = new Set<string>();
  const seen = new Set<string>();
  const waiting = [named(textOf(own(router, 'service')))];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const members = listOf(at(services.get(name), 'weighted', 'services'));
    if (members.length === 0) leaves.add(name);
    for (const member of members) waiting.push(named(textOf(at(member, 'name'))));
  }
  return [...leaves];
}
