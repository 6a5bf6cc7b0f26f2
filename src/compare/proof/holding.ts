import type { JsonObject } from '../../spec/json.ts';
import { nameIn } from '../schemas/steps.ts';

/** A schema of what has a value like `inner` behind an edge of the graph: `.name`, `[]`, `[0]`, `.*`, or the value itself. */
export function holding(label: string, inner: JsonObject): JsonObject {
  if (label === '') return inner;
  if (label === '[]') return { type: 'array', minItems: 1, items: inner };
  if (label.startsWith('[')) {
    const index = Number(label.slice(1, -1));
    const before = Array.from({ length: index }, () => true);
    return { type: 'array', minItems: index + 1, prefixItems: [...before, inner] };
  }
  const name = label === '.*' ? 'key' : nameIn(label);
  return { type: 'object', required: [name], properties: { [name]: inner } };
}
