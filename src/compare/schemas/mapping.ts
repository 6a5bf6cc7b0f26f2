import { wholeAt } from '../../spec/at.ts';
import type { Description } from '../../spec/description.ts';
import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { referredName } from './members.ts';
import type { Sameness } from './same.ts';
import type { SchemaPair } from './schema-pair.ts';
import type { SchemaView } from './schema-view.ts';

/**
 * Whether two values of a discriminator's mapping mean one schema in other words, as after a description was split into files: both lead
 * to schemas of one name that say the same, or that are members of a choice and set side by side there.
 */
export function leadAlike(pair: SchemaPair, [from, to]: readonly [Json, Json], same: Sameness): boolean {
  if (typeof from !== 'string' || typeof to !== 'string' || referredName(from) !== referredName(to)) return false;
  const [old, now] = [targetIn(pair.before, from), targetIn(pair.after, to)];
  if (old === undefined || now === undefined) return false;
  return areMembers(pair, old, now) || contentOf(pair.before, old, same) === contentOf(pair.after, now, same);
}

function targetIn(view: SchemaView, value: string): JsonObject | undefined {
  const discriminator = asObject(view.get('discriminator'));
  return discriminator && mappedSchema(view.side.description, discriminator, value);
}

/**
 * What a value of a discriminator's mapping means: the name of a schema, or a reference to one (OpenAPI 3.1, Discriminator Object);
 * undefined: nothing.
 */
export function mappedSchema(
  description: Description,
  discriminator: JsonObject,
  value: string,
): JsonObject | undefined {
  const components = wholeAt(description, own(description.root, 'components'));
  const named = asObject(own(wholeAt(description, own(components, 'schemas')), value));
  if (named === undefined) return description.leadsTo(value, discriminator);
  const resolved = description.resolve(named);
  return resolved.ok ? resolved.node : undefined;
}

function areMembers({ members }: SchemaPair, old: JsonObject, now: JsonObject): boolean {
  return [...members.values()].some(({ both }) =>
    both.some(({ before, after }) => before.schema.view.node === old && after.schema.view.node === now),
  );
}

function contentOf({ side }: SchemaView, node: JsonObject, same: Sameness): number {
  return same.ofSchema(node, side);
}
