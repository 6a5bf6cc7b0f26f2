import { derived } from './derived.ts';
import { isContainer, type JsonObject } from './json.ts';
import { tokens } from './pointer.ts';
import type { Resource } from './resources.ts';

/** `true` and `false` are schemas too (JSON Schema 2020-12 core, section 4.3.2): as objects that say the same, one for each place. */
export class BooleanSchemas {
  readonly #known = new Map<object, Map<string, JsonObject>>();

  at(fragment: string, of: Resource, value: boolean): JsonObject {
    const container = of.at(fragment.slice(0, Math.max(0, fragment.lastIndexOf('/'))));
    const key = tokens(fragment).at(-1);
    const schema: JsonObject = value ? {} : { not: {} };
    if (!isContainer(container) || key === undefined) return this.#once(of, '', schema);
    return this.#once(container, key, derived(schema, { node: container, key }));
  }

  #once(holder: object, key: string, made: JsonObject): JsonObject {
    const schemas = this.#known.get(holder) ?? new Map<string, JsonObject>();
    this.#known.set(holder, schemas);
    const schema = schemas.get(key) ?? made;
    schemas.set(key, schema);
    return schema;
  }
}
