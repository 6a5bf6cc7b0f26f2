import { asObject, canonicalJson, own, type Json } from '../spec/json.ts';

/** Keys and indices from the top of a value. */
export type Place = readonly (string | number)[];

export function equal(a: Json, b: Json): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

/** One place where two values are not the same. */
export interface Leaf {
  readonly place: Place;
  /** Absent: it was not there. */
  readonly from?: Json;
  /** Absent: it is not there any more. */
  readonly to?: Json;
}

/** Every place where two values are not the same; what one of them does not have at all is one place. */
export function leaves(from: Json | undefined, to: Json | undefined, place: Place = []): Leaf[] {
  if (from !== undefined && to !== undefined && canonicalJson(from) === canonicalJson(to)) return [];
  const [a, b] = [asObject(from), asObject(to)];
  if (a !== undefined && b !== undefined) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
    return keys.flatMap((key) => leaves(own(a, key), own(b, key), [...place, key]));
  }
  if (isList(from) && isList(to) && from.length === to.length) {
    return from.flatMap((item, index) => leaves(item, to[index], [...place, index]));
  }
  return [{ place, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }];
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export interface Node {
  readonly at: Place;
  readonly node: Json;
}

/** Every value inside a value, itself first. */
export function* nodes(node: Json, at: Place = []): Generator<Node> {
  yield { at, node };
  const entries: (readonly [string | number, Json])[] = isList(node)
    ? node.map((item, index) => [index, item] as const)
    : Object.entries(asObject(node) ?? {});
  for (const [key, item] of entries) yield* nodes(item, [...at, key]);
}

export function valueAt(value: Json | undefined, place: Place): Json | undefined {
  return place.reduce<Json | undefined>(
    (found, key) => (isList(found) ? found[Number(key)] : own(asObject(found), String(key))),
    value,
  );
}

/** The value with one place of it set, or taken out. */
export function withValue(whole: Json, place: Place, value: Json | undefined): Json {
  const [key, ...rest] = place;
  if (key === undefined) return value ?? null;
  if (isList(whole)) {
    return whole.map((item, index) => (index === Number(key) ? withValue(item, rest, value) : item));
  }
  const object = asObject(whole) ?? {};
  const name = String(key);
  if (rest.length === 0 && value === undefined) {
    return Object.fromEntries(Object.entries(object).filter(([other]) => other !== name));
  }
  return { ...object, [name]: withValue(own(object, name) ?? {}, rest, value) };
}
