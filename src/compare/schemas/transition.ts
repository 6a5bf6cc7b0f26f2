import type { Json } from '../../spec/json.ts';
import { membersIn } from './members.ts';
import type { Sameness } from './same.ts';
import { childrenOf } from './schema-pair.ts';
import type { SchemaView } from './schema-view.ts';

/**
 * One step that an author took and that would look like many changes of form: the checks that report it speak, those of type
 * and structure at the same schema are silent.
 */
export type Transition =
  /** A type became a choice of types, or the other way round, or the choice changed. */
  | {
      readonly kind: 'types';
      readonly added: readonly string[];
      readonly removed: readonly string[];
      readonly kept: readonly string[];
    }
  /** An object became a choice of objects that have its properties. */
  | { readonly kind: 'wrapped'; readonly moved: ReadonlySet<string>; readonly preserved: boolean };

/** Undefined: nothing of the form changed, or more than one step did. */
export function transitionOf(before: SchemaView, after: SchemaView, same: Sameness): Transition | undefined {
  return typesBecame(before, after) ?? becameWrapped(before, after, same);
}

/** Types that a choice of types gained and lost, where at least one side is a choice. */
export function typesBecame(before: SchemaView, after: SchemaView): Extract<Transition, { kind: 'types' }> | undefined {
  const [old, now] = [choiceOfTypes(before), choiceOfTypes(after)];
  if (old === undefined && now === undefined) return undefined;
  const from = old ?? ownTypes(before);
  const to = now ?? ownTypes(after);
  if (from === undefined || to === undefined) return undefined;
  const added = to.filter((type) => !from.includes(type));
  const removed = from.filter((type) => !to.includes(type));
  const kept = to.filter((type) => from.includes(type));
  return added.length + removed.length === 0 ? undefined : { kind: 'types', added, removed, kept };
}

/** The types of a schema that says its types itself and has no parts that belong to one of them. */
function ownTypes(view: SchemaView): string[] | undefined {
  if (isComposite(view) || view.types === undefined) return undefined;
  return [...view.types, ...(view.nullable ? ['null'] : [])];
}

/** A `oneOf` or `anyOf` of nothing but schemas of one type each. */
function choiceOfTypes(view: SchemaView): string[] | undefined {
  if (isComposite(view) || view.types !== undefined) return undefined;
  for (const keyword of ['oneOf', 'anyOf'] as const) {
    const members = membersIn(view, keyword);
    const types = members.map(typeOf);
    if (types.length === 0 || !types.every((type) => type !== undefined)) continue;
    const takesNull = members.some((member) => member.written.get('nullable') === true);
    return [...new Set([...types, ...(takesNull ? ['null'] : [])])];
  }
  return undefined;
}

function typeOf(view: SchemaView): string | undefined {
  const type = view.written.get('type');
  const [only] = Array.isArray(type) && type.length === 1 ? (type as readonly Json[]) : [type];
  const simple = !isComposite(view.written) && !has(view.written, 'oneOf') && !has(view.written, 'anyOf');
  return simple && typeof only === 'string' ? only : undefined;
}

function isComposite(view: SchemaView): boolean {
  return has(view, 'not') || has(view, 'allOf') || childrenOf(view, 'properties').size > 0;
}

function becameWrapped(before: SchemaView, after: SchemaView, same: Sameness): Transition | undefined {
  const own = childrenOf(before, 'properties');
  if (own.size === 0 || has(before, 'oneOf')) return undefined;
  if (after.types !== undefined || childrenOf(after, 'properties').size > 0) return undefined;
  const members = membersIn(after, 'oneOf');
  const moved = new Set(
    [...own.keys()].filter((name) => members.some((one) => childrenOf(one, 'properties').has(name))),
  );
  if (moved.size === 0) return undefined;
  const content = contentOf(before, same);
  return { kind: 'wrapped', moved, preserved: members.some((one) => contentOf(one, same) === content) };
}

function contentOf(view: SchemaView, same: Sameness): number {
  return same.ofSchema(view.node, view.side);
}

function has(view: SchemaView, keyword: string): boolean {
  return view.get(keyword) !== undefined;
}
