import type { Level } from './change.ts';
import type { Check } from './checks/check.ts';

/** Order of levels, the worst first. */
export const severity: Readonly<Record<Level, number>> = { error: 0, warning: 1, info: 2 };

/** The level that a check gives an id; undefined where the id is none of its own or borrowed ones. */
export function levelIn({ ids, also }: Check, id: string): Level | undefined {
  if (Object.hasOwn(ids, id)) return ids[id];
  return also !== undefined && Object.hasOwn(also, id) ? also[id] : undefined;
}
