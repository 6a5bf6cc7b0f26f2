import { asObject, canonicalJson, type Json } from '../spec/json.ts';
import type { PlanStep } from './plan.ts';

const SHOWN = 6;
const WIDTH = 80;

/** What a step changes, in one line of plain text: `upstream http://a → http://b; 2 more`. */
export function summarise(step: Pick<PlanStep, 'action' | 'before' | 'after'>): string {
  const before = flatten(step.before?.body ?? {});
  const after = flatten(step.after?.body ?? {});
  if (step.action === 'delete') return 'no longer served';
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

/** Dotted path → text of the value. A list is told by its members, so that one more operation reads as one. */
function flatten(value: Json, path = '', into = new Map<string, string>()): Map<string, string> {
  const object = asObject(value);
  if (object !== undefined) {
    for (const [key, child] of Object.entries(object)) flatten(child, path === '' ? key : `${path}.${key}`, into);
  } else if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) into.set(`${path} ${short(member(item))}`, MEMBER);
  } else {
    into.set(path, typeof value === 'string' ? value : canonicalJson(value));
  }
  return into;
}

function member(item: Json): string {
  const values = Object.values(asObject(item) ?? { item });
  return values.map((value) => (typeof value === 'string' ? value : canonicalJson(value))).join(' ');
}
