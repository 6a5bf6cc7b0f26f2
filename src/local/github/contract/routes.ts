import { description } from './description.ts';
import type { OperationObject } from './description.ts';

export interface Route {
  readonly operation: OperationObject;
  readonly parameters: Readonly<Record<string, string>>;
}

interface Template {
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly literals: number;
  readonly operation: OperationObject;
}

/** Parameters whose value may hold slashes, sent as they are or encoded. */
const DEEP = new Set(['path', 'ref', 'branch', 'basehead']);

function template(path: string, operation: OperationObject): Template {
  const names: string[] = [];
  const segments = path.split('/').map((segment) => {
    const name = /^\{(.+)\}$/.exec(segment)?.[1];
    if (name === undefined) return segment.replace(/[^\w/-]/g, '\\$&');
    names.push(name);
    return DEEP.has(name) ? '(.+)' : '([^/]+)';
  });
  const literals = segments.filter((segment) => !segment.startsWith('(')).length;
  return { pattern: new RegExp(`^${segments.join('/')}$`), names, literals, operation };
}

const templates = new Map<string, Template[]>();
for (const [path, item] of Object.entries(description.paths)) {
  for (const [method, operation] of Object.entries(item)) {
    templates.set(method, [...(templates.get(method) ?? []), template(path, operation)]);
  }
}
for (const list of templates.values()) list.sort((a, b) => b.literals - a.literals);

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** A renamed repository redirects to its address by id, which the description does not name. */
const BY_ID = /^\/repositories\/\d+(?=\/|$)/;

/** The operation that a request means, by method and path (without host, prefix and query); the most literal path wins. */
export function routeOf(method: string, path: string): Route | undefined {
  const named = path.replace(BY_ID, '/repos/by/id');
  for (const { pattern, names, operation } of templates.get(method.toLowerCase()) ?? []) {
    const values = pattern.exec(named);
    if (!values) continue;
    const parameters = names.map((name, index) => [name, decoded(values[index + 1] ?? '')]);
    return { operation, parameters: Object.fromEntries(parameters) as Record<string, string> };
  }
  return undefined;
}
