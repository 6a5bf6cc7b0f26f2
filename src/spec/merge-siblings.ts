import { derived } from './derived.ts';
import { asObject, own, type Json, type JsonObject } from './json.ts';
import { hasReference } from './reference.ts';

const ANNOTATIONS: ReadonlySet<string> = new Set([
  ...['title', 'description', 'summary', 'default', 'example', 'examples', 'deprecated', 'readOnly', 'writeOnly'],
  ...['$comment', 'externalDocs', 'xml', '$anchor', '$dynamicAnchor', '$id', '$schema', '$defs'],
]);

/** Keywords that read each other (JSON Schema 2020-12, sections 10.3, 11): moving one beside another changes its meaning. */
const GROUPS: readonly (readonly string[])[] = [
  ['properties', 'patternProperties', 'additionalProperties', 'unevaluatedProperties'],
  ['items', 'prefixItems', 'unevaluatedItems'],
  ['contains', 'minContains', 'maxContains', 'unevaluatedItems'],
  ['if', 'then', 'else'],
];

/** A keyword that says something about a value and limits none. */
function isAnnotation(key: string): boolean {
  return ANNOTATIONS.has(key) || key.startsWith('x-');
}

/** Whether a schema limits no value: none at all, `true`, or nothing but annotations. */
export function limitsNothing(schema: Json | undefined): boolean {
  const object = asObject(schema);
  return schema === undefined || schema === true || (object !== undefined && Object.keys(object).every(isAnnotation));
}

/** Whether a schema says itself that no value is allowed: `false`, or that none is which anything is (JSON Schema 2020-12 core, 4.3.2). */
export function allowsNothing(schema: Json | undefined): boolean {
  const not = own(asObject(schema), 'not');
  return schema === false || (not !== undefined && limitsNothing(not));
}

function clashes([key, value]: readonly [string, Json], target: JsonObject): boolean {
  if (isAnnotation(key) || target[key] === value) return false;
  const others = GROUPS.filter((group) => group.includes(key)).flat();
  return [key, ...others].some((name) => Object.hasOwn(target, name));
}

/**
 * What `{ $ref, …siblings }` means in JSON Schema 2020-12: the target and the siblings both hold, annotations of the
 * siblings win. One flat schema where that says the same, otherwise an `allOf` with the target. `nullable` is no keyword there, and was
 * ignored beside a reference where it was one.
 */
export function mergeSiblings(node: JsonObject, target: JsonObject): JsonObject {
  const followed = hasReference(node) ? '$ref' : '$dynamicRef';
  const siblings = Object.entries(node).filter(([key]) => key !== followed && key !== 'nullable');
  if (siblings.length === 0) return target;
  const origin = { node, members: [node, target] };
  const closed = Object.hasOwn(target, 'unevaluatedProperties') || Object.hasOwn(target, 'unevaluatedItems');
  const clash = closed || siblings.some((sibling) => clashes(sibling, target));
  if (!clash) return derived(Object.fromEntries([...Object.entries(target), ...siblings]), origin);
  const annotations = Object.entries(target).filter(([key]) => isAnnotation(key));
  const own = siblings.find(([key]) => key === 'allOf')?.[1];
  const allOf: Json = [target, ...(Array.isArray(own) ? (own as readonly Json[]) : [])];
  return derived({ ...Object.fromEntries([...annotations, ...siblings]), allOf }, origin);
}
