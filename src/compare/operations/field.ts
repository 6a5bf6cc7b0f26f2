import { asObject, type JsonObject } from '../../spec/json.ts';
import { limitsNothing } from '../../spec/merge-siblings.ts';
import { once } from '../../spec/once.ts';
import type { Composition } from '../schemas/keywords.ts';
import { fewMembers } from '../schemas/members.ts';
import { properties } from '../schemas/schema-pair.ts';
import type { SchemaView } from '../schemas/schema-view.ts';

/** Compositions within compositions that are looked into. */
const MOST_NESTED = 3;

/** What a form says of a field, wherever in its compositions; undefined: it describes none of that name. */
export function fieldOf(form: SchemaView, name: string): JsonObject | undefined {
  return fieldIn(form, name, MOST_NESTED);
}

/** By how far down was looked, and by name: members may be shared, and hold each other. */
const known = once((_form: SchemaView) => new Map<string, JsonObject | undefined>());

function fieldIn(form: SchemaView, name: string, most: number): JsonObject | undefined {
  const found = known(form);
  const key = `${String(most)} ${name}`;
  if (!found.has(key)) found.set(key, together('allOf', saidOf(form, name, most)));
  return found.get(key);
}

/** All of it holds. A member of a choice that does not speak of the field gives it no way to be written. */
function saidOf(form: SchemaView, name: string, most: number): (JsonObject | undefined)[] {
  const inMembers = (keyword: Composition): (JsonObject | undefined)[] =>
    most > 0 ? fewMembers(form, keyword).map((member) => fieldIn(member, name, most - 1)) : [];
  return [
    properties(form).get(name)?.node ?? governing(form),
    ...inMembers('allOf'),
    together('anyOf', inMembers('oneOf')),
    together('anyOf', inMembers('anyOf')),
  ];
}

/** The schema of the fields that have none of their own, where it says anything. */
function governing(form: SchemaView): JsonObject | undefined {
  const others = asObject(form.get('additionalProperties'));
  if (others === undefined || limitsNothing(others)) return undefined;
  return form.side.schema(others, form.node, 'additionalProperties')?.node;
}

function together(keyword: 'allOf' | 'anyOf', said: readonly (JsonObject | undefined)[]): JsonObject | undefined {
  const schemas = [...new Set(said.filter((each) => each !== undefined))];
  return schemas.length > 1 ? { [keyword]: schemas } : schemas[0];
}
