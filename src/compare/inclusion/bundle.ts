import type { Json, JsonObject } from '../../spec/json.ts';
import { toNumber, type Decimal } from './decimal.ts';
import type { Bound, Keywords } from './keywords.ts';
import type { Grounds } from './grounds.ts';
import type { SchemaNode } from './node.ts';

/**
 * One JSON Schema 2020-12 document that says of one instance what the node says: the schemas on which it rests, `true` in the place of
 * all others, and no properties that the instance does not have.
 */
export function bundle(root: SchemaNode, grounds: Grounds): Written {
  const shared = sharedAmong(root, grounds);
  const refer = (node: SchemaNode): Written => {
    const name = shared.get(node);
    return name === undefined ? written(node, refer, grounds) : { $ref: `#/$defs/${name}` };
  };
  const whole = refer(root);
  if (shared.size === 0 || typeof whole === 'boolean') return whole;
  const definitions = [...shared].map(([node, name]): [string, Json] => [name, written(node, refer, grounds)]);
  return { $defs: Object.fromEntries(definitions), ...whole };
}

/** What stands in several places, with names to refer to: ajv makes a validator for each. Everything else is written where it stands. */
function sharedAmong(root: SchemaNode, grounds: Grounds): ReadonlyMap<SchemaNode, string> {
  const places = new Map([[root, 1]]);
  for (const node of grounds.visited) {
    const count = (child: SchemaNode): true => {
      places.set(child, (places.get(child) ?? 0) + 1);
      return true;
    };
    written(node, count, grounds);
  }
  const shared = [...places].filter(([, count]) => count > 1);
  return new Map(shared.map(([node], index) => [node, String(index)]));
}

/** ajv passes over a property of this name, but not over a pattern for it. */
export const unreadable = '__proto__';

type Written = JsonObject | boolean;
type Write = (node: SchemaNode) => Written;
type Counts = (node: SchemaNode) => boolean;

function written(node: SchemaNode, refer: Write, { visited, kept }: Grounds): Written {
  const says = node.keywords;
  const { children = visited, missing } = kept.get(node) ?? {};
  const counts = (child: SchemaNode): boolean => children.has(child);
  const write = (child: SchemaNode): Written => (counts(child) ? refer(child) : true);
  // An enum and a `const` that have nothing in common; ajv takes no empty list.
  if (says.never || says.values?.size === 0) return false;
  const inPlace = [
    ...[...says.references, ...says.allOf].filter(counts).map(write),
    ...(missing === undefined ? bounds(says) : []),
  ];
  const entries: [string, Json | undefined][] = [
    ['allOf', listed(inPlace)],
    ...(missing === undefined ? limits(says) : [required([...missing])]),
    ...composed(says, write, counts),
    ...ofArrays(says, write),
    ...ofObjects(says, write, counts),
  ];
  const said = entries.filter((entry): entry is [string, Json] => entry[1] !== undefined);
  const [only] = inPlace;
  // A schema that says no more than another one would cost ajv as much as that one.
  return said.length === 1 && inPlace.length === 1 && only !== undefined ? only : Object.fromEntries(said);
}

/** What a schema says without others, but for the bounds of numbers. */
function limits(says: Keywords): [string, Json | undefined][] {
  const { types, values, multipleOf } = says;
  return [
    ['type', types === undefined ? undefined : [...types]],
    ['enum', values && [...values.values()]],
    ['multipleOf', multipleOf === undefined ? undefined : number(multipleOf)],
    ['minLength', positive(says.minLength)],
    ['maxLength', finite(says.maxLength)],
    ['pattern', says.pattern],
    ['format', says.format],
    ['minItems', positive(says.minItems)],
    ['maxItems', finite(says.maxItems)],
    ['uniqueItems', says.uniqueItems ? true : undefined],
    required(says.required),
    ['minProperties', positive(says.minProperties)],
    ['maxProperties', finite(says.maxProperties)],
    ['dependentRequired', lists(says.dependentRequired)],
  ];
}

function required(names: readonly string[]): [string, Json | undefined] {
  return ['required', names.length === 0 ? undefined : [...new Set(names)]];
}

function composed(says: Keywords, write: Write, counts: Counts): [string, Json | undefined][] {
  const members = (of: readonly SchemaNode[] | undefined): Json | undefined =>
    of?.length === 0 ? [] : listed((of ?? []).filter(counts).map(write));
  return [
    ['anyOf', members(says.anyOf)],
    ['oneOf', members(says.oneOf)],
    ['not', says.not && counts(says.not) ? write(says.not) : undefined],
    ['if', says.if && write(says.if)],
    ['then', says.then && write(says.then)],
    ['else', says.else && write(says.else)],
    ['dependentSchemas', map(says.dependentSchemas, write)],
  ];
}

function ofArrays(says: Keywords, write: Write): [string, Json | undefined][] {
  const { contains } = says;
  return [
    ['prefixItems', says.prefixItems.length === 0 ? undefined : says.prefixItems.map(write)],
    ['items', says.items && write(says.items)],
    ['contains', contains && write(contains)],
    ['minContains', contains && says.minContains],
    ['maxContains', contains && finite(says.maxContains)],
    ['unevaluatedItems', says.unevaluatedItems && write(says.unevaluatedItems)],
  ];
}

function ofObjects(says: Keywords, write: Write, counts: Counts): [string, Json | undefined][] {
  const seen = ([, node]: readonly [string, SchemaNode]): boolean => counts(node);
  const declared = [...says.properties].filter(seen);
  const hidden = declared.flatMap(([name, node]) => (name === unreadable ? [[`^${name}$`, node] as const] : []));
  return [
    [
      'properties',
      map(
        declared.filter(([name]) => name !== unreadable),
        write,
      ),
    ],
    ['patternProperties', map([...[...says.patternProperties].filter(seen), ...hidden], write)],
    ['additionalProperties', says.additionalProperties && write(says.additionalProperties)],
    ['propertyNames', says.propertyNames && write(says.propertyNames)],
    ['unevaluatedProperties', says.unevaluatedProperties && write(says.unevaluatedProperties)],
  ];
}

function bounds(says: Keywords): JsonObject[] {
  const one = ({ value, open }: Bound, inclusive: string, exclusive: string): JsonObject => ({
    [open ? exclusive : inclusive]: number(value),
  });
  return [
    ...says.lower.map((bound) => one(bound, 'minimum', 'exclusiveMinimum')),
    ...says.upper.map((bound) => one(bound, 'maximum', 'exclusiveMaximum')),
  ];
}

function listed(schemas: readonly Json[]): Json | undefined {
  return schemas.length === 0 ? undefined : schemas;
}

/** What says nothing is left out: ajv makes a validator for every keyword. */
function map(entries: readonly (readonly [string, SchemaNode])[], write: Write): Json | undefined {
  return entries.length === 0 ? undefined : Object.fromEntries(entries.map(([name, node]) => [name, write(node)]));
}

function lists(entries: readonly (readonly [string, readonly string[]])[]): Json | undefined {
  return entries.length === 0 ? undefined : Object.fromEntries(entries.map(([name, list]) => [name, [...list]]));
}

function positive(count: number): number | undefined {
  return count > 0 ? count : undefined;
}

function finite(count: number): number | undefined {
  return Number.isFinite(count) ? count : undefined;
}

/** Bounds come from JSON numbers, so that they can be written as such. */
function number(value: Decimal): number {
  return toNumber(value) ?? NaN;
}
