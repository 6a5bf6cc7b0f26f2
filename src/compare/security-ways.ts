import { asObject, own, type Json, type JsonObject } from '../spec/json.ts';

/** One alternative of a security requirement: the schemes that it needs together, each with its scopes. */
export interface Way {
  /** `a AND b`; empty: no credentials are needed. */
  readonly name: string;
  readonly scopes: ReadonlyMap<string, readonly string[]>;
  /** Absent where it is one that nobody wrote. */
  readonly written?: JsonObject;
}

/** By the names that schemes go by; those that are not listed keep their own. */
export type Names = ReadonlyMap<string, string>;

/** The alternatives that a document or operation lists itself; undefined where it says nothing. */
export function waysOf(node: JsonObject, names: Names = new Map()): readonly Way[] | undefined {
  const list = own(node, 'security');
  if (!Array.isArray(list)) return undefined;
  return list.map((item: Json) => asObject(item)).flatMap((item) => (item === undefined ? [] : [wayOf(item, names)]));
}

function wayOf(item: JsonObject, names: Names): Way {
  const scopes = Object.entries(item)
    .map(([name, listed]): [string, readonly string[]] => [names.get(name) ?? name, strings(listed)])
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return { name: scopes.map(([name]) => name).join(' AND '), scopes: new Map(scopes), written: item };
}

function strings(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** The same schemes with the same scopes have the same text. */
export function wayText({ scopes }: Way): string {
  return JSON.stringify([...scopes].map(([name, list]) => [name, [...list].sort()]));
}

/** Whether credentials that were good enough for `old` are good enough for `now`: it needs no other scheme and no other scope. */
export function suffices(old: Way, now: Way): boolean {
  return [...now.scopes].every(([name, asked]) => {
    const held = old.scopes.get(name);
    return held !== undefined && asked.every((scope) => held.includes(scope));
  });
}

const OPEN: Way = { name: '', scopes: new Map() };

/** No requirement and an empty one both let everybody in. */
export function effective(ways: readonly Way[] | undefined): readonly Way[] {
  return ways === undefined || ways.length === 0 ? [OPEN] : ways;
}
