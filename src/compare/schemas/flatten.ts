import type { Description } from '../../spec/description.ts';
import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { annotations, compositions } from './keywords.ts';

/** What a wrapper and what it wraps may both say. */
const sayable: ReadonlySet<string> = new Set([
  ...annotations,
  ...['deprecated', 'readOnly', 'writeOnly', 'nullable', 'xml'],
]);
/** More wrappers than this around one schema are left as they are. */
const MAX_WRAPPERS = 32;

/** A schema with what wraps only it. */
export interface Parts {
  readonly nodes: readonly JsonObject[];
  /** Compositions that were replaced by their only member, by the node that held them. */
  readonly dropped: ReadonlyMap<JsonObject, string>;
  readonly nullable: boolean;
  /** From a `oneOf` or `anyOf` of nothing but types, which is a list of types. */
  readonly types: readonly string[] | undefined;
}
const nothingDropped: ReadonlyMap<JsonObject, string> = new Map();

/** The schema's own node, then the only member of its composition, and so on while the two do not speak of the same keyword. */
export function flatten(description: Description, node: JsonObject): Parts {
  if (!compositions.some((keyword) => Object.hasOwn(node, keyword))) return unflattened(node);
  const nodes = [node];
  const dropped = new Map<JsonObject, string>();
  const spoken = new Set(Object.keys(node));
  let nullable = false;
  for (let last = node; nodes.length <= MAX_WRAPPERS;) {
    const only = onlyMember(description, last);
    if (only === undefined || nodes.includes(only.member)) break;
    const { member, keyword } = only;
    const clash = Object.keys(member).some((key) => key !== keyword && spoken.has(key) && !sayable.has(key));
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

/** The schema's own node and nothing else. */
export function unflattened(node: JsonObject): Parts {
  return { nodes: [node], dropped: nothingDropped, nullable: false, types: undefined };
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
  return Object.keys(member).every((key) => key === 'type' || sayable.has(key)) && own(member, 'nullable') === undefined
    ? type
    : undefined;
}

function onlyMember(
  description: Description,
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
  const resolved = description.resolve(raw);
  return resolved.ok ? { keyword, member: resolved.node, nullable: members.length < list.length } : undefined;
}

function isNull(member: Json): boolean {
  const object = asObject(member);
  return object !== undefined && own(object, 'type') === 'null';
}
