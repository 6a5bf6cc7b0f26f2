import { asObject, type Json, type JsonObject } from '../../spec/json.ts';

/**
 * What Tyk leaves out of a description when it gives it back: fields that say what holds without them. Value → fields.
 * Source: kin-openapi, the MarshalJSON of openapi3.
 */
const unsaid = {
  false:
    'allowEmptyValue allowReserved attribute deprecated exclusiveMaximum exclusiveMinimum nullable readOnly required uniqueItems wrapped writeOnly',
  0: 'minItems minLength minProperties',
  '""': 'bearerFormat contentType description email externalValue format name namespace operationId pattern prefix refreshUrl style summary termsOfService title type url',
  '[]': 'allOf anyOf enum oneOf parameters required tags',
  '{}': 'callbacks content encoding examples headers links mapping properties variables',
};
const isUnsaid = new Set(
  Object.entries(unsaid).flatMap(([value, fields]) => fields.split(' ').map((field) => `${field} ${value}`)),
);

/** What stands in these, or in a member of these, → a field that is kept all the same. */
const kept: Readonly<Record<string, string>> = {
  info: 'title',
  license: 'name',
  requestBodies: 'content',
  requestBody: 'content',
  responses: 'description',
  servers: 'url',
};

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** They hold things by names of their author. */
const byName = words(
  'callbacks content encoding examples headers links parameters paths properties requestBodies responses schemas securitySchemes variables',
);
/** They hold any value. */
const free = words('const default enum example mapping scopes security value');

/** A description without what Tyk leaves out of it, which means the same. */
export function withoutUnsaid(value: Json, inside = ''): Json {
  if (Array.isArray(value)) return value.map((item: Json) => withoutUnsaid(item, inside));
  const object = asObject(value);
  if (object === undefined) return value;
  return Object.fromEntries(
    Object.entries(object).flatMap(([field, found]): [string, Json][] => {
      if (field.startsWith('x-')) return [[field, found]];
      const inner = innerOf(field, found);
      const isLeftOut = inner === null || (isUnsaid.has(`${field} ${emptyText(inner)}`) && kept[inside] !== field);
      return isLeftOut ? [] : [[field, inner]];
    }),
  );
}

function innerOf(field: string, value: Json): Json {
  if (free.has(field)) return value;
  const members = byName.has(field) ? asObject(value) : undefined;
  if (members === undefined) return withoutUnsaid(value, field);
  return mapped(members, (member) => {
    const paths = field === 'callbacks' ? asObject(member) : undefined;
    return paths === undefined ? withoutUnsaid(member, field) : mapped(paths, (path) => withoutUnsaid(path, 'paths'));
  });
}

function mapped(members: JsonObject, change: (member: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, change(member)]));
}

/** Undefined for what is not empty. */
function emptyText(value: Json): string | undefined {
  if (value === false || value === 0 || value === '') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null || Object.keys(value).length > 0) return undefined;
  return Array.isArray(value) ? '[]' : '{}';
}
