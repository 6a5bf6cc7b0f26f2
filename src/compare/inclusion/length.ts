import type { Json } from '../../spec/json.ts';

const known = new WeakMap<object, number>();

/** How long a value is when it is written out, about: what stands in it twice counts twice, and is looked at once. */
export function lengthOf(value: Json): number {
  if (typeof value === 'string') return 1 + value.length;
  if (typeof value !== 'object' || value === null) return 1;
  const length =
    known.get(value) ?? 1 + sumOf(Array.isArray(value) ? [] : Object.keys(value)) + sumOf(Object.values(value));
  known.set(value, length);
  return length;
}

function sumOf(values: readonly Json[]): number {
  return values.reduce<number>((sum, each) => sum + lengthOf(each), 0);
}
