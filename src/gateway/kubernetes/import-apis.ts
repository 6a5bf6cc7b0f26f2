import type { JsonObject } from '../../spec/json.ts';
import type { ImportedApi } from '../importer.ts';
import { refOf, resourceId } from './object.ts';
import { referencesOf } from './references.ts';

/** Kinds that are an API each. */
const leaders = new Set(['API', 'ApiDefinition', 'HTTPRoute', 'IngressRoute', 'TykOasApiDefinition']);

/**
 * Objects as APIs: a route with what nothing else names. What several name is an API of its own, that they depend on; so is what
 * names several.
 */
export function apisOf(bodies: readonly JsonObject[]): ImportedApi[] {
  const byId = new Map(bodies.map((body) => [resourceId(refOf(body)), body]));
  const names = new Map([...byId].map(([id, body]) => [id, namedBy(body).filter((other) => byId.has(other))]));
  const homes = new Map<string, string>([...byId].flatMap(([id, body]) => (isLeader(body) ? [[id, id]] : [])));
  const routes = [...homes.keys()];
  for (const id of byId.keys()) {
    if (homes.has(id)) continue;
    const users = routes.filter((route) => reach(route, names).has(id));
    const used = (names.get(id) ?? []).filter((other) => routes.includes(other));
    const [only, ...others] = users.length > 0 ? users : used;
    homes.set(id, only !== undefined && others.length === 0 ? only : id);
  }
  const titles = titlesOf([...new Set(homes.values())].sort(), byId);
  return [...titles].map(([home, title]) => {
    const members = [...homes].flatMap(([id, of]) => (of === home ? [id] : [])).sort();
    const needs = members.flatMap((id) => names.get(id) ?? []).map((other) => homes.get(other) ?? other);
    const dependsOn = new Set(needs.filter((other) => other !== home).map((other) => titles.get(other) ?? other));
    const files = members.flatMap((id) => {
      const body = byId.get(id);
      return body === undefined ? [] : [{ name: fileName(body), body }];
    });
    return { title, files, dependsOn: [...dependsOn].sort() };
  });
}

function isLeader(body: JsonObject): boolean {
  return leaders.has(refOf(body).kind);
}

function namedBy(body: JsonObject): string[] {
  return referencesOf(body).map(resourceId);
}

/** Everything that is named from there on, over any number of steps. */
function reach(from: string, names: ReadonlyMap<string, readonly string[]>): Set<string> {
  const seen = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const next of names.get(id) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return seen;
}

/** The object's own name, with as much before it as tells it from others. */
function titlesOf(homes: readonly string[], byId: ReadonlyMap<string, JsonObject>): Map<string, string> {
  const used = new Set<string>();
  return new Map(
    homes.map((home) => {
      const { kind, namespace, name } = refOf(byId.get(home) ?? {});
      const candidates = [name, `${kind}-${name}`, `${namespace}-${kind}-${name}`, home];
      const title = candidates.find((each) => !used.has(each.toLowerCase())) ?? home;
      used.add(title.toLowerCase());
      return [home, title];
    }),
  );
}

function fileName(body: JsonObject): string {
  const { kind, namespace, name } = refOf(body);
  return [kind.toLowerCase(), namespace, name].filter((part) => part !== '').join('.');
}
