import { own, type JsonObject } from '../../spec/json.ts';
import { at, listOf, textOf } from '../values.ts';

type Things = ReadonlyMap<string, JsonObject>;

/**
 * Service → API, of the services at the end of routers, which are what Traefik counts. Only where a service serves one API and nobody
 * else, and the API has no other service that is shared. `apiOf`: router → API, of those that are ours.
 */
export function servedAlone(
  routers: Things,
  services: Things,
  apiOf: ReadonlyMap<string, string>,
): Map<string, string> {
  const served = new Map<string, Set<string>>();
  for (const [name, router] of routers) {
    for (const service of leavesBehind(router, services)) {
      const known = served.get(service) ?? new Set();
      served.set(service, known.add(apiOf.get(name) ?? ''));
    }
  }
  const shared = new Set([...served.values()].flatMap((apis) => (apis.size > 1 ? [...apis] : [])));
  return new Map(
    [...served].flatMap(([service, [api = '']]) => (api === '' || shared.has(api) ? [] : [[service, api] as const])),
  );
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
