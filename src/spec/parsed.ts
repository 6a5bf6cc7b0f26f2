import type { Json } from './json.ts';
import type { Lines } from './lines.ts';
import type { Places } from './node-place.ts';
import type { Fault } from './text.ts';

/** One text as data. */
export interface Parsed {
  readonly value: Json;
  readonly places: Places;
  /** For the offsets of its places. */
  readonly lines: Lines;
  /** No object or array stands in two places. */
  readonly isTree: boolean;
}

/** A text as data, or what is wrong with it. */
export type ParseResult =
  { readonly ok: true; readonly parsed: Parsed } | { readonly ok: false; readonly faults: readonly Fault[] };

/** More than this many faults of one text help nobody. */
export const MOST_FAULTS = 20;

/** Sets an own member, whatever its name: `__proto__` is a key like any other. */
export function setMember(object: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[key] = value;
  }
}
