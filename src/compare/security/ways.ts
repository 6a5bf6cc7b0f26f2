import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { schemeName } from '../../spec/security.ts';
import { groupBy } from '../group-by.ts';

/** One alternative of a security requirement: the schemes that it needs together, each with its scopes. */
export interface Way {
  /** `a AND b`; empty: no credentials are needed. */
  readonly name: string;
  readonly scopes: ReadonlyMap<string, ReadonlySet<string>>;
  /** Absent where it is one that nobody wrote. */
  readonly written?: JsonObject;
}

/** By the names that schemes go by; those that are not listed keep their own. */
export type Names = ReadonlyMap<string, string>;

/** What schemes were called before, by what they are called now. */
export interface SchemeNames {
  /** Of those that are new by name alone. */
  readonly former: Names;
  /** Of those too that got what another one said; undefined: there are none. */
  readonly exchanged: Names | undefined;
}

/** Whether what is asked for now is what was asked for until now, by the names of schemes that were exchanged. */
export function asksForExchanged(before: JsonObject, after: JsonObject, { exchanged }: SchemeNames): boolean {
  if (exchanged === undefined) return false;
  const texts = (ways: readonly Way[] | undefined): string => JSON.stringify(ways?.map(wayText).sort() ?? null);
  return texts(waysOf(before)) === texts(waysOf(after, exchanged));
}

/** By what names to read what is asked for now: where schemes were exchanged, what was rewritten may be what they say or who asks for them. */
export function namesFor(before: JsonObject, after: JsonObject, names: SchemeNames): Names {
  return asksForExchanged(before, after, names) ? (names.exchanged ?? names.former) : names.former;
}

/** The alternatives that a document or operation lists itself; undefined where it says nothing. */
export function waysOf(node: JsonObject, names: Names = new Map()): readonly Way[] | undefined {
  const list = own(node, 'security');
  if (!Array.isArray(list)) return undefined;
  return list.map((item: Json) => asObject(item)).flatMap((item) => (item === undefined ? [] : [wayOf(item, names)]));
}

function wayOf(item: JsonObject, names: Names): Way {
  const scopes = Object.entries(item)
    .map(([key, listed]): [string, ReadonlySet<string>] => {
      const name = schemeName(key);
      return [names.get(name) ?? name, strings(listed)];
    })
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return { name: scopes.map(([name]) => name).join(' AND '), scopes: new Map(scopes), written: item };
}

function strings(value: Json | undefined): ReadonlySet<string> {
  return new Set(Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []);
}

/** The same schemes with the same scopes have the same text. */
export function wayText({ scopes }: Way): string {
  return JSON.stringify([...scopes].map(([name, list]) => [name, [...list].sort()]));
}

/**
 * Whether credentials that were good enough for a way are good enough for one of `ways` too: for one that needs no other scheme and no other
 * scope. Each of `ways` is looked at by what the fewest of them need: each against each grows by the square.
 */
export function sufficing(ways: readonly Way[]): (old: Way) => boolean {
  const needed = ways.map(needs);
  const count = new Map<string, number>();
  for (const need of needed.flat()) count.set(need, (count.get(need) ?? 0) + 1);
  const holders = groupBy(needed, (all) =>
    all.reduce((least, need) => ((count.get(need) ?? 0) < (count.get(least) ?? 0) ? need : least)),
  );
  return (old) => {
    const held = new Set(needs(old));
    return [...held].some((need) => holders.get(need)?.some((all) => all.every((each) => held.has(each))) === true);
  };
}

/** What every way needs, so that none needs nothing; then its schemes, and each scope of each. */
function needs({ scopes }: Way): [string, ...string[]] {
  const named = [...scopes].flatMap(([name, asked]) => [[name], ...[...asked].map((scope) => [name, scope])]);
  return ['', ...named.map((need) => JSON.stringify(need))];
}

const OPEN: Way = { name: '', scopes: new Map() };

/** No requirement and an empty one both let everybody in. */
export function effective(ways: readonly Way[] | undefined): readonly Way[] {
  return ways === undefined || ways.length === 0 ? [OPEN] : ways;
}
