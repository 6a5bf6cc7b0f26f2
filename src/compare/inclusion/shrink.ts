import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';

/** Instances with more values than this stay as they are. */
const MAX_SIZE = 400;
const MAX_ROUNDS = 400;

/** Makes an instance smaller while it stays what it is: properties and items go, values become plain. */
export function shrink(value: Json, stays: (smaller: Json) => boolean): Json {
  if (sizeOf(value) > MAX_SIZE) return value;
  let best = value;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const smaller = first(smallerThan(best), stays);
    if (smaller === undefined) return best;
    best = smaller;
  }
  return best;
}

function first(values: Iterable<Json>, fits: (value: Json) => boolean): Json | undefined {
  for (const value of values) if (fits(value)) return value;
  return undefined;
}

function sizeOf(value: Json): number {
  if (typeof value !== 'object' || value === null) return 1;
  let size = 1;
  for (const inner of Object.values(value)) {
    size += sizeOf(inner);
    if (size > MAX_SIZE) return size;
  }
  return size;
}

function* smallerThan(value: Json): Generator<Json> {
  if (Array.isArray(value)) yield* smallerArrays(value as readonly Json[]);
  const object = asObject(value);
  if (object !== undefined) yield* smallerObjects(object);
}

function* smallerArrays(items: readonly Json[]): Generator<Json> {
  for (let index = items.length - 1; index >= 0; index--) yield items.toSpliced(index, 1);
  for (const [index, item] of items.entries()) for (const plain of simpler(item)) yield items.with(index, plain);
}

function* smallerObjects(object: JsonObject): Generator<Json> {
  const names = Object.keys(object);
  for (const name of names) yield Object.fromEntries(Object.entries(object).filter(([each]) => each !== name));
  for (const name of names) {
    for (const plain of simpler(own(object, name) ?? null)) {
      yield Object.fromEntries(Object.entries(object).map(([each, old]) => [each, each === name ? plain : old]));
    }
  }
}

function* simpler(value: Json): Generator<Json> {
  if (typeof value === 'object' && value !== null) yield null;
  yield* smallerThan(value);
}
