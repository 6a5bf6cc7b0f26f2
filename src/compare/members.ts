import { asObject, canonicalJson, own, type Json, type JsonObject } from '../spec/json.ts';
import { matchBy, matchInTurn, type Matching } from './matching.ts';
import type { Sameness } from './same.ts';
import { childrenOf } from './schema-pair.ts';
import type { Origin, Referred, SchemaView, Spot } from './schema-view.ts';

export const compositions = ['allOf', 'anyOf', 'oneOf'] as const;
/** How far down a member is looked at to tell it from others. */
const SHAPE_DEPTH = 3;
export type Composition = (typeof compositions)[number];

/** One member of an `allOf`, `anyOf` or `oneOf`. */
export interface Member {
  readonly schema: Referred;
  /** The item of the list. */
  readonly spot: Spot;
  /** The last part of its reference, its title, or nothing. */
  readonly name: string | undefined;
  readonly content: number;
}

/**
 * Members have no names of their own, so they are matched by what is known of them, the surest first: reference and content,
 * content alone, reference or title, what they look like (a schema that holds itself has other content where it is entered
 * elsewhere, as after a renaming); at last, where only one nameless was left for that on each side, with each other.
 */
export function matchMembers(
  before: SchemaView,
  after: SchemaView,
  keyword: Composition,
  same: Sameness,
): Matching<Member> {
  const old = readMembers(before, keyword, same);
  const now = readMembers(after, keyword, same);
  const sure = matchInTurn(old, now, [
    (member) => `${member.name ?? ''}#${String(member.content)}`,
    (member) => String(member.content),
    (member) => member.name ?? `#${String(member.content)}`,
  ]);
  const result = matchLone(sure, matchAlike(sure));
  nameMembers(result);
  return result;
}

/** Properties with their types and values, its own and those of its members and items; undefined where there are none. */
function shapeOf({ schema: { view } }: Member): string | undefined {
  const known = new Set<string>();
  let level = [view];
  for (let depth = 0; depth < SHAPE_DEPTH; depth += 1) {
    for (const each of level) for (const property of propertiesOf(each)) known.add(property);
    level = level.flatMap(insideOf);
  }
  return known.size === 0 ? undefined : [...known].sort().join();
}

function propertiesOf(view: SchemaView): string[] {
  // That it is an object can be said further in.
  const plainTypes = (property: SchemaView): string[] =>
    [...(property.types ?? [])].filter((type) => type !== 'object');
  return [...childrenOf(view, 'properties')].map(([name, { view: property }]) =>
    canonicalJson([name, plainTypes(property).sort(), property.values ?? null]),
  );
}

function insideOf(view: SchemaView): SchemaView[] {
  const items = view.side.schema(view.get('items'), view.node, 'items')?.view;
  const members = compositions.flatMap((keyword) => {
    const list = view.holder(keyword);
    if (!Array.isArray(list)) return [];
    return list.flatMap((raw: Json, index) => view.side.schema(raw, list, index)?.view ?? []);
  });
  return items === undefined ? members : [items, ...members];
}

function matchAlike(sure: Matching<Member>): Matching<Member> {
  const more = matchBy(sure.removed, sure.added, (member) => shapeOf(member) ?? `#${String(member.content)}`);
  return { ...more, both: [...sure.both, ...more.both] };
}

/** Where there was one nameless on each side to be matched by its looks, and nothing looks like either. */
function matchLone(sure: Matching<Member>, { added, removed, both }: Matching<Member>): Matching<Member> {
  const [gone, ...others] = sure.removed.filter(isNameless);
  const [come, ...more] = sure.added.filter(isNameless);
  // Where the numbers differ, members were put together or taken apart.
  const isLone = others.length + more.length === 0 && sure.removed.length === sure.added.length;
  if (!isLone || gone === undefined || come === undefined || !removed.includes(gone) || !added.includes(come)) {
    return { added, removed, both };
  }
  return {
    added: added.filter((member) => member !== come),
    removed: removed.filter((member) => member !== gone),
    both: [...both, { before: gone, after: come }],
  };
}

function isNameless({ name }: Member): boolean {
  return name === undefined;
}

/** The member's name, or what it looks like: its number in the list would not survive a reordering. */
export function outline({ name, schema }: Member): string {
  if (name !== undefined) return name;
  const types = [...(schema.view.types ?? [])].sort().join(' or ');
  const holder = schema.view.holder('properties');
  const names = holder === undefined ? [] : Object.keys(holder).sort();
  return [types === '' ? 'schema' : types, ...(names.length === 0 ? [] : [`with ${names.join(', ')}`])].join(' ');
}

function readMembers(view: SchemaView, keyword: Composition, same: Sameness): Member[] {
  const list = view.holder(keyword);
  if (!Array.isArray(list)) return [];
  const follow = (node: JsonObject): JsonObject | undefined => view.side.target(node);
  return list.flatMap((raw: Json, index): Member[] => {
    const schema = view.side.schema(raw, list, index);
    return schema === undefined
      ? []
      : [
          {
            schema,
            spot: { side: view.side, node: list, key: index },
            name: nameOf(raw),
            content: same.ofSchema(schema.view.node, follow),
          },
        ];
  });
}

function nameOf(raw: Json): string | undefined {
  const object = asObject(raw);
  const ref = own(object, '$ref');
  if (typeof ref === 'string') return ref.slice(ref.lastIndexOf('/') + 1);
  const title = own(object, 'title');
  return typeof title === 'string' ? title : undefined;
}

/** Items of a list get names that survive reordering: the title, or the rank among the members that changed. */
function nameMembers(matching: Matching<Member>): void {
  const name = (side: Origin, member: Member, fallback: string): void => {
    side.name(member.schema.view.spot.node, member.name ?? fallback);
  };
  let changed = 0;
  for (const { before, after } of matching.both) {
    if (before.content === after.content) continue;
    changed += 1;
    name(before.schema.view.side, before, `changed-${String(changed)}`);
    name(after.schema.view.side, after, `changed-${String(changed)}`);
  }
  for (const [index, member] of matching.removed.entries())
    name(member.schema.view.side, member, `removed-${String(index)}`);
  for (const [index, member] of matching.added.entries())
    name(member.schema.view.side, member, `added-${String(index)}`);
}
