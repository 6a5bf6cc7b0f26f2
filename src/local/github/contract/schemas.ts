import { Ajv2019 } from 'ajv/dist/2019.js';
import type { AnySchema, ValidateFunction } from 'ajv';
import ajvFormats from 'ajv-formats';
import { description } from './description.ts';

/**
 * Whether properties that a schema does not name are refused. `part`: one of the parts of a combination, where another
 * part may name them, but not below.
 */
type Mode = 'closed' | 'part' | 'open';

const MODES: readonly Mode[] = ['closed', 'part', 'open'];
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

function componentsId(mode: Mode): string {
  return `https://github.invalid/${mode}`;
}

function rewritten(schema: unknown, mode: Mode): AnySchema {
  if (!isRecord(schema)) return schema as AnySchema;
  const keywords: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (mode === 'part' && key === 'additionalProperties' && value === true && 'properties' in schema) continue;
    keywords[key] = keyword(key, value, mode);
  }
  const closes =
    mode === 'closed' && !('additionalProperties' in schema) && ('properties' in schema || combines(schema));
  return withNull(closes ? { ...keywords, unevaluatedProperties: false } : keywords);
}

/** In its webhooks GitHub's description lists the events of an App without the newest one that Apps can have. */
function withNewestEvent(values: unknown): unknown {
  const areEvents = Array.isArray(values) && values.includes('workflow_run') && values.includes('push');
  return areEvents ? [...(values as unknown[]), 'merge_group'] : values;
}

function keyword(key: string, value: unknown, mode: Mode): unknown {
  if (key === 'enum') return withNewestEvent(value);
  if (DATA.has(key)) return value;
  if (key === '$ref') return String(value).replace('#/components/schemas', `${componentsId(mode)}#/$defs`);
  const below = mode === 'open' ? 'open' : 'closed';
  if (Array.isArray(value)) {
    const entries = COMBINATORS.includes(key) && mode !== 'open' ? 'part' : below;
    return value.map((entry) => rewritten(entry, entries));
  }
  if (key !== 'properties' || !isRecord(value)) return rewritten(value, below);
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, rewritten(entry, below)]));
}

/**
 * GitHub's schema as JSON Schema 2019-09 that also refuses properties which no part of it names: GitHub ignores them in
 * a request, and does not send them in an answer.
 */
export function closedSchema(schema: unknown): AnySchema {
  return rewritten(schema, 'closed');
}

/** GitHub's schema as JSON Schema 2019-09. What it says of webhooks lags behind what it sends with them. */
export function openSchema(schema: unknown): AnySchema {
  return rewritten(schema, 'open');
}

function components(mode: Mode): Record<string, AnySchema> {
  const schemas = Object.entries(description.components.schemas);
  return Object.fromEntries(schemas.map(([name, schema]) => [name, rewritten(schema, mode)]));
}

/** `coerceTypes`: for the path and the query, where everything is text. */
export function newValidator(coerceTypes: boolean): Ajv2019 {
  const ajv = new Ajv2019({ strict: false, allErrors: true, validateSchema: false, coerceTypes });
  ajvFormats.default(ajv);
  ajv.addFormat('repo.nwo', /^[\w.-]+\/[\w.-]+$/);
  ajv.addFormat('timestamp', true);
  const { uri } = ajv.formats;
  // GitHub answers with an empty text where there is no address, whatever its description says.
  if (typeof uri === 'function') ajv.addFormat('uri', (text: string) => text === '' || uri(text));
  for (const mode of MODES) ajv.addSchema({ $id: componentsId(mode), $defs: components(mode) });
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
