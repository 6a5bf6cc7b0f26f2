import { asObject, canonicalJson, own, type Json, type JsonObject } from '../../spec/json.ts';
import { at, listOf, textOf } from '../values.ts';

/**
 * Which fields of an object one manager owns, as the API server keeps it: a trie of `f:FIELD`, `k:{KEYS}` (an item of a list with
 * keys), `v:VALUE` (an item of a set) and `.` (the thing itself). A leaf owns everything below it.
 * Source: structured-merge-diff, FieldsV1.
 */
export type FieldSet = JsonObject;

interface ManagerEntry {
  readonly manager: string;
  /** Of the kind, as it was written by. */
  readonly apiVersion: string;
  readonly operation: string;
  readonly subresource: string;
  readonly time: string;
  readonly fields: FieldSet;
}

export function managersOf(live: JsonObject): ManagerEntry[] {
  return listOf(at(live, 'metadata', 'managedFields')).map((entry) => ({
    manager: textOf(at(entry, 'manager')),
    apiVersion: textOf(at(entry, 'apiVersion')),
    operation: textOf(at(entry, 'operation')),
    subresource: textOf(at(entry, 'subresource')),
    time: textOf(at(entry, 'time')),
    fields: asObject(at(entry, 'fieldsV1')) ?? {},
  }));
}

/**
 * The object with everything but the metadata of these managers owned by `owner`, as if it had applied that: its next apply then takes away what
 * it does not name. Server-side apply alone leaves others' items in a list, where they may stand in the way of ours.
 */
export function takenOver(live: JsonObject, owner: string, others: readonly string[]): JsonObject {
  const entries = listOf(at(live, 'metadata', 'managedFields'))
    .map(asObject)
    .filter((entry) => entry !== undefined);
  const isWhole = (entry: JsonObject): boolean => textOf(at(entry, 'subresource')) === '';
  const isTheirs = (entry: JsonObject): boolean => isWhole(entry) && others.includes(textOf(at(entry, 'manager')));
  const isOurs = (entry: JsonObject): boolean =>
    isWhole(entry) && at(entry, 'manager') === owner && at(entry, 'operation') === 'Apply';
  const fieldsOf = (entry: JsonObject): FieldSet => asObject(at(entry, 'fieldsV1')) ?? {};
  const taken = entries
    .filter(isTheirs)
    .map((entry) => Object.fromEntries(Object.entries(fieldsOf(entry)).filter(([key]) => key !== 'f:metadata')));
  const managedFields = entries.flatMap((entry): JsonObject[] => {
    if (isOurs(entry)) return [{ ...entry, fieldsV1: union([fieldsOf(entry), ...taken]) }];
    if (!isTheirs(entry)) return [entry];
    const metadata = own(fieldsOf(entry), 'f:metadata');
    return metadata === undefined ? [] : [{ ...entry, fieldsV1: { 'f:metadata': metadata } }];
  });
  return { ...live, metadata: { ...asObject(own(live, 'metadata')), managedFields } };
}

/** The part of a live object that these fields make up. */
export function project(live: JsonObject, fields: FieldSet): JsonObject {
  return asObject(projected(live, fields)) ?? {};
}

/** One trie of all that is in any of them. */
export function union(sets: readonly FieldSet[]): FieldSet {
  const merged: Record<string, Json> = {};
  for (const set of sets) {
    for (const [key, below] of Object.entries(set)) {
      const [mine, theirs] = [asObject(own(merged, key)), asObject(below) ?? {}];
      // A leaf owns everything below it, which no deeper set can add to.
      merged[key] = mine === undefined ? theirs : isLeaf(mine) || isLeaf(theirs) ? {} : union([mine, theirs]);
    }
  }
  return merged;
}

function isLeaf(fields: FieldSet): boolean {
  return Object.keys(fields).length === 0;
}

function projected(live: Json, fields: FieldSet): Json {
  if (isLeaf(fields)) return live;
  if (Array.isArray(live)) return projectedList(live as readonly Json[], fields);
  const object = asObject(live);
  if (object === undefined) return live;
  const entries = Object.entries(fields).flatMap(([key, below]): [string, Json][] => {
    const name = key.startsWith('f:') ? key.slice(2) : undefined;
    const value = name === undefined ? undefined : own(object, name);
    return name === undefined || value === undefined ? [] : [[name, projected(value, asObject(below) ?? {})]];
  });
  return Object.fromEntries(entries);
}

/** In the order of the live list. */
function projectedList(live: readonly Json[], fields: FieldSet): Json {
  const items = Object.entries(fields).map(([key, below]) => ({ matches: matcher(key), below: asObject(below) ?? {} }));
  return live.flatMap((item, index) => {
    const found = items.find(({ matches }) => matches(item, index));
    return found === undefined ? [] : [projected(item, found.below)];
  });
}

function matcher(key: string): (item: Json, index: number) => boolean {
  const [kind, text] = [key.slice(0, 2), key.slice(2)];
  if (kind === 'i:') return (_, index) => index === Number(text);
  if (kind !== 'k:' && kind !== 'v:') return () => false;
  const wanted = JSON.parse(text) as Json;
  if (kind === 'v:') return (item) => canonicalJson(item) === canonicalJson(wanted);
  const keys = Object.entries(asObject(wanted) ?? {});
  return (item) =>
    keys.every(([name, value]) => canonicalJson(own(asObject(item), name) ?? null) === canonicalJson(value));
}
