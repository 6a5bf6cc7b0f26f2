import type { Json } from '../../spec/json.ts';
import type { Range } from '../../spec/place.ts';
import type { Level } from '../change.ts';
import type { Check } from '../checks/check.ts';
import type { Place, Proof } from '../proof/place.ts';
import type { Spot } from '../schemas/schema-view.ts';
import { NONE, type OperationSet } from './operation-sets.ts';

/** One place where something was found, on its way to being grouped with others of the same cause. */
export interface Sighting {
  readonly check: Check;
  readonly id: string;
  readonly level: Level;
  readonly args: readonly Json[];
  /** What the message begins with. */
  readonly where: string;
  readonly property: string;
  readonly before: Spot | undefined;
  readonly after: Spot | undefined;
  /** What the fingerprint names, where that is not the spot before or after. */
  readonly cause: Spot | undefined;
  /** In a webhook or a callback: what it weighs there is another thing. */
  readonly reversed: boolean;
  /** Asked for only where a change is told with its way: to find the places of references takes long. */
  readonly via: () => readonly Range[];
  /** The schemas that differ, where it is a difference of schemas. */
  readonly place?: Place;
  /** The operations in which it stands where the message says; absent: in all of them. */
  readonly nearest?: OperationSet;
}

/** Where schemas differ, and the operations whose messages meet it. */
export interface Met extends Place {
  operations: OperationSet;
}

/** A change in the making: one cause, all that it reaches and weighs the same for. */
export interface Group {
  best: Sighting;
  readonly level: Level;
  /** What the fingerprint is made of; `key`: what it is grouped by. */
  readonly named: string;
  readonly key: string;
  readonly pointer: string;
  readonly fingerprint: string;
  operations: OperationSet;
  count: number;
  /** Where schemas differ in this way, as many as are looked at; `hasMore`: there are others. */
  readonly places: Met[];
  hasMore: boolean;
  proof?: Proof;
}

const MOST_PLACES = 16;

/** Adds a place, unless it is known. */
export function addPlace(group: Group, place: Place | undefined): void {
  if (place === undefined) return;
  if (group.places.some((known) => isSamePlace(known, place))) return;
  if (group.places.length < MOST_PLACES) group.places.push({ ...place, operations: NONE });
  else group.hasMore = true;
}

/** The same schemas in the same kind of message are one place. */
export function isSamePlace(one: Place, other: Place): boolean {
  return (
    one.pair === other.pair &&
    one.reversed === other.reversed &&
    one.text === other.text &&
    one.unsure === other.unsure &&
    one.lowered === other.lowered
  );
}
