import { listOf, objectAt } from './at.ts';
import type { Description } from './description.ts';
import { asObject, own, type JsonObject } from './json.ts';
import { once } from './once.ts';
import type { OperationView } from './operations.ts';

/** Where an operation is served: the addresses, without a slash at the end, and the node that lists them. */
export interface Servers {
  readonly urls: readonly string[];
  readonly node: JsonObject;
  /** The first entry of the list that an address comes from; OpenAPI 2.0 has no list. */
  readonly entries: ReadonlyMap<string, JsonObject>;
}

/** The operation's own servers, else its path's, else the document's (OpenAPI 3.1, Server Object); undefined where none is named. */
export function serversOf(description: Description, view: OperationView): Servers | undefined {
  if (description.version === '2.0') return documentServers(description);
  const node = [view.node, view.pathItem].find((holder) => listOf(own(holder, 'servers')).length > 0);
  return node === undefined ? documentServers(description) : listedIn(description)(node);
}

/** Where operations are served that have no servers of their own. */
export function documentServers(description: Description): Servers | undefined {
  const { version, root } = description;
  if (version === '2.0') return oldServers(root);
  return listOf(own(root, 'servers')).length > 0 ? listedIn(description)(root) : undefined;
}

/** Those of the document are asked for with each operation. */
const listedIn = once((description: Description) =>
  once((node: JsonObject): Servers => {
    const urls: string[] = [];
    const entries = new Map<string, JsonObject>();
    for (const written of listOf(own(node, 'servers'))) {
      const entry = objectAt(description, written);
      for (const url of urlsOf(entry)) {
        urls.push(url);
        if (entry !== undefined && !entries.has(url)) entries.set(url, entry);
      }
    }
    return { urls, node, entries };
  }),
);

/** Most addresses that the variables of one server are spelled out to; beyond that the template stands for them. */
const MOST_URLS = 64;

function urlsOf(server: JsonObject | undefined): string[] {
  const url = own(server, 'url');
  if (typeof url !== 'string') return [];
  const variables = asObject(own(server, 'variables'));
  let urls = [url];
  for (const [whole, name = ''] of url.matchAll(/\{([^{}]+)\}/g)) {
    const values = valuesOf(asObject(own(variables, name)));
    if (values.length === 0) continue;
    if (urls.length * values.length > MOST_URLS) return [trimmed(url)];
    urls = urls.flatMap((each) => values.map((text) => each.replaceAll(whole, () => text)));
  }
  return [...new Set(urls.map(trimmed))];
}

function valuesOf(variable: JsonObject | undefined): string[] {
  const allowed = listOf(own(variable, 'enum'));
  const values = allowed.length > 0 ? allowed : [own(variable, 'default')];
  return values.filter((each): each is string => typeof each === 'string');
}

function trimmed(url: string): string {
  return url.endsWith('/') ? url.slice(0, -1) : url;
}

/** OpenAPI 2.0: schemes, host and basePath; without a host they are those of the description itself. */
function oldServers(root: JsonObject): Servers | undefined {
  const [host, path] = [own(root, 'host'), own(root, 'basePath')];
  const below = typeof path === 'string' ? trimmed(path) : '';
  if (typeof host !== 'string')
    return path === undefined ? undefined : { urls: [below], node: root, entries: new Map() };
  const schemes = listOf(own(root, 'schemes')).filter((each): each is string => typeof each === 'string');
  const rest = `//${host}${below}`;
  return {
    urls: schemes.length === 0 ? [rest] : schemes.map((scheme) => `${scheme}:${rest}`),
    node: root,
    entries: new Map(),
  };
}
