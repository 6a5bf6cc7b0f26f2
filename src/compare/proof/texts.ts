import { isContainer, type Json, type JsonObject } from '../../spec/json.ts';
import type { SchemaView } from '../schemas/schema-view.ts';

const OF_STRINGS = ['pattern', 'minLength', 'maxLength'] as const;
/** What limits one value; a schema that says anything else of values is not spelled out. */
const LIMITS: ReadonlySet<string> = new Set([
  ...['type', 'enum', 'const', 'format', ...OF_STRINGS],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
]);
const REMARKS = /^(?:x-.*|title|description|\$comment|default|examples?|deprecated|readOnly|writeOnly|externalDocs)$/;

/** Whether a keyword only speaks to people or of the value's way: it limits none. */
export function isRemark(keyword: string): boolean {
  return REMARKS.test(keyword);
}

/** As JSON writes numbers (RFC 8259, section 6). */
export const NUMBER = '^-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$';
export const INTEGER = '^(?:0|-?[1-9][0-9]*)$';
const NATURAL = '^(?:0|[1-9][0-9]*)$';
const POSITIVE = '^[1-9][0-9]*$';
const OF_RANGES = ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum'] as const;
/** Larger numbers are not always written by digits alone. */
const LARGE = 1e15;

/** What is sent is spelled out with more besides, what is accepted with less. */
type Role = 'sent' | 'accepted';

/**
 * The texts that single values are written as, as a schema; undefined: they are not spelled out. Of what is sent at least all of them, of
 * what is accepted none but them: where the one is within the other, so it is for the values.
 */
export function textsOf(view: SchemaView, role: Role): JsonObject | undefined {
  const limits = [...view.keywords].filter((keyword) => !isRemark(keyword));
  const isPlain = new Set(limits).size === limits.length && limits.every((keyword) => LIMITS.has(keyword));
  if (view.nullable || !isPlain) return undefined;
  const [spelled, ...others] = view.values === undefined ? ofTypes(view, role) : [listed(view, view.values)];
  if (spelled === undefined || others.length > 0) return undefined;
  const isWhole = limits.every((keyword) => keyword === 'type' || spelled.by.includes(keyword));
  return role === 'sent' || isWhole ? spelled.texts : undefined;
}

/** Texts, and the keywords that they answer to. */
interface Spelled {
  readonly texts: JsonObject;
  readonly by: readonly string[];
}

function listed({ types }: SchemaView, values: readonly Json[]): Spelled | undefined {
  if (values.some(isContainer)) return undefined;
  const allowed = values.filter((value) => types === undefined || typesOf(value).some((type) => types.has(type)));
  const texts = allowed.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  return { texts: { enum: texts }, by: ['enum', 'const'] };
}

/** The names of a value's types (JSON Schema 2020-12 Validation, section 6.1.1). */
export function typesOf(value: Json): readonly string[] {
  if (value === null || Array.isArray(value)) return [value === null ? 'null' : 'array'];
  return Number.isInteger(value) ? ['integer', 'number'] : [typeof value];
}

/** One for each type that the schema says. */
function ofTypes(view: SchemaView, role: Role): (Spelled | undefined)[] {
  return [...(view.types ?? [])].map((type) => {
    if (type === 'string') return { texts: limited(view), by: OF_STRINGS };
    if (type === 'boolean') return { texts: { enum: ['true', 'false'] }, by: [] };
    if (type === 'number') return { texts: { type: 'string', pattern: NUMBER }, by: [] };
    return type === 'integer' ? integers(view, role) : undefined;
  });
}

function integers(view: SchemaView, role: Role): Spelled {
  const { least, most } = rangeOf(view);
  if (least < 0) return { texts: { type: 'string', pattern: INTEGER }, by: [] };
  const texts = { type: 'string', pattern: least === 0 ? NATURAL : POSITIVE };
  if (role === 'accepted') return { texts, by: least > 1 ? [] : ['minimum', 'exclusiveMinimum'] };
  return { texts: { ...texts, ...(most < LARGE && { maxLength: String(most).length }) }, by: [] };
}

/** The least and the most that an integer may be. */
function rangeOf(view: SchemaView): { readonly least: number; readonly most: number } {
  const [least, above, most, below] = OF_RANGES.map((keyword) => view.bound(keyword));
  return {
    least: Math.max(Math.ceil(least ?? -Infinity), Math.floor(above ?? -Infinity) + 1),
    most: Math.min(Math.floor(most ?? Infinity), Math.ceil(below ?? Infinity) - 1),
  };
}

/** Values of which each may be tried by itself. */
const MOST_TRIED = 50;

/** All single values of a schema, and maybe more, where it lists them or they are few whole numbers; undefined: they are too many. */
export function fewOf(view: SchemaView): readonly Json[] | undefined {
  const { values, types } = view;
  if (values !== undefined) return values.length > MOST_TRIED || values.some(isContainer) ? undefined : values;
  const { least, most } = rangeOf(view);
  if (types?.size !== 1 || !types.has('integer') || !(most - least < MOST_TRIED)) return undefined;
  return Array.from({ length: Math.max(0, most - least + 1) }, (_, at) => least + at);
}

function limited(view: SchemaView): JsonObject {
  const said = OF_STRINGS.flatMap((keyword): [string, Json][] => {
    const value = view.get(keyword);
    return value === undefined ? [] : [[keyword, value]];
  });
  return { type: 'string', ...Object.fromEntries(said) };
}

/** How many lists or objects a value is in each other: none, one, or more. */
export function nesting(value: Json): 0 | 1 | 2 {
  if (!isContainer(value)) return 0;
  return Object.values(value).some(isContainer) ? 2 : 1;
}

/** The text, the number or boolean that it looks like. */
export function ofText(value: Json): readonly Json[] {
  const written = typeof value === 'string' ? value : JSON.stringify(value);
  return isLiteral(written) ? [written, JSON.parse(written) as Json] : [written];
}

/** A number or boolean as JSON writes it (RFC 8259, sections 3 and 6). */
function isLiteral(written: string): boolean {
  return /^(?:true|false|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.test(written);
}
