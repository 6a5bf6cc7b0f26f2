import type { Description } from '../../spec/description.ts';
import type { JsonObject } from '../../spec/json.ts';
import { matchBy, type Both, type Matching } from '../matching.ts';
import { inheritanceOf, type Subtype } from './inheritance.ts';
import type { SchemaView } from './schema-view.ts';

/** A schema of a description, with those that it amounts to. */
interface Asked {
  readonly side: { readonly description: Description };
  readonly nodes: readonly JsonObject[];
}

/** A schema whose values may be those of its subtypes, and the direct ones. */
interface Parent {
  readonly node: JsonObject;
  readonly below: readonly Subtype[];
}

/** Shared, so that it is known by identity. */
export const noSubtypes: Matching<Subtype> = { added: [], removed: [], both: [] };

/** The direct subtypes of two schemas by their names; those that are direct ones on one side alone, with those further below on the other. */
export function matchSubtypes(before: Asked, after: Asked): Matching<Subtype> {
  const old = parentIn(before);
  const now = old && parentIn(after);
  if (old === undefined || now === undefined) return noSubtypes;
  const direct = matchBy(old.below, now.below, ({ name }) => name);
  const removed = direct.removed.map((each) => ({ before: each, after: furtherBelow(after, now, each) }));
  const added = direct.added.map((each) => ({ before: furtherBelow(before, old, each), after: each }));
  return {
    added: added.flatMap((pair) => (pair.before === undefined ? [pair.after] : [])),
    removed: removed.flatMap((pair) => (pair.after === undefined ? [pair.before] : [])),
    both: [...direct.both, ...removed.filter(isWhole), ...added.filter(isWhole)],
  };
}

/** Whether one schema has another in its `allOf` whose subtype it is: then it has nothing to do with the others below that one. */
export function inherits(view: SchemaView, member: JsonObject): boolean {
  return inheritanceOf(view.side.description).isAbove(member, view.at('allOf').node as JsonObject);
}

/** Whether it inherits from several schemas. */
export function isJoined({ side, node }: SchemaView): boolean {
  return inheritanceOf(side.description).isJoined(node);
}

function parentIn({ side: { description }, nodes }: Asked): Parent | undefined {
  for (const node of nodes) {
    if (!Object.hasOwn(node, 'discriminator') && !Object.hasOwn(node, 'allOf')) continue;
    const below = inheritanceOf(description).subtypesOf(node);
    if (below !== undefined) return { node, below };
  }
  return undefined;
}

function furtherBelow(
  { side: { description } }: Asked,
  { node }: Parent,
  { name, said }: Subtype,
): Subtype | undefined {
  const found = inheritanceOf(description).furtherBelow(node, name);
  return found && { name, node: found, said };
}

type Half = { readonly [side in keyof Both<Subtype>]: Subtype | undefined };

function isWhole(pair: Half): pair is Both<Subtype> {
  return pair.before !== undefined && pair.after !== undefined;
}
