import { asObject, canonicalJson, own, type Json } from '../../spec/json.ts';
import { referenceIn } from '../../spec/reference.ts';
import { matchBy, matchInTurn, type Matching } from '../matching.ts';
import { annotations, compositions, type Composition } from './keywords.ts';
import { matchLone, matchLoneTypes } from './lone-matches.ts';
import { nameMembers } from './member-names.ts';
import type { Sameness } from './same.ts';
import { childrenOf } from './schema-pair.ts';
import type { Referred, SchemaView, Spot } from './schema-view.ts';
import type { Untouched } from './untouched.ts';

/** How far down a member is looked at to tell it from others. */
const SHAPE_DEPTH = 3;
/** More members than these are not looked into one by one: they can have as many again. */
const FEW = 32;

/** The schemas of a composition; none where it is not there, or where there are too many to look into each. */
export function fewMembers(view: SchemaView, keyword: Composition): readonly SchemaView[] {
  const list = view.holder(keyword);
  return Array.isArray(list) && list.length > FEW ? [] : membersIn(view, keyword);
}

/** The schemas of a composition, in its order; none where it is not there. */
export function membersIn(view: SchemaView, keyword: Composition): SchemaView[] {
  const list = view.holder(keyword);
  if (!Array.isArray(list)) return [];
  return list.flatMap((raw: Json, index) => view.side.schema(raw, list, index)?.view ?? []);
}

/** One member of an `allOf`, `anyOf` or `oneOf`. */
export interface Member {
  readonly schema: Referred;
  /** The item of the list. */
  readonly spot: Spot;
  /** The last part of its reference, its title, or nothing. */
  readonly name: string | undefined;
}

/**
 * Members have no names of their own, so they are matched by what is known of them, the surest first: that they say the same, reference and
 * content, content alone, reference or title, what the items of a list refer to, what they look like (a schema that holds itself has other content where it
 * is entered elsewhere, as after a renaming), that they are the only ones of a type; at last, where only one nameless was left for that
 * on each side, with each other.
 */
export function matchMembers(
  before: SchemaView,
  after: SchemaView,
  keyword: Composition,
  same: Sameness,
  untouched: Untouched,
): Matching<Member> {
  const old = readMembers(before, keyword);
  const now = readMembers(after, keyword);
  const kept = matchUntouched(old, now, untouched);
  const changed = matchChanged(kept, same);
  const result = { ...changed, both: [...kept.both, ...changed.both] };
  nameMembers(result, old, now);
  return result;
}

/** Members of one name that say the same on both sides. */
function matchUntouched(old: readonly Member[], now: readonly Member[], untouched: Untouched): Matching<Member> {
  const named = matchBy(old, now, ({ name }) => name ?? '');
  const both = named.both.filter(({ before, after }) => untouched.hasSchema(before.schema.node, after.schema.node));
  const settled = new Set(both.flatMap(({ before, after }) => [before, after]));
  const others = (members: readonly Member[]): Member[] => members.filter((member) => !settled.has(member));
  return { added: others(now), removed: others(old), both };
}

function matchChanged(changed: Matching<Member>, same: Sameness): Matching<Member> {
  const content = (member: Member): string => `#${String(contentOf(member, same))}`;
  const byContent = [(member: Member) => `${member.name ?? ''}${content(member)}`, content];
  const byName = (member: Member): string => member.name ?? (areTold ? '' : content(member));
  const areTold = areToldByName(changed);
  const sure = matchInTurn(changed.removed, changed.added, [...(areTold ? [] : byContent), byName]);
  const likeness = [itemsOf, shapeOf].map((of) => (member: Member) => of(member) ?? content(member));
  const alike = matchInTurn(sure.removed, sure.added, likeness);
  return matchLone(sure, matchLoneTypes({ ...alike, both: [...sure.both, ...alike.both] }));
}

/**
 * Whether none of them can hold what one of another name held: their keywords or properties have other names. To read all that they hold
 * takes as long as to read every schema that they refer to.
 */
function areToldByName({ added, removed }: Matching<Member>): boolean {
  const names = new Map<string, string | undefined>();
  for (const list of [removed, added]) {
    const isTold =
      list.every(({ name }) => name !== undefined) && new Set(list.map(({ name }) => name)).size === list.length;
    if (list.length > 1 && !isTold) return false;
    for (const member of list) {
      const inside = namesInside(member);
      if (names.has(inside) && names.get(inside) !== member.name) return false;
      names.set(inside, member.name);
    }
  }
  return true;
}

function namesInside({ schema: { node } }: Member): string {
  const keywords = Object.keys(node).filter((keyword) => !annotations.has(keyword));
  return JSON.stringify([keywords.sort(), Object.keys(asObject(own(node, 'properties')) ?? {}).sort()]);
}

/** Equal for members that hold the same (same.ts, `ofSchema`). */
export function contentOf({ schema: { node }, spot }: Member, same: Sameness): number {
  return same.ofSchema(node, spot.side);
}

/** What the items of a list refer to; undefined: nothing, or it is no list. */
function itemsOf({ name, schema: { node } }: Member): string | undefined {
  const items = nameOf(own(node, 'items') ?? null);
  return name === undefined && items !== undefined ? `[] ${items}` : undefined;
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
  const members = compositions.flatMap((keyword) => membersIn(view, keyword));
  return items === undefined ? members : [items, ...members];
}

function readMembers(view: SchemaView, keyword: Composition): Member[] {
  const list = view.holder(keyword);
  if (!Array.isArray(list)) return [];
  return list.flatMap((raw: Json, index): Member[] => {
    const schema = view.side.schema(raw, list, index);
    return schema === undefined
      ? []
      : [{ schema, spot: { side: view.side, node: list, key: index }, name: nameOf(raw) }];
  });
}

/** `Dog`, for `#/components/schemas/Dog` as for `./Dog.yaml`: a schema that moved into a file of its own is still called so. */
export function referredName(reference: string): string {
  const name = reference.slice(reference.lastIndexOf('/') + 1);
  return reference.includes('#') ? name : name.replace(/\.(?:ya?ml|json)$/i, '');
}

function nameOf(raw: Json): string | undefined {
  const object = asObject(raw);
  const reference = referenceIn(object);
  if (reference !== undefined) return referredName(reference);
  const title = own(object, 'title');
  return typeof title === 'string' ? title : undefined;
}
