import { listOf } from '../spec/at.ts';
import type { Description } from '../spec/description.ts';
import { asObject, own, type Json, type JsonObject } from '../spec/json.ts';
import type { OperationView } from '../spec/operations.ts';
import { escapeToken } from '../spec/pointer.ts';
import { pointerTo } from './place.ts';
import type { Subject } from './subject.ts';

const one = [
  'items',
  'additionalProperties',
  'unevaluatedProperties',
  'not',
  'if',
  'then',
  'else',
  'contains',
  'propertyNames',
];
const lists = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const maps = ['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'];

/** Every property that a schema of the description declares, each schema looked at once however often it is referred to. */
export function schemaProperties(description: Description, operations: readonly OperationView[]): Subject[] {
  const seen = new Set<JsonObject>();
  const waiting: JsonObject[] = roots(description, operations).toReversed();
  const found: Subject[] = [];
  for (let schema = waiting.pop(); schema !== undefined; schema = waiting.pop()) {
    const resolved = description.resolve(schema);
    if (!resolved.ok || seen.has(resolved.node)) continue;
    seen.add(resolved.node);
    found.push(...declared(resolved.node, description));
    waiting.push(...children(resolved.node).toReversed());
  }
  return found;
}

function roots(description: Description, operations: readonly OperationView[]): JsonObject[] {
  const { root } = description;
  const named = asObject(own(asObject(own(root, 'components')), 'schemas')) ?? asObject(own(root, 'definitions'));
  const inline = operations.flatMap((view) => [
    ...view.parameters.map((parameter) => parameter.schema),
    ...(view.requestBody?.content ?? []).map((media) => media.schema),
    ...view.responses.flatMap((response) => response.content.map((media) => media.schema)),
  ]);
  return [...Object.values(named ?? {}), ...inline].flatMap(schemaOf);
}

function schemaOf(value: Json | undefined): JsonObject[] {
  const schema = asObject(value);
  return schema === undefined ? [] : [schema];
}

function declared(schema: JsonObject, description: Description): Subject[] {
  const properties = asObject(own(schema, 'properties'));
  if (properties === undefined) return [];
  const place = pointerTo(schema, description) ?? '#';
  const required = own(schema, 'required');
  return Object.entries(properties).flatMap(([name, value]) => {
    const property = asObject(value);
    if (property === undefined) return [];
    const resolved = description.resolve(property);
    return [
      {
        node: resolved.ok ? resolved.node : property,
        facts: { name, required: Array.isArray(required) && required.includes(name) },
        place: `${place}/properties/${escapeToken(name)}`,
        range: description.range(properties, name),
      },
    ];
  });
}

function children(schema: JsonObject): JsonObject[] {
  return [
    ...one.flatMap((key) => schemaOf(own(schema, key))),
    ...lists.flatMap((key) => listOf(own(schema, key)).flatMap(schemaOf)),
    ...maps.flatMap((key) => Object.values(asObject(own(schema, key)) ?? {}).flatMap(schemaOf)),
  ];
}
