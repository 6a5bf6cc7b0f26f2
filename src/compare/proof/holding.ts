import type { JsonObject } from '../../spec/json.ts';
import { nameIn } from '../schemas/steps.ts';

/** A schema of what has a value like `inner` behind an edge of the graph: `.name`, `[]`, `.*`, or the value itself. */
export function holding(label: string, inner: JsonObject): JsonObject {
  if (label === '') return inner;
  if (label === '[]') return { type: 'array', minItems: 1, items: inner };
  const name = label === '.*' ? 'key' : nameIn(label);
  return { type: 'object', required: [name], properties: { [name]: inner } };
}
