import { createHash } from 'node:crypto';
import { asObject, canonicalJson, inOrder, isContainer, type Json, type JsonObject } from '../../spec/json.ts';
import { once } from '../../spec/once.ts';
import { groupBy } from '../group-by.ts';
import type { Matching } from '../matching.ts';
import { annotations } from './keywords.ts';
import type { Member } from './members.ts';

/** So many of its properties are in a member's name. */
const MOST_NAMES = 3;
const DIGESTED_DEPTH = 8;

/** The member's name, or what it looks like: its number in the list would not survive a reordering. */
export function outline(member: Member): string {
  const format = member.name === undefined ? member.schema.view.get('format') : undefined;
  return outlined(member, Infinity) + (typeof format === 'string' && format !== '' ? ` (${format})` : '');
}

/** Short enough for a pointer. */
function shortOutline(member: Member): string {
  return outlined(member, MOST_NAMES);
}

function outlined({ name, schema }: Member, mostNames: number): string {
  if (name !== undefined) return name;
  const types = [...(schema.view.types ?? [])].sort().join(' or ');
  const holder = schema.view.holder('properties');
  const names = holder === undefined ? [] : Object.keys(holder).sort().slice(0, mostNames);
  return [types === '' ? 'schema' : types, ...(names.length === 0 ? [] : [`with ${names.join(', ')}`])].join(' ');
}

/** What tells it apart from others that look alike: what it says of values, as far down as a member mostly goes. */
export function digestOf({ schema: { node } }: Member): JsonObject {
  return { digest: digested(node) };
}

const digested = once((node: JsonObject): string =>
  createHash('sha256')
    .update(canonicalJson(said(node, DIGESTED_DEPTH)))
    .digest('hex')
    .slice(0, 12),
);

function said(value: Json, depth: number): Json {
  if (!isContainer(value)) return value;
  if (depth === 0) return null;
  if (Array.isArray(value)) return inOrder(value.map((item: Json) => said(item, depth - 1)));
  const entries = Object.entries(asObject(value) ?? {});
  // Under `properties`, what is called so is a schema.
  const kept = entries.filter(([key, item]) => isContainer(item) || !annotations.has(key));
  return Object.fromEntries(kept.map(([key, item]): [string, Json] => [key, said(item, depth - 1)]));
}

/**
 * Items of a list get names that survive reordering, and that say nothing of what happened to other items. Two that belong together are
 * called after the one before.
 */
export function nameMembers(matching: Matching<Member>, old: readonly Member[], now: readonly Member[]): void {
  const name = ({ schema: { node }, spot: { side } }: Member, as: string | undefined): void => {
    if (as !== undefined) side.name(node, as);
  };
  const oldNames = namesOf(old);
  for (const { before, after } of matching.both) {
    name(before, oldNames.get(before));
    name(after, oldNames.get(before));
  }
  for (const member of matching.removed) name(member, oldNames.get(member));
  const nowNames = namesOf(now);
  for (const member of matching.added) name(member, member.name ?? `new ${nowNames.get(member) ?? ''}`);
}

/** By what they look like; those that look alike are numbered by what they say themselves, and only then by their order. */
function namesOf(members: readonly Member[]): ReadonlyMap<Member, string> {
  return new Map([...groupBy(members, shortOutline)].flatMap(([label, list]) => numbered(label, list)));
}

function numbered(label: string, [first, ...others]: readonly Member[]): [Member, string][] {
  if (first === undefined) return [];
  if (others.length === 0) return [[first, label]];
  const sorted = [first, ...others]
    .map((member) => ({ member, text: plainText(member) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  return sorted.map(({ member }, index) => [member, index === 0 ? label : `${label} ${String(index + 1)}`]);
}

/** What a member says in plain values; what it holds further in can be of any size. */
function plainText({ schema: { view } }: Member): string {
  return canonicalJson(Object.fromEntries(Object.entries(view.node).filter(([, value]) => !isContainer(value))));
}
