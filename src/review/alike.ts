import { asObject, canonicalJson, own, type Json } from '../spec/json.ts';
import { escapeToken, tokens } from '../spec/pointer.ts';
import type { Change } from '../compare/change.ts';

/** What changes are told apart by. */
export type Said = Pick<Change, 'id' | 'level' | 'args' | 'cause'> & {
  readonly property?: string | null;
  readonly unproved?: boolean;
  readonly convention?: string | null;
  /** What is told apart whatever is said of it: an API. */
  readonly scope?: string;
};

/** Changes that read as one: what is said of the first holds of each value at each place. Each keeps its own fingerprint. */
export interface Alike<T> {
  readonly first: T;
  /** The other values. */
  readonly values: readonly Json[];
  /** One change of each other place. */
  readonly places: readonly T[];
  readonly all: readonly T[];
}

interface Told<T> {
  readonly item: T;
  readonly said: Said | undefined;
}

/**
 * Puts together what is said of one place and differs only in the value it speaks of (a value of an enum, a member of a choice, a property
 * of one object), and then places of which the same is said; in the order of the first of each. `of`: what is known of an item;
 * undefined: it stays alone.
 */
export function alike<T>(items: readonly T[], of: (item: T) => Said | undefined): Alike<T>[] {
  const told = items.map((item): Told<T> => ({ item, said: of(item) }));
  const rows = grouped(told, ({ said }) => (said && isOneValue(said) ? `${kind(said)}\n${spot(said)}` : undefined));
  return grouped(rows, wording).flatMap(gridOf);
}

/** Behind what a nameless schema looks like stands a digest, which tells it from others that look alike. */
function isOneValue({ args: [value, ...rest] }: Said): boolean {
  return value !== undefined && rest.every((arg) => own(asObject(arg), 'digest') !== undefined);
}

function gridOf<T>(rows: readonly (readonly Told<T>[])[]): Alike<T>[] {
  const [[first, ...others] = []] = rows;
  if (first === undefined) return [];
  return [
    {
      first: first.item,
      values: others.map(({ said }) => said?.args[0] ?? null).filter(isNew([first.said?.args[0] ?? null])),
      places: rows.slice(1).flatMap(([place]) => (place === undefined ? [] : [place.item])),
      all: rows.flatMap((row) => row.map(({ item }) => item)),
    },
  ];
}

/** Values that are not among these, each once. */
function isNew(known: readonly Json[]): (value: Json) => boolean {
  const seen = new Set(known.map(canonicalJson));
  return (value) => seen.size < seen.add(canonicalJson(value)).size;
}

function kind({ id, level, unproved = false, convention, scope = '' }: Said): string {
  return `${id} ${level} ${String(unproved)} ${convention ?? ''} ${scope}`;
}

/** The place that a value belongs to: of a property that is named by the value, what has the property. */
function spot({ cause, args }: Said): string {
  const [value] = args;
  const named = typeof value === 'string' ? `/${escapeToken(value)}` : undefined;
  return named !== undefined && cause.endsWith(named) ? cause.slice(0, -named.length) : cause;
}

/** What is said, wherever that is; where it is nothing more than the kind, of a property of the same name. */
function wording<T>(row: readonly Told<T>[]): string | undefined {
  const [first] = row;
  if (first?.said === undefined) return undefined;
  const values = row.map(({ said }) => canonicalJson(said?.args ?? [])).sort();
  const name = first.said.property?.replace(/^.*\./, '');
  if (first.said.args.length > 0) return `${kind(first.said)}\n${values.join('\n')}`;
  return name === undefined ? undefined : `${kind(first.said)}\n${name}`;
}

/** In the order of the first of each; what has no key stays alone. */
function grouped<T>(items: readonly T[], keyOf: (item: T) => string | undefined): T[][] {
  const groups: T[][] = [];
  const known = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = key === undefined ? undefined : known.get(key);
    if (group !== undefined) group.push(item);
    else {
      const begun = [item];
      groups.push(begun);
      if (key !== undefined) known.set(key, begun);
    }
  }
  return groups;
}

/** How many changes of one kind there are, and in which components or operations, those with the most first. */
export interface Tally {
  readonly id: string;
  readonly count: number;
  readonly owners: readonly { readonly name: string; readonly count: number }[];
}

/** For what is only counted: the most frequent kinds first, in the order of their ids where they are as frequent. */
export function tallied(changes: readonly Said[]): Tally[] {
  return grouped(changes, ({ id }) => id)
    .map((group): Tally => ({
      id: group[0]?.id ?? '',
      count: group.length,
      owners: grouped(group, ({ cause }) => ownerOf(cause))
        .map((owned) => ({ name: ownerOf(owned[0]?.cause ?? ''), count: owned.length }))
        .filter(({ name }) => name !== '')
        .sort((a, b) => b.count - a.count),
    }))
    .sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1));
}

/** The name of the component that a cause lies in, or its operation or path; empty: neither. */
export function ownerOf(cause: string): string {
  const [section = '', ...steps] = tokens(cause.slice(cause.indexOf('#') + 1));
  if (section === 'components') return steps[1] ?? '';
  if (section === 'paths' || section === 'webhooks') return operation(steps);
  return section === 'definitions' || section === 'parameters' || section === 'responses' ? (steps[0] ?? '') : '';
}

function operation([path = '', method]: readonly string[]): string {
  return method === undefined || method === 'parameters' ? path : `${method.toUpperCase()} ${path}`;
}
