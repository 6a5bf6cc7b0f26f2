import { listOf, objectAt } from './at.ts';
import type { Description } from './description.ts';
import { asObject, own, type Json, type JsonObject } from './json.ts';
import { once } from './once.ts';
import type { OperationView } from './operations.ts';

/**
 * Where an operation is served: the addresses, without a slash at the end, and the node that lists them. A variable without an `enum`
 * takes any value (OpenAPI 3.1, Server Variable Object) and stays in its braces: `https://{tenant}.example.com`.
 */
export interface Servers {
  readonly urls: readonly string[];
  /** What those with braces are by the defaults of their variables. */
  readonly defaults: readonly string[];
  readonly node: JsonObject;
  /** The first entry of the list that an address comes from; OpenAPI 2.0 has no list. */
  readonly entries: ReadonlyMap<string, JsonObject>;
}

/**
 * The operation's own servers, else its path's, else the document's (OpenAPI 3.1, Server Object); undefined where none is named. In 2.0 an
 * operation can have schemes of its own (OpenAPI 2.0, Operation Object).
 */
export function serversOf(description: Description, view: OperationView): Servers | undefined {
  if (description.version === '2.0') return oldServers(description.root, view.node);
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
    const defaults: string[] = [];
    const entries = new Map<string, JsonObject>();
    for (const written of listOf(own(node, 'servers'))) {
      const entry = objectAt(description, written);
      if (entry === undefined) continue;
      const listed = spelledOut(entry, () => []);
      for (const url of listed) {
        urls.push(url);
        if (!entries.has(url)) entries.set(url, entry);
      }
      for (const url of spelledOut(entry, (variable) => textsIn([own(variable, 'default') ?? null])))
        if (!listed.has(url)) defaults.push(url);
    }
    return { urls, defaults, node, entries };
  }),
);

/** @param open what may stand in the place of a variable without an `enum`; where nothing may, it stays. */
function spelledOut(server: JsonObject, open: (variable: JsonObject | undefined) => readonly string[]): Set<string> {
  const url = own(server, 'url');
  if (typeof url !== 'string') return new Set();
  const variables = asObject(own(server, 'variables'));
  const parts = url.split(/\{([^{}]+)\}/);
  const values = new Map<string, readonly string[]>();
  for (const name of parts.filter(isName)) {
    const variable = asObject(own(variables, name));
    const texts = [textsIn(listOf(own(variable, 'enum'))), open(variable)].find(({ length }) => length > 0);
    values.set(name, texts ?? [`{${name}}`]);
  }
  return new Set((filled(parts, values) ?? [url]).map(trimmed));
}

/** A port is easily written as a number, though the values are texts. */
function textsIn(values: readonly Json[]): string[] {
  return values.flatMap((each) => (typeof each === 'string' || typeof each === 'number' ? String(each) : []));
}

/** Of what a template is split into, every other part is the name of a variable. */
function isName(_part: string, at: number): boolean {
  return at % 2 === 1;
}

/** Most addresses that the variables of one server are spelled out to; beyond that the template stands for them. */
const MOST_URLS = 64;
/** Nor is it spelled out to longer ones, which no server has to take (RFC 9110, section 4.1). */
const LONGEST_URL = 8000;

/** The template's parts with values in the place of names, each with each; undefined where that is too much. */
function filled(parts: readonly string[], values: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  let [count, longest] = [1, 0];
  for (const texts of values.values()) {
    count *= texts.length;
    if (count > MOST_URLS) return undefined;
    longest = Math.max(longest, ...texts.map(({ length }) => length));
  }
  if (parts.length * longest > LONGEST_URL) return undefined;
  return Array.from({ length: count }, (_, index) => {
    const chosen = new Map<string, string>();
    let rest = index;
    for (const [name, texts] of values) {
      chosen.set(name, texts[rest % texts.length] ?? '');
      rest = Math.floor(rest / texts.length);
    }
    return parts.map((part, at) => (isName(part, at) ? (chosen.get(part) ?? '') : part)).join('');
  });
}

function trimmed(url: string): string {
  return url.endsWith('/') ? url.slice(0, -1) : url;
}

/** OpenAPI 2.0: schemes, host and basePath; without a host they are those of the description itself. */
function oldServers(root: JsonObject, operation = root): Servers | undefined {
  const [host, path] = [own(root, 'host'), own(root, 'basePath')];
  const below = typeof path === 'string' ? trimmed(path) : '';
  if (typeof host !== 'string')
    return path === undefined ? undefined : { urls: [below], defaults: [], node: root, entries: new Map() };
  const node = listOf(own(operation, 'schemes')).length > 0 ? operation : root;
  const schemes = listOf(own(node, 'schemes')).filter((each): each is string => typeof each === 'string');
  const rest = `//${host}${below}`;
  return {
    urls: schemes.length === 0 ? [rest] : schemes.map((scheme) => `${scheme}:${rest}`),
    defaults: [],
    node,
    entries: new Map(),
  };
}
