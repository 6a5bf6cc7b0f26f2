import { asObject, canonicalJson, type Json } from '../spec/json.ts';
import type { PlanStep } from './plan.ts';

const SHOWN = 6;
const WIDTH = 80;

/** What a step changes, in one line of plain text: `upstream http://a → http://b; 2 more`. */
export function summarise(step: Pick<PlanStep, 'action' | 'before' | 'after'>): string {
  if (step.action === 'delete') return 'no longer served';
  const [was, is] = [step.before?.body ?? {}, step.after?.body ?? {}];
  const before = flatten(was, is);
  const after = flatten(is, was);
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  const parts = paths
    .filter((path) => before.get(path) !== after.get(path))
    .map((path) => describe(path, before.get(path), after.get(path)));
  const more = parts.length - SHOWN;
  return [...parts.slice(0, SHOWN), ...(more > 0 ? [`${more} more`] : [])].join('; ');
}

const MEMBER = 'member';

function describe(path: string, before: string | undefined, after: string | undefined): string {
  if (before === undefined) return after === MEMBER ? `${path} added` : `${path} ${short(after ?? '')}`;
  if (after === undefined) return before === MEMBER ? `${path} removed` : `${path} removed (was ${short(before)})`;
  return `${path} ${short(before)} → ${short(after)}`;
}

function short(text: string): string {
  return text.length > WIDTH ? `${text.slice(0, WIDTH)}…` : text;
}

/**
 * Dotted path → text of the value. A list is told by its members, so that one more operation reads as one; but where one alone became
 * another and is too long to be read, by what changed in it.
 */
function flatten(
  value: Json,
  other: Json | undefined,
  path = '',
  into = new Map<string, string>(),
): Map<string, string> {
  const object = asObject(value);
  const below = (key: string): string => (path === '' ? key : `${path}.${key}`);
  if (object !== undefined) {
    const beside = asObject(other ?? null);
    for (const [key, child] of Object.entries(object)) flatten(child, beside?.[key], below(key), into);
  } else if (Array.isArray(value)) {
    const items = value as readonly Json[];
    const changed = onlyChange(items, other);
    if (changed !== undefined)
      return flatten(items[changed.index] ?? null, changed.other, below(`${changed.index}`), into);
    for (const item of items) into.set(`${path} ${short(member(item))}`, MEMBER);
  } else {
    into.set(path, typeof value === 'string' ? value : canonicalJson(value));
  }
  return into;
}

/** The one long member of a list of objects that is not as in the other. */
function onlyChange(items: readonly Json[], other: Json | undefined): { index: number; other: Json } | undefined {
  if (!Array.isArray(other) || other.length !== items.length) return undefined;
  const others = other as readonly Json[];
  const changed = items.flatMap((item, index) =>
    canonicalJson(item) === canonicalJson(others[index] ?? null) ? [] : [index],
  );
  const [index] = changed;
  if (index === undefined || changed.length > 1) return undefined;
  const [mine, theirs] = [items[index] ?? null, others[index] ?? null];
  const isLong = member(mine).length > WIDTH || member(theirs).length > WIDTH;
  return isLong && asObject(mine) !== undefined ? { index, other: theirs } : undefined;
}

function member(item: Json): string {
  const values = Object.values(asObject(item) ?? { item });
  return values.map((value) => (typeof value === 'string' ? value : canonicalJson(value))).join(' ');
}
