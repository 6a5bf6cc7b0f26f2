import { listOf } from '../../spec/at.ts';
import { derived } from '../../spec/derived.ts';
import type { Description } from '../../spec/description.ts';
import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { limitsNothing } from '../../spec/merge-siblings.ts';
import { once } from '../../spec/once.ts';
import { hasReference, referenceIn } from '../../spec/reference.ts';
import { referredName } from './members.ts';
import { childrenOf } from './schema-pair.ts';
import type { SchemaView } from './schema-view.ts';
import { Schema } from './schema.ts';

/** More parts than this are left apart. */
const MOST_PARTS = 64;
/** The schema itself, among the names of its parts. */
const ITSELF = '.';

/** What a member may say for its properties to be those of the whole, beside what limits nothing. */
const OF_MEMBERS: ReadonlySet<string> = new Set([
  ...['type', 'nullable', 'properties', 'required', 'allOf', 'additionalProperties'],
]);
/** These limit nothing, and say something of the whole all the same. */
const OF_THE_WHOLE: ReadonlySet<string> = new Set(['readOnly', 'writeOnly', 'deprecated', 'default', 'xml']);
/** What speaks of names that are not declared beside it: it would say another thing in a whole. */
const OF_ONE_SCHEMA = ['patternProperties', 'unevaluatedProperties'] as const;

interface Part {
  readonly node: JsonObject;
  /** `.`, the name that a reference ends in, or nothing. */
  readonly name: string;
}

/** A schema and the members of its `allOf` as one object. */
interface Joined {
  readonly view: SchemaView;
  readonly parts: ReadonlySet<string>;
  /** Whether a member says anything of values. */
  readonly inherits: boolean;
  /** By property: the part that declares it. */
  readonly declaredIn: ReadonlyMap<string, string>;
}

/**
 * Two schemas of which one alone has anything from the members of an `allOf`, or of which one member has what another had, each as the one
 * object that it amounts to: that a property moved is no change. Undefined: nothing moved, or members say more than what they declare.
 */
export function jointly(before: SchemaView, after: SchemaView): readonly [SchemaView, SchemaView] | undefined {
  return hasMembers(before) || hasMembers(after) ? joint(before)(after) : undefined;
}

/** Each pair is asked for by every edge that leads to it. */
const joint = once((before: SchemaView) =>
  once((after: SchemaView): readonly [SchemaView, SchemaView] | undefined => {
    const [old, now] = [joinedOf(before), joinedOf(after)];
    return old !== undefined && now !== undefined && isRearranged(old, now) ? [old.view, now.view] : undefined;
  }),
);

function hasMembers({ node }: SchemaView): boolean {
  return Object.hasOwn(node, 'allOf');
}

/** Whether one side alone inherits anything, or one moved between parts of which a side has both: a member of another name is another. */
function isRearranged(old: Joined, now: Joined): boolean {
  if (old.parts.size === 1 || now.parts.size === 1) return old.inherits || now.inherits;
  for (const [property, from] of old.declaredIn) {
    const to = now.declaredIn.get(property);
    if (to !== undefined && to !== from && (now.parts.has(from) || old.parts.has(to))) return true;
  }
  return false;
}

const joinedOf = once((view: SchemaView): Joined | undefined => {
  if (!hasMembers(view)) {
    const declaredIn = new Map([...childrenOf(view, 'properties').keys()].map((property) => [property, ITSELF]));
    return { view, parts: new Set([ITSELF]), inherits: false, declaredIn };
  }
  const parts = partsOf(view.side.description, view.node);
  const declaredIn = parts && declared(parts);
  if (parts === undefined || declaredIn === undefined) return undefined;
  const nodes = parts.map((part) => part.node);
  const node = together(view.node, nodes);
  const nullable = nodes.every((each) => typeOf(each) !== 'object');
  const flat = { nodes: [node], dropped: new Map([[node, 'allOf']]), nullable, types: undefined };
  const names = new Set(parts.map(({ name }) => name));
  const inherits = nodes.some((each) => each !== view.node && !limitsNothing(each));
  return { view: new Schema(view.side, view.node, view.spot, flat), parts: names, inherits, declaredIn };
});

