import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';

const single = ['not', 'if', 'then', 'else', 'items', 'contains', 'additionalProperties', 'propertyNames'] as const;
const unevaluated = ['unevaluatedItems', 'unevaluatedProperties', 'contentSchema'] as const;
const lists = ['allOf', 'anyOf', 'oneOf', 'prefixItems'] as const;
const maps = ['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions', 'dependencies'] as const;

/** The values that stand where a schema is expected (JSON Schema 2020-12 core, sections 8 and 10; validation, section 8.5). */
export function* subschemas(schema: JsonObject): Generator<Json> {
  for (const keyword of [...single, ...unevaluated]) {
    const value = own(schema, keyword);
    if (value !== undefined) yield value;
  }
  for (const keyword of lists) {
    const value = own(schema, keyword);
    if (Array.isArray(value)) yield* value as readonly Json[];
  }
  for (const keyword of maps) {
    const value = asObject(own(schema, keyword));
    if (value !== undefined) yield* Object.values(value);
  }
}

/** Nested further than this is not read: everything that walks a schema or an instance may then recurse. */
const MAX_DEPTH = 100;

/** Whether a value nests no deeper than the bound; iterative, shared parts are looked at once. */
export function isShallow(value: Json): boolean {
  const seen = new Set<object>();
  let layer: Json[] = [value];
  for (let depth = 0; layer.length > 0; depth++) {
    if (depth > MAX_DEPTH) return false;
    const next: Json[] = [];
    for (const each of layer) {
      if (typeof each !== 'object' || each === null || seen.has(each)) continue;
      seen.add(each);
      for (const inner of Object.values(each)) next.push(inner);
    }
    layer = next;
  }
  return true;
}

const MAX_MENTIONED = 20;

/** The first values that a schema lists: constants, enumerations. */
export function mentionedValues(schema: Json): Json[] {
  const values: Json[] = [];
  const queue = [schema];
  for (let next = queue.pop(); next !== undefined && values.length < MAX_MENTIONED; next = queue.pop()) {
    const object = asObject(next);
    if (object === undefined) continue;
    const listed = own(object, 'enum');
    const constant = own(object, 'const');
    if (Array.isArray(listed)) for (const value of listed as readonly Json[]) values.push(value);
    if (constant !== undefined) values.push(constant);
    for (const below of subschemas(object)) queue.push(below);
  }
  return values.slice(0, MAX_MENTIONED);
}
