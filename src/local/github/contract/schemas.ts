import { Ajv2019 } from 'ajv/dist/2019.js';
import type { AnySchema, ValidateFunction } from 'ajv';
import ajvFormats from 'ajv-formats';
import { description } from './description.ts';

const WHOLE = 'https://github.invalid/whole';
const PART = 'https://github.invalid/part';
const COMBINATORS = ['allOf', 'anyOf', 'oneOf'];
/** Keywords whose members are names or data, not schemas. */
const DATA = new Set(['enum', 'required', 'default']);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function combines(schema: Record<string, unknown>): boolean {
  return COMBINATORS.some((key) => key in schema);
}

/** OpenAPI 3.0's `nullable` in the words of JSON Schema. */
function withNull(schema: Record<string, unknown>): AnySchema {
  const { nullable, ...rest } = schema;
  if (nullable !== true) return rest;
  if (typeof rest['type'] !== 'string' || combines(rest)) return { anyOf: [{ type: 'null' }, rest] };
  const values = rest['enum'];
  return {
    ...rest,
    type: [rest['type'], 'null'],
    ...(Array.isArray(values) ? { enum: [...(values as unknown[]), null] } : {}),
  };
}

/**
 * GitHub's schema as JSON Schema 2019-09 that also refuses properties which no part of it names: GitHub ignores
 * them in a request, and never sends them in an answer. `part`: one of the parts of a combination, where another
 * part may name them.
 */
export function closedSchema(schema: unknown, part = false): AnySchema {
  if (!isRecord(schema)) return schema as AnySchema;
  const rewritten: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (part && key === 'additionalProperties' && value === true && 'properties' in schema) continue;
    rewritten[key] = keyword(key, value, part);
  }
  const open = part || 'additionalProperties' in schema || !('properties' in schema || combines(schema));
  return withNull(open ? rewritten : { ...rewritten, unevaluatedProperties: false });
}

function keyword(key: string, value: unknown, part: boolean): unknown {
  if (DATA.has(key)) return value;
  if (key === '$ref') return String(value).replace('#/components/schemas', `${part ? PART : WHOLE}#/$defs`);
  if (Array.isArray(value)) return value.map((entry) => closedSchema(entry, COMBINATORS.includes(key)));
  if (key !== 'properties' || !isRecord(value)) return closedSchema(value);
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, closedSchema(entry)]));
}

function components(part: boolean): Record<string, AnySchema> {
  const schemas = Object.entries(description.components.schemas);
  return Object.fromEntries(schemas.map(([name, schema]) => [name, closedSchema(schema, part)]));
}

/** `coerceTypes`: for the path and the query, where everything is text. */
export function newValidator(coerceTypes: boolean): Ajv2019 {
  const ajv = new Ajv2019({ strict: false, allErrors: true, validateSchema: false, coerceTypes });
  ajvFormats.default(ajv);
  ajv.addFormat('repo.nwo', /^[\w.-]+\/[\w.-]+$/);
  ajv.addFormat('timestamp', true);
  ajv.addSchema({ $id: WHOLE, $defs: components(false) });
  ajv.addSchema({ $id: PART, $defs: components(true) });
  return ajv;
}

/** Compiles each schema when it is first asked for, and once. */
export class Validators {
  readonly #compiled = new Map<string, ValidateFunction>();
  readonly #exact = newValidator(false);
  readonly #coercing = newValidator(true);

  of(key: string, schema: () => AnySchema, coerce: boolean): ValidateFunction {
    const known = this.#compiled.get(key);
    if (known) return known;
    const validate = (coerce ? this.#coercing : this.#exact).compile(schema());
    this.#compiled.set(key, validate);
    return validate;
  }
}