/** The schema first, then its members and theirs; undefined where one of them says more than what an object has. */
function partsOf(description: Description, whole: JsonObject): Part[] | undefined {
  if (!isPlainObject(whole) || OF_ONE_SCHEMA.some((keyword) => Object.hasOwn(whole, keyword))) return undefined;
  const parts: Part[] = [{ node: whole, name: ITSELF }];
  const seen = new Set([whole]);
  // The list grows while it is read.
  for (const { node } of parts) {
    for (const raw of listOf(own(node, 'allOf'))) {
      const member = asObject(raw);
      const resolved = member && description.resolve(member);
      if (resolved?.ok !== true || !isMember(resolved.node) || parts.length === MOST_PARTS) return undefined;
      if (seen.has(resolved.node)) continue;
      seen.add(resolved.node);
      const reference = referenceIn(member);
      parts.push({ node: resolved.node, name: reference === undefined ? '' : referredName(reference) });
    }
  }
  return parts;
}

function isMember(node: JsonObject): boolean {
  const others = Object.entries(node).filter(([key]) => !OF_MEMBERS.has(key));
  const isSilent = limitsNothing(Object.fromEntries(others)) && !others.some(([key]) => OF_THE_WHOLE.has(key));
  return isSilent && isPlainObject(node);
}

function isPlainObject(node: JsonObject): boolean {
  const map = asObject(own(node, 'properties'));
  if (map !== undefined && hasReference(map)) return false;
  return typeOf(node) !== undefined && limitsNothing(own(node, 'additionalProperties'));
}

/** Undefined: no object, or one that `nullable` without a type leaves open whether it takes null. */
function typeOf(node: JsonObject): 'any' | 'object' | 'object or null' | undefined {
  const type = own(node, 'type');
  const isNullable = own(node, 'nullable') === true;
  if (type === undefined) return isNullable ? undefined : 'any';
  const types = new Set([type].flat());
  const takesNull = types.delete('null') || isNullable;
  if (types.size !== 1 || !types.has('object')) return undefined;
  return takesNull ? 'object or null' : 'object';
}

/** Undefined: two parts declare the same property, and both hold. */
function declared(parts: readonly Part[]): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>();
  for (const { node, name } of parts) {
    for (const property of Object.keys(asObject(own(node, 'properties')) ?? {})) {
      if (found.has(property)) return undefined;
      found.set(property, name);
    }
  }
  return found;
}

/** One object that says what all say, the whole first, in which everything stands where it is written. */
function together(whole: JsonObject, nodes: readonly JsonObject[]): JsonObject {
  const isTyped = nodes.some((node) => typeOf(node) !== 'any');
  const said = Object.entries(whole).filter(([key]) => key !== 'allOf' && key !== 'nullable');
  const joined = {
    ...Object.fromEntries(said),
    ...(isTyped && { type: 'object' }),
    properties: propertiesOf(whole, nodes),
    required: requiredIn(whole, nodes),
  };
  // What its type is stands where null is kept out.
  const strict = nodes.filter((node) => typeOf(node) === 'object');
  return derived(joined, { node: whole, members: [...strict, ...nodes] });
}

function propertiesOf(whole: JsonObject, nodes: readonly JsonObject[]): JsonObject {
  const maps = nodes.map((node) => asObject(own(node, 'properties'))).filter((map) => map !== undefined);
  const all = Object.fromEntries(maps.flatMap((map) => Object.entries(map)));
  return derived(all, { node: maps[0] ?? whole, members: maps, scattered: true });
}

function requiredIn(whole: JsonObject, nodes: readonly JsonObject[]): readonly Json[] {
  const lists = nodes.map((node) => listOf(own(node, 'required')));
  const origins = lists.flatMap((list) => list.map(() => list));
  const moved = new Map(origins.map((list, index) => [String(index), list]));
  return derived(lists.flat(), { node: lists.find((list) => list.length > 0) ?? whole, moved });
}
