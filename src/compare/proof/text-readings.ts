import { asObject, isContainer, type Json } from '../../spec/json.ts';
import { properties } from '../schemas/schema-pair.ts';
import { saysLists } from './lists-said.ts';
import type { Place } from './place.ts';
import { ofText } from './texts.ts';

/** A list or object of more texts than this is not read in every way. */
const MOST_READ = 4;
/** What may stand between the texts of a list or an object. */
export const SEPARATORS = /[\s,|&;=]/;

/** All that the text of a value can be read as. */
export function readingsOf(value: Json, place: Place): readonly Json[] {
  if (Array.isArray(value)) return ofList(value as readonly Json[]);
  const members = asObject(value);
  if (members !== undefined) return ofObject(Object.entries(members), place);
  const { before, after } = place.pair;
  return saysLists(before) || saysLists(after) ? ofOne(value) : ofText(value);
}

/** A list of that alone, too (OpenAPI 3.1, Parameter Object: `simple`, and `form`). */
function ofOne(value: Json): readonly Json[] {
  const read = ofText(value);
  return [...read, ...read.map((one): Json => [one])];
}

/** And a list of one is that one. */
function ofList(items: readonly Json[]): readonly Json[] {
  const lists = combined(items);
  return items.length === 1 ? [...lists, ...lists.flatMap((list) => list)] : lists;
}

function ofObject(members: readonly (readonly [name: string, item: Json])[], place: Place): readonly Json[] {
  const lists = listsIn(place);
  return combined(
    members.map(([, item]) => item),
    (item, at) => (lists(members[at]?.[0] ?? '') ? ofOne(item) : ofText(item)),
  ).map((items) => Object.fromEntries(members.map(([name], at): [string, Json] => [name, items[at] ?? null])));
}

/** Which parts of a form may be lists. What an object of a parameter holds further in has no text that OpenAPI defines. */
function listsIn({ pair: { before, after }, root, trail }: Place): (name: string) => boolean {
  if (root.form === undefined || trail().some(({ label }) => label !== '')) return () => false;
  const parts = [before, after].map(properties);
  return (name) =>
    parts.some((ofSide) => {
      const part = ofSide.get(name);
      return part !== undefined && saysLists(part.view);
    });
}

/** Each part in each of its readings; nothing where there are too many, or where one is no text or would be taken apart. */
function combined(
  parts: readonly Json[],
  read: (part: Json, at: number) => readonly Json[] = ofText,
): (readonly Json[])[] {
  const isText = (part: Json): boolean => (typeof part === 'string' ? !SEPARATORS.test(part) : !isContainer(part));
  if (parts.length > MOST_READ || !parts.every(isText)) return [];
  return parts.reduce<(readonly Json[])[]>(
    (lists, part, at) => read(part, at).flatMap((one) => lists.map((list) => [...list, one])),
    [[]],
  );
}
