import type { Json } from '../../spec/json.ts';

/** Names of types; undefined: any type. */
export type TypeSet = ReadonlySet<string> | undefined;

/** Whether every value of the first types is one of the second. Every integer is a number. */
export function fitsTypes(narrow: TypeSet, wide: TypeSet): boolean {
  if (wide === undefined || narrow === undefined) return wide === narrow;
  return [...narrow].every((type) => wide.has(type) || (type === 'integer' && wide.has('number')));
}

/**
 * The same of values that are written as text: whoever reads text takes any, and fewer types to read are no fewer texts. Null alone, which is
 * no type here, has no text.
 */
export function fitsText(narrow: TypeSet, wide: TypeSet): boolean {
  if (wide?.size === 0) return narrow?.size === 0;
  const added = [...(wide ?? [])].filter((type) => narrow?.has(type) !== true);
  return added.length === 0 || (added.length === 1 && added[0] === 'string');
}

/** Formats whose values have another format too, by type. */
const widerFormats: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  number: { float: ['double'] },
  integer: { int32: ['int64', 'bigint'], int64: ['bigint'] },
  string: { date: ['date-time'], time: ['date-time'] },
};

/** Whether every value in the first format is in the second, as oasdiff orders them; `types` are those that the second limits. */
export function fitsFormat(types: TypeSet, narrow: Json | undefined, wide: Json | undefined): boolean {
  if (wide === undefined || narrow === wide) return true;
  const [only, ...more] = types ?? [];
  if (only === undefined || more.length > 0 || typeof narrow !== 'string' || typeof wide !== 'string') return false;
  return widerFormats[only]?.[narrow]?.includes(wide) === true;
}
