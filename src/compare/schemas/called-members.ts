import { listOf } from '../../spec/at.ts';
import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { referenceIn } from '../../spec/reference.ts';
import type { Both } from '../matching.ts';
import { mappedSchema } from './mapping.ts';
import { membersIn, referredName, type Member } from './members.ts';
import { properties, type SchemaPair } from './schema-pair.ts';
import type { SchemaView } from './schema-view.ts';

/** A member of a choice, by the name that a discriminator knows it by. */
export interface Called {
  readonly name: string;
  readonly member: Member;
}

const choices = ['oneOf', 'anyOf'] as const;
const COMPONENT = '#/components/schemas/';
/** So far down the members of `allOf` are looked at for the property that tells. */
const DEPTH = 4;

/**
 * Members of a choice whose discriminator knows them by the names of their schemas (OpenAPI 3.1, Discriminator Object), which are others now:
 * what went and what came of these names. A member that lists the values of the property says itself what it is called.
 */
export function recalledMembers({ before, after, members }: SchemaPair): {
  readonly removed: readonly Called[];
  readonly added: readonly Called[];
} {
  const tag = own(discriminatorOf(before), 'propertyName');
  if (typeof tag !== 'string' || own(discriminatorOf(after), 'propertyName') !== tag) return { removed: [], added: [] };
  const recalled = choices
    .flatMap((keyword) => members.get(keyword)?.both ?? [])
    .flatMap((both) => renamed(both) ?? [])
    .filter(({ before: { member } }) => !isMapped(member, before))
    .filter((both) => ![both.before, both.after].some(({ member }) => listsTag(member.schema.view, tag, DEPTH)));
  const [known, knows] = [namesIn(before), namesIn(after)];
  return {
    removed: recalled.map((both) => both.before).filter(({ name }) => !knows.has(name)),
    added: recalled
      .map((both) => both.after)
      .filter(({ name, member }) => !known.has(name) && !isMapped(member, after)),
  };
}

/** Whether the members of a choice with a discriminator have other names, one by one. */
export function callsOtherwise(before: JsonObject, after: JsonObject): boolean {
  if (own(before, 'discriminator') === undefined) return false;
  return choices.some((keyword) => {
    const now = listOf(own(after, keyword));
    return listOf(own(before, keyword)).some((item, at) => componentName(item) !== componentName(now[at]));
  });
}

function renamed({ before, after }: Both<Member>): Both<Called> | undefined {
  const [old, now] = [before, after].map(({ spot }) => componentName(own(spot.node as JsonObject, String(spot.key))));
  if (old === undefined || now === undefined || old === now) return undefined;
  return { before: { name: old, member: before }, after: { name: now, member: after } };
}

function componentName(raw: Json | undefined): string | undefined {
  const reference = referenceIn(asObject(raw));
  return reference?.startsWith(COMPONENT) === true ? referredName(reference) : undefined;
}

function discriminatorOf(view: SchemaView): JsonObject | undefined {
  return asObject(view.get('discriminator'));
}

function mappingOf(view: SchemaView): JsonObject {
  return asObject(own(discriminatorOf(view), 'mapping')) ?? {};
}

/** All names that a discriminator knows: those of members, and those of its mapping. */
function namesIn(view: SchemaView): ReadonlySet<string> {
  const items = choices.flatMap((keyword) => listOf(view.holder(keyword) as Json | undefined));
  return new Set([...Object.keys(mappingOf(view)), ...items.flatMap((item) => componentName(item) ?? [])]);
}

function isMapped({ schema }: Member, view: SchemaView): boolean {
  const discriminator = discriminatorOf(view);
  if (discriminator === undefined) return false;
  return Object.values(mappingOf(view)).some(
    (value) => typeof value === 'string' && mappedSchema(view.side.description, discriminator, value) === schema.node,
  );
}

function listsTag(view: SchemaView, tag: string, depth: number): boolean {
  if (properties(view).get(tag)?.view.values !== undefined) return true;
  return depth > 0 && membersIn(view, 'allOf').some((member) => listsTag(member, tag, depth - 1));
}
