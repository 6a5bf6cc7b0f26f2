import { childrenOf, type Child } from '../../../src/spec/children.ts';
import type { Kind } from '../../../src/spec/shape.ts';
import { asObject, type Json, type JsonObject } from '../../../src/spec/json.ts';

/** Every object of a description by what it is, without following references. */
function kindsOf(document: JsonObject): ReadonlyMap<object, Kind> {
  const kinds = new Map<object, Kind>([[document, 'document']]);
  const waiting: Child[] = [{ node: document, kind: 'document' }];
  for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
    for (const child of childrenOf(item)) {
      if (kinds.has(child.node)) continue;
      kinds.set(child.node, child.kind);
      waiting.push(child);
    }
  }
  return kinds;
}

/** A copy in which each object of a kind is what `change` makes of it; members first. */
export function changed(
  document: JsonObject,
  wanted: Kind,
  change: (node: JsonObject, original: JsonObject) => Json,
): JsonObject {
  const kinds = kindsOf(document);
  const copy = (value: Json): Json => {
    if (Array.isArray(value)) return value.map((item: Json) => copy(item));
    const object = asObject(value);
    if (object === undefined) return value;
    const made = fromEntries(Object.entries(object).map(([key, item]) => [key, copy(item)]));
    return kinds.get(object) === wanted ? change(made, object) : made;
  };
  return copy(document) as JsonObject;
}

/** The same, for schemas. */
export function schemas(document: JsonObject, change: (node: JsonObject, original: JsonObject) => Json): JsonObject {
  return changed(document, 'schema', change);
}

export function fromEntries(entries: readonly (readonly [string, Json])[]): JsonObject {
  return Object.fromEntries(entries);
}

export function without(node: JsonObject, ...keys: readonly string[]): JsonObject {
  return fromEntries(Object.entries(node).filter(([key]) => !keys.includes(key)));
}

/** Says the same in other words. Undefined: it does not apply to this description. */
export type Rewrite = (document: JsonObject) => JsonObject | undefined;

const REMARKS = new Set([
  'title',
  'description',
  'default',
  'example',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  'externalDocs',
  'xml',
]);

export function isRemark(key: string): boolean {
  return REMARKS.has(key) || key.startsWith('x-');
}

/** What a schema says of values, and what it remarks. */
export function parted(node: JsonObject): { said: JsonObject; remarked: JsonObject } {
  const entries = Object.entries(node);
  return {
    said: fromEntries(entries.filter(([key]) => !isRemark(key))),
    remarked: fromEntries(entries.filter(([key]) => isRemark(key))),
  };
}
