import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import type { SchemaView } from '../schemas/schema-view.ts';

const OF_LISTS = ['items', 'prefixItems', 'contains', 'minItems', 'maxItems', 'uniqueItems', 'unevaluatedItems'];
const PARTS = ['allOf', 'anyOf', 'oneOf', 'if', 'then', 'else'];

/** Whether a schema, or a part of its compositions, speaks of lists: the text of one that does not is none. */
export function saysLists({ side, node }: SchemaView): boolean {
  const seen = new Set<JsonObject>();
  const waiting: Json[] = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const written = asObject(next);
    const schema = written && (side.target(written) ?? written);
    if (schema === undefined || seen.has(schema)) continue;
    seen.add(schema);
    if (saysListsItself(schema)) return true;
    waiting.push(...PARTS.flatMap((keyword): Json => own(schema, keyword) ?? []));
  }
  return false;
}

function saysListsItself(schema: JsonObject): boolean {
  const values = [own(schema, 'const'), own(schema, 'enum')].flatMap((value) => value ?? []);
  const types = [own(schema, 'type')].flat();
  return (
    types.includes('array') ||
    OF_LISTS.some((keyword) => own(schema, keyword) !== undefined) ||
    values.some(Array.isArray)
  );
}
