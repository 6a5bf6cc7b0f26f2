import { asObject, own, type Json } from '../../spec/json.ts';
import { jointly } from './joined.ts';
import { compositions } from './keywords.ts';
import type { Sameness } from './same.ts';
import type { SchemaView } from './schema-view.ts';
import { typesBecame } from './transition.ts';

/**
 * How two schemas are best set side by side: as written where both are put together in the same way, so that each member is
 * compared with its counterpart; else as what they amount to, so that a wrapper around one of them is no change.
 */
export function comparable(before: SchemaView, after: SchemaView, same: Sameness): readonly [SchemaView, SchemaView] {
  const joint = jointly(before, after);
  if (joint !== undefined) return joint;
  const [old, now] = [before.written, after.written];
  if (old === before && now === after) return [before, after];
  if ((old === before) !== (now === after) && isUsed(before, 'allOf') && isUsed(after, 'allOf')) return [before, after];
  const alike =
    compositions.every((keyword) => isUsed(old, keyword) === isUsed(now, keyword)) &&
    isNullChoice(old) === isNullChoice(now);
  if (alike || areChoices(before, old, after, now) || hasWords(old, same) || hasWords(now, same)) return [old, now];
  const wrapped = addsNull(old, now, same) || addsNull(now, old, same);
  return !wrapped && typesBecame(old, now) !== undefined ? [old, now] : [before, after];
}

/** What choices between null and one other schema say beside null: what else says `nullable` of that schema. */
function besideNull(view: SchemaView): readonly Json[] {
  return ['oneOf', 'anyOf'].flatMap((keyword) => {
    const list = view.holder(keyword);
    if (!Array.isArray(list) || list.length !== 2) return [];
    const others = (list as readonly Json[]).filter((item) => own(asObject(item), 'type') !== 'null');
    return others.length === 1 ? others : [];
  });
}

function isNullChoice(view: SchemaView): boolean {
  return besideNull(view).length > 0;
}

/** Whether both are put together, and one of them of several members: then members are what has come or gone. */
function areChoices(before: SchemaView, old: SchemaView, after: SchemaView, now: SchemaView): boolean {
  const isComposed = (view: SchemaView): boolean => compositions.some((keyword) => isUsed(view, keyword));
  return isComposed(old) && isComposed(now) && isComposed(before) !== isComposed(after);
}

function isUsed(view: SchemaView, keyword: string): boolean {
  const list = view.holder(keyword);
  return Array.isArray(list) && list.length > 0;
}

/** Whether a member of `allOf` says nothing about values, so that nothing is wrapped. */
function hasWords(view: SchemaView, same: Sameness): boolean {
  const list = view.holder('allOf');
  if (!Array.isArray(list)) return false;
  return (list as readonly Json[]).some((item) => {
    const node = asObject(item);
    return node !== undefined && same.ofSchema(node, view.side) === same.of({});
  });
}

/** Whether the wrapper is a choice between null and what the other schema says. */
function addsNull(plain: SchemaView, wrapper: SchemaView, same: Sameness): boolean {
  const content = same.ofSchema(plain.node, plain.side);
  return besideNull(wrapper).some((item) => {
    const payload = asObject(item);
    return payload !== undefined && same.ofSchema(payload, wrapper.side) === content;
  });
}
