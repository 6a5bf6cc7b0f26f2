import type { Description } from './description.ts';
import type { Json, JsonObject } from './json.ts';
import { asObject } from './json.ts';

/** The object that a value is or refers to; undefined where there is none (the description's problems say why). */
export function objectAt(description: Description, value: Json | undefined): JsonObject | undefined {
  const node = asObject(value);
  if (node === undefined) return undefined;
  const resolved = description.resolve(node);
  return resolved.ok ? resolved.node : undefined;
}

/** The schema that a value is or refers to. */
export function schemaAt(description: Description, value: Json | undefined): JsonObject | boolean | undefined {
  return typeof value === 'boolean' ? value : objectAt(description, value);
}

/** Members of a map whose names anybody chooses: the header `x-rate-limit` is no extension. */
export function membersOf(value: Json | undefined): [string, Json][] {
  return Object.entries(asObject(value) ?? {});
}

/** Members of an object whose names are given, extensions left out. */
export function entriesOf(value: Json | undefined): [string, Json][] {
  return membersOf(value).filter(([key]) => !key.startsWith('x-'));
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
