import type { Level } from './change.ts';
import type { Check } from './checks/check.ts';

/** The level that a check gives an id; undefined where the id is none of its own or borrowed ones. */
export function levelIn({ ids, also }: Check, id: string): Level | undefined {
  if (Object.hasOwn(ids, id)) return ids[id];
  return also !== undefined && Object.hasOwn(also, id) ? also[id] : undefined;
}
