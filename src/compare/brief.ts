import { createHash } from 'node:crypto';

/** Nobody gives longer names: a description of nothing but one would be said again with each thing in it. */
const LONGEST = 256;
const KEPT = 200;

/** Whether a name is longer than is said again as it is. */
export function isLong(name: string): boolean {
  return name.length > LONGEST;
}

/** A name, where it is long its beginning and a digest of it, so that names stay apart. */
export function brief(name: string): string {
  if (!isLong(name)) return name;
  return `${beginningOf(name)}${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
}

/** A name, where it is long its beginning: for people. */
export function beginningOf(name: string): string {
  return !isLong(name) ? name : `${name.slice(0, KEPT).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
