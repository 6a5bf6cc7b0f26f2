import { asObject, type Json, type JsonObject } from '../../src/spec/json.ts';

/** A schema of OpenAPI 3.1 in the words of 3.0: `nullable`, bounds that are open by a boolean, one type at a time. */
export function asOld(schema: JsonObject): JsonObject {
  const {
    type,
    const: constant,
    exclusiveMinimum,
    exclusiveMaximum,
    ...rest
  } = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, inside(key, value)]));
  return {
    ...rest,
    ...typed(type),
    ...(constant !== undefined && { enum: [constant] }),
    ...(exclusiveMinimum !== undefined && { minimum: exclusiveMinimum, exclusiveMinimum: true }),
    ...(exclusiveMaximum !== undefined && { maximum: exclusiveMaximum, exclusiveMaximum: true }),
  };
}

/** Of several types the first; null among them, or alone, is `nullable`. */
function typed(type: Json | undefined): JsonObject {
  if (type === undefined) return {};
  const types = [type].flat() as readonly Json[];
  const [first = 'string'] = types.filter((each) => each !== 'null');
  return { type: first, ...(types.includes('null') && { nullable: true }) };
}

function inside(key: string, value: Json): Json {
  if (['enum', 'const', 'required', 'type'].includes(key)) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(schemaIn);
  const object = asObject(value);
  if (key !== 'properties' || object === undefined) return schemaIn(value);
  return Object.fromEntries(Object.entries(object).map(([name, item]) => [name, schemaIn(item)]));
}

function schemaIn(value: Json): Json {
  const object = asObject(value);
  return object === undefined ? value : asOld(object);
}
