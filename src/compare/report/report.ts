import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../../spec/json.ts';
import type { Change, Level } from '../change.ts';
import { severity } from '../levels.ts';
import type { Place, Proof } from '../proof/place.ts';
import { changesOf } from './changes-of.ts';
import { addPlace, isSamePlace, type Group, type Sighting } from './group.ts';
import { NONE, OperationSets, type OperationSet } from './operation-sets.ts';

/** An argument deeper than this is a text that says so: arguments go into messages and fingerprints. */
const MAX_ARGUMENT_DEPTH = 32;

/** Groups what was found by id, cause, arguments and level. */
export class Report {
  readonly sets = new OperationSets();
  readonly #groups = new Map<string, Group>();

  /** The sighting's group, made where it is the first of it. */
  group(sighting: Sighting): Group {
    const cause = sighting.cause ?? sighting.before ?? sighting.after;
    const pointer = cause === undefined ? '#' : cause.side.pointer(cause);
    const args = sighting.args.map(bounded);
    const named = `${sighting.id}\n${pointer}\n${canonicalJson(args)}`;
    const key = keyOf(named, sighting.level, sighting.reversed);
    const known = this.#groups.get(key);
    if (known !== undefined) {
      known.best = simpler({ ...sighting, args }, known.best);
      addPlace(known, sighting.place);
      return known;
    }
    const fingerprint = createHash('sha256').update(named).digest('hex').slice(0, 12);
    const group: Group = {
      best: { ...sighting, args },
      level: sighting.level,
      named,
      key,
      pointer,
      fingerprint,
      operations: NONE,
      count: 0,
      places: [],
      hasMore: false,
    };
    addPlace(group, sighting.place);
    this.#groups.set(key, group);
    return group;
  }

  groups(): readonly Group[] {
    return [...this.#groups.values()].sort(worstFirst);
  }

  /** One cause is told once, unless it weighs something else where payloads travel the other way. */
  joinDirections(): void {
    for (const [key, reversed] of this.#groups) {
      if (!reversed.best.reversed) continue;
      const group = this.#groups.get(keyOf(reversed.named, reversed.level, false));
      if (group === undefined) continue;
      group.best = simpler(reversed.best, group.best);
      const proof = surer(group.proof, reversed.proof);
      if (proof !== undefined) group.proof = proof;
      group.operations |= reversed.operations;
      group.count += reversed.count;
      this.#groups.delete(key);
    }
  }

  /** The same difference where another member of an `allOf` may offset it. */
  loweredOf({ named, best }: Group): Group | undefined {
    return this.#groups.get(keyOf(named, 'warning', best.reversed));
  }

  has(group: Group): boolean {
    return this.#groups.get(group.key) === group;
  }

  /** Takes back what turned out to be no change of that weight. */
  drop(group: Group): void {
    this.#groups.delete(group.key);
  }

  /** Counts one more place in each of the operations, or one in the document as a whole. */
  count(group: Group, operations: OperationSet = NONE, place?: Place): void {
    group.count += operations === NONE ? 1 : this.sets.size(operations);
    group.operations |= operations;
    const met = place && group.places.find((known) => isSamePlace(known, place));
    if (met !== undefined) met.operations |= operations;
  }

  /** Of what is counted, what a group names from now on. */
  narrow(group: Group, operations: OperationSet): void {
    const [all, left] = [this.sets.size(group.operations), this.sets.size(operations)];
    group.count = Math.max(left, group.count - all + left);
    group.operations = operations;
  }

  /** Worst first, then in the order of the causes. */
  changes(groups = this.groups()): Change[] {
    return changesOf(groups, this.sets);
  }
}

function worstFirst(a: Group, b: Group): number {
  return (
    severity[a.level] - severity[b.level] ||
    compareText(a.pointer, b.pointer) ||
    compareText(a.fingerprint, b.fingerprint) ||
    compareText(a.key, b.key)
  );
}

function keyOf(named: string, level: Level, reversed: boolean): string {
  return `${named}\n${level}${reversed ? '\nreversed' : ''}`;
}

/** What is known for sure of either is known of both. */
function surer(one: Proof | undefined, other: Proof | undefined): Proof | undefined {
  if (one?.witness !== undefined || other === undefined) return one;
  return one === undefined || other.witness !== undefined || other.unproved === true ? other : one;
}

/** The shorter way to say where; the same choice whatever the order of the operations. */
function simpler(a: Sighting, b: Sighting): Sighting {
  if (a.where === b.where) return { ...b, nearest: (a.nearest ?? NONE) | (b.nearest ?? NONE) };
  return a.where.length < b.where.length || (a.where.length === b.where.length && a.where < b.where) ? a : b;
}

/** By code unit: the same on every machine. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function bounded(value: Json): Json {
  let level: Json[] = [value];
  for (let depth = 0; depth < MAX_ARGUMENT_DEPTH; depth += 1) {
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
    if (level.length === 0) return value;
  }
  return '(nested too deeply to show)';
}
