import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { inheritanceOf } from '../inheritance.ts';
import { mappedSchema } from '../mapping.ts';
import type { GraphNode } from '../pair-graph.ts';
import type { SchemaView } from '../schema-view.ts';
import { isSubtype } from './locations.ts';
import type { Sense } from './sense.ts';

/**
 * The value as messages have it in the place of a supertype: with the property that names the subtype, if the schema leaves it open.
 *
 * @param trail the pairs on the way, the last of them the subtype.
 * @param takes whether the schema takes a value.
 * @returns undefined: nothing says which property that is, or the value is no object.
 */
export function asSubtype(
  trail: readonly GraphNode[],
  side: Sense['from'],
  value: Json,
  takes: (value: Json) => boolean,
): Json | undefined {
  const views = trail.map((pair) => (side === 'base' ? pair.before : pair.after));
  const subtype = views.at(-1);
  const first = trail.findLastIndex((pair) => !isSubtype(pair));
  const discriminator = views
    .slice(first, -1)
    .reverse()
    .map((view) => view.get('discriminator'))
    .find((found) => found !== undefined);
  const property = typeof discriminator === 'string' ? discriminator : own(asObject(discriminator), 'propertyName');
  const object = asObject(value);
  if (subtype === undefined || typeof property !== 'string' || object === undefined) return undefined;
  const name = nameOf(subtype, asObject(discriminator));
  const named = name === undefined ? undefined : Object.fromEntries([...Object.entries(object), [property, name]]);
  if (named !== undefined && takes(named)) return named;
  // What its name is then, it says itself.
  return own(object, property) === undefined ? undefined : value;
}

/** By the mapping, by Azure's extension, or as the schema is called (OpenAPI 3.1, Discriminator Object). */
function nameOf({ side, node }: SchemaView, discriminator: JsonObject | undefined): string | undefined {
  const { description } = side;
  const mapping = Object.entries(asObject(own(discriminator, 'mapping')) ?? {});
  const mapped = mapping.find(
    ([, value]) =>
      discriminator !== undefined &&
      typeof value === 'string' &&
      mappedSchema(description, discriminator, value) === node,
  );
  const said = own(node, 'x-ms-discriminator-value');
  return mapped?.[0] ?? (typeof said === 'string' ? said : inheritanceOf(description).nameOf(node));
}
