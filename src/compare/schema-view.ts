import { asObject, own, type Json, type JsonObject } from '../spec/json.ts';
import type { Side, Spot } from './side.ts';

/**
 * A schema in one form for all versions: `nullable` and `null` among the types are one thing, so are boolean and numeric
 * exclusive bounds, an enum of one value and `const`, and a composition of a single member and that member.
 */
export interface SchemaView {
  readonly side: Side;
  readonly node: JsonObject;
  readonly spot: Spot;
  /** Null left out; undefined: any type. */
  readonly types: ReadonlySet<string> | undefined;
  readonly nullable: boolean;
  /** The types come from a `oneOf` or `anyOf` of types. */
  readonly typesListed: boolean;
  /** The schema `false`: nothing is allowed. */
  readonly never: boolean;
  /** Allowed values from `enum` or `const`, null left out; undefined: not limited. */
  readonly values: readonly Json[] | undefined;
  readonly required: ReadonlySet<string>;
  /** The keyword's value, wherever in the flattened parts it stands. */
  get(keyword: string): Json | undefined;
  /** Where the keyword stands, or would stand. */
  at(keyword: string): Spot;
  /** The object or array that a keyword holds. */
  holder(keyword: string): object | undefined;
  /** Numeric value of an inclusive or exclusive bound. */
  bound(keyword: 'minimum' | 'maximum' | 'exclusiveMinimum' | 'exclusiveMaximum'): number | undefined;
}

const annotations = new Set([
  'title',
  'description',
  'default',
  'example',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  'nullable',
  'externalDocs',
  'xml',
  '$comment',
]);
const compositions = ['allOf', 'anyOf', 'oneOf'] as const;
/** What the schema `false` stands for; told by identity. */
export const NEVER: JsonObject = { not: {} };
/** More wrappers than this around one schema are left as they are. */
const MAX_WRAPPERS = 32;

interface Parts {
  readonly nodes: readonly JsonObject[];
  /** Compositions that were replaced by their only member, by the node that held them. */
  readonly dropped: ReadonlyMap<JsonObject, string>;
  readonly nullable: boolean;
  /** From a `oneOf` or `anyOf` of nothing but types, which is a list of types. */
  readonly types: readonly string[] | undefined;
}

export function readSchema(side: Side, node: JsonObject, spot: Spot): SchemaView {
  const parts = flatten(side, node);
  const holderOf = (keyword: string): JsonObject | undefined =>
    parts.nodes.find((part) => Object.hasOwn(part, keyword) && parts.dropped.get(part) !== keyword);
  const get = (keyword: string): Json | undefined => own(holderOf(keyword), keyword);
  const types = readTypes(parts.types ?? get('type'));
  const listed = readValues(get);
  return {
    side,
    node,
    spot,
    get,
    types: types?.types,
    typesListed: parts.types !== undefined,
    never: node === NEVER,
    nullable:
      parts.nullable ||
      get('nullable') === true ||
      (types?.nullable ?? false) ||
      (types === undefined && (listed?.includes(null) ?? false)),
    values: listed?.filter((value) => value !== null),
    required: new Set(strings(get('required'))),
    at: (keyword) => {
      const holder = holderOf(keyword);
      if (holder === undefined) return keyword === 'type' ? typesSpot(side, parts, spot) : spot;
      return holder === node && spot.key !== undefined ? spot : { side, node: holder, key: keyword };
    },
    holder: (keyword) => {
      const value = get(keyword);
      return typeof value === 'object' && value !== null ? value : undefined;
    },
    bound: (keyword) => readBound(get, keyword),
  };
}

