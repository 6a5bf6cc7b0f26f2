import { derived, originOf } from './derived.ts';
import type { Description } from './description.ts';
import { asObject, own, type Json, type JsonObject } from './json.ts';
import type { Range } from './place.ts';

/**
 * The object that a value is or refers to; undefined where there is none (the description's problems say why). What stands beside the
 * reference is ignored (OpenAPI 3.1, Reference Object), unless it is a schema: see `schemaAt`.
 */
export function objectAt(description: Description, value: Json | undefined): JsonObject | undefined {
  const node = asObject(value);
  const resolved = mergedAt(description, node);
  return resolved === undefined || resolved === node ? resolved : lastTarget(resolved);
}

/** The same with what stands beside the reference, merged as schemas are. */
function mergedAt(description: Description, node: JsonObject | undefined): JsonObject | undefined {
  if (node === undefined) return undefined;
  const resolved = description.resolve(node);
  return resolved.ok ? resolved.node : undefined;
}

/** By what references with siblings come to: each of many in a row would go through all after it. */
const lastTargets = new WeakMap<JsonObject, JsonObject>();

/** What the last reference of a chain leads to, nothing merged into it. */
export function lastTarget(resolved: JsonObject): JsonObject {
  const merged: JsonObject[] = [];
  let at = resolved;
  for (let members = originOf(at)?.members; members !== undefined; members = originOf(at)?.members) {
    const known = lastTargets.get(at);
    if (known === undefined) merged.push(at);
    at = known ?? (members.at(-1) as JsonObject);
  }
  for (const each of merged) lastTargets.set(each, at);
  return at;
}

/**
 * The object that a value is or refers to, with what stands beside its `$ref`, which wins: OpenAPI leaves open what that means for a
 * path item, and has no reference at all in the place of a map, but people write both.
 */
export function wholeAt(description: Description, value: Json | undefined): JsonObject | undefined {
  const node = asObject(value);
  const resolved = mergedAt(description, node);
  if (node === undefined || resolved === undefined || resolved === node) return resolved;
  const beside = Object.entries(node).filter(([key]) => key !== '$ref');
  if (beside.length === 0) return resolved;
  const target = unmerged(node, resolved);
  return derived({ ...target, ...Object.fromEntries(beside) }, { node, members: [node, target] });
}

/** Beside a schema's reference the two are merged as schemas are; here they are none. */
function unmerged(node: JsonObject, resolved: JsonObject): JsonObject {
  const origin = originOf(resolved);
  return (origin?.node === node ? (origin.members?.at(-1) as JsonObject | undefined) : undefined) ?? resolved;
}

/** An object and what stands in its place in the text: itself, or a reference to it. */
export interface Referred {
  readonly node: JsonObject;
  readonly written: JsonObject;
}

/** The object that a value is or refers to, beside what is written; undefined where there is none. */
export function referredAt(description: Description, value: Json | undefined): Referred | undefined {
  const written = asObject(value);
  const node = objectAt(description, written);
  return node === undefined || written === undefined ? undefined : { node, written };
}

/** The schema that a value is or refers to, merged with what stands beside the reference where that holds too. */
export function schemaAt(description: Description, value: Json | undefined): JsonObject | boolean | undefined {
  return typeof value === 'boolean' ? value : mergedAt(description, asObject(value));
}

/** Members of a map whose names anybody chooses: the header `x-rate-limit` is no extension. */
export function membersOf(value: Json | undefined): [string, Json][] {
  return Object.entries(asObject(value) ?? {});
}

/** Members of an object whose names are given, extensions left out. */
export function entriesOf(value: Json | undefined): [string, Json][] {
  return membersOf(value).filter(([key]) => !key.startsWith('x-'));
}

/** The items of a list; none where the value is anything else. */
export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** Of the member that holds `value`, with its key: what begins at `get:` rather than on the line below it. */
export function keyedRange(holder: JsonObject, value: Json, description: Description): Range | undefined {
  const key = Object.keys(holder).find((candidate) => own(holder, candidate) === value);
  return key === undefined ? undefined : description.range(holder, key);
}
