import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import type { GraphNode } from '../graph/pair-graph.ts';
import { inheritanceOf } from '../schemas/inheritance.ts';
import { mappedSchema } from '../schemas/mapping.ts';
import type { SchemaView } from '../schemas/schema-view.ts';
import { isSubtype } from './locations.ts';
import { endsOf, type Reading } from './sense.ts';
import type { Verdicts } from './verdicts.ts';

/**
 * A value that shows something at a subtype, or in it, as messages have it in the place of the supertype: with the property that names the
 * subtype, if the schema leaves that open.
 *
 * @param way the pairs that lead there, the last of them the subtype's.
 * @returns undefined: nothing says which property that is, or the value is no object.
 */
export function asSubtype(
  verdicts: Verdicts,
  way: readonly GraphNode[],
  reading: Reading,
  value: Json,
): Json | undefined {
  const pair = way.at(-1);
  const object = asObject(value);
  const said = discriminatorOn(way, reading);
  const property = typeof said === 'string' ? said : own(asObject(said), 'propertyName');
  if (pair === undefined || object === undefined || typeof property !== 'string') return undefined;
  const name = nameOf(endsOf(pair, reading).sent, asObject(said));
  const named = name === undefined ? undefined : Object.fromEntries([...Object.entries(object), [property, name]]);
  if (named !== undefined && verdicts.isSent(pair, reading, named)) return named;
  // The schema itself says then what the subtype is called.
  return own(object, property) === undefined ? undefined : value;
}

/** That of the nearest supertype on the way that has one. */
function discriminatorOn(way: readonly GraphNode[], reading: Reading): Json | undefined {
  const first = way.findLastIndex((pair) => !isSubtype(pair));
  const above = way.slice(first, -1).reverse();
  return above.map((pair) => endsOf(pair, reading).sent.get('discriminator')).find((said) => said !== undefined);
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
