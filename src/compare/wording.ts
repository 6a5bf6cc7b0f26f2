import type { Json } from '../spec/json.ts';
import type { Told } from './checks/check.ts';

/** e.g. `Request property a: maxLength went from 20 to 10.` An argument that is null is a side without the keyword. */
export function sayKeyword(told: Told, keyword: string): string {
  const [from, to] = [told.args[0] ?? null, told.args[1] ?? null];
  return sayMove(told, keyword, from === null, to === null);
}

/** The same of a keyword whose value may be null itself: which side is without it, the id says. */
export function sayValue(told: Told, keyword: string): string {
  return sayMove(told, keyword, told.id.endsWith('-added'), told.id.endsWith('-removed'));
}

function sayMove({ where, args: [from, to] }: Told, keyword: string, isNew: boolean, isGone: boolean): string {
  if (isNew) return `${where}: ${keyword} ${show(to)} is new.`;
  if (isGone) return `${where}: ${keyword} ${show(from)} is gone.`;
  return `${where}: ${keyword} went from ${show(from)} to ${show(to)}.`;
}

/** e.g. `Request body: contains is new.` */
export function sayPresence({ where, id }: Told, keyword: string): string {
  return `${where}: ${keyword} is ${id.endsWith('-added') ? 'new' : 'gone'}.`;
}

/** A text as it is, any other value as it would be written. */
export function plain(value: Json | undefined): string {
  return typeof value === 'string' ? value : show(value);
}

/** A member of a composition by its name, or by what it looks like: cut where it has many properties. */
export function memberNamed(look: Json | undefined): string {
  const text = plain(look);
  const cut = text.length > MAX_SHOWN ? text.lastIndexOf(', ', MAX_SHOWN) : -1;
  return cut < 0 ? text : `${text.slice(0, cut)}, …`;
}

const MAX_SHOWN = 80;

/** A value as it would be written, cut where it is long. */
export function show(value: Json | undefined): string {
  const text = JSON.stringify(value ?? null);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/** Each of thousands that are gone would name thousands that are left. */
const MOST_LISTED = 10;

/** Arguments for a list: the first, and how many more; sorted, so that what is listed in another order is no other finding. */
export function fewOf(texts: readonly string[]): readonly Json[] {
  const few = [...texts].sort().slice(0, MOST_LISTED);
  return texts.length > few.length ? [few, texts.length - few.length] : [few];
}

/** Says what `fewOf` gave. */
export function listed(few: Json | undefined, more: Json | undefined, separator: string): string {
  const shown = Array.isArray(few) ? few.map(plain).join(separator) : '';
  return more === undefined ? shown : `${shown} and ${plain(more)} more`;
}