/** The schema's own node, then the only member of its composition, and so on while the two do not speak of the same keyword. */
function flatten(side: Side, node: JsonObject): Parts {
  const nodes = [node];
  const dropped = new Map<JsonObject, string>();
  const spoken = new Set(Object.keys(node));
  let nullable = false;
  for (let last = node; nodes.length <= MAX_WRAPPERS;) {
    const only = onlyMember(side, last);
    if (only === undefined || nodes.includes(only.member)) break;
    const { member, keyword } = only;
    const clash = Object.keys(member).some((key) => key !== keyword && spoken.has(key) && !annotations.has(key));
    if (clash || (spoken.has('additionalProperties') && Object.hasOwn(member, 'properties'))) break;
    dropped.set(last, keyword);
    nullable ||= only.nullable;
    for (const key of Object.keys(member)) spoken.add(key);
    nodes.push(member);
    last = member;
  }
  const last = nodes.at(-1) ?? node;
  const plain = spoken.has('type') ? undefined : plainTypes(last);
  if (plain !== undefined) dropped.set(last, plain.keyword);
  return { nodes, dropped, nullable, types: plain?.types };
}

function plainTypes(node: JsonObject): { keyword: string; types: readonly string[] } | undefined {
  const keyword = ['oneOf', 'anyOf'].find((name) => Object.hasOwn(node, name));
  const list = keyword === undefined ? undefined : own(node, keyword);
  if (keyword === undefined || !Array.isArray(list) || list.length === 0) return undefined;
  const types = list.map((member: Json) => plainType(asObject(member)));
  const named = types.filter((type) => type !== undefined);
  const overlapping = keyword === 'oneOf' && named.includes('integer') && named.includes('number');
  return named.length < types.length || overlapping || new Set(named).size < named.length
    ? undefined
    : { keyword, types: named };
}

function plainType(member: JsonObject | undefined): string | undefined {
  const type = own(member, 'type');
  if (member === undefined || typeof type !== 'string') return undefined;
  return Object.keys(member).every((key) => key === 'type' || annotations.has(key)) &&
    own(member, 'nullable') === undefined
    ? type
    : undefined;
}

function typesSpot(side: Side, parts: Parts, spot: Spot): Spot {
  const last = parts.nodes.at(-1);
  const key = last === undefined ? undefined : parts.dropped.get(last);
  return parts.types === undefined || last === undefined || key === undefined ? spot : { side, node: last, key };
}

function onlyMember(
  side: Side,
  node: JsonObject,
): { keyword: string; member: JsonObject; nullable: boolean } | undefined {
  const used = compositions.filter((keyword) => Object.hasOwn(node, keyword));
  const keyword = used[0];
  if (keyword === undefined || used.length > 1) return undefined;
  const list = own(node, keyword);
  if (!Array.isArray(list) || list.length === 0 || list.length > 2) return undefined;
  const members = (list as readonly Json[]).filter((member) => keyword === 'allOf' || !isNull(member));
  const raw = asObject(members[0]);
  if (members.length !== 1 || raw === undefined) return undefined;
  const resolved = side.description.resolve(raw);
  return resolved.ok ? { keyword, member: resolved.node, nullable: members.length < list.length } : undefined;
}

function isNull(member: Json): boolean {
  const object = asObject(member);
  return object !== undefined && own(object, 'type') === 'null';
}

function readTypes(type: Json | undefined): { types: ReadonlySet<string> | undefined; nullable: boolean } | undefined {
  if (type === undefined) return undefined;
  const all = typeof type === 'string' ? [type] : strings(type);
  return { types: new Set(all.filter((name) => name !== 'null')), nullable: all.includes('null') };
}

function readValues(get: (keyword: string) => Json | undefined): readonly Json[] | undefined {
  const listed = get('enum');
  if (Array.isArray(listed)) return listed as readonly Json[];
  const constant = get('const');
  return constant === undefined ? undefined : [constant];
}

function readBound(get: (keyword: string) => Json | undefined, keyword: string): number | undefined {
  const exclusive = keyword.startsWith('exclusive');
  const inclusiveKeyword = keyword.endsWith('inimum') ? 'minimum' : 'maximum';
  const exclusiveKeyword = inclusiveKeyword === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum';
  const inclusive = get(inclusiveKeyword);
  const marked = get(exclusiveKeyword);
  if (marked === true) return exclusive ? number(inclusive) : undefined;
  return number(exclusive ? marked : inclusive);
}

function number(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function strings(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
