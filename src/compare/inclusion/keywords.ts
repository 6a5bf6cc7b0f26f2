import type { Json } from '../../spec/json.ts';
import type { Decimal } from './decimal.ts';
import type { SchemaNode } from './node.ts';

export type TypeName = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';
export const typeNames: readonly TypeName[] = ['null', 'boolean', 'number', 'string', 'array', 'object'];

/** The type of a value: whole numbers are numbers like others. */
export function typeOf(value: Json): TypeName {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'boolean' || type === 'number' || type === 'string' ? type : 'object';
}

export interface Bound {
  readonly value: Decimal;
  /** The value itself is out of bounds. */
  readonly open: boolean;
}

/** What a schema says, in one form for all dialects; a keyword that is not there says nothing. */
export interface Keywords {
  /** The schema `false`. */
  readonly never: boolean;
  /** `integer` stands beside the types, since it is a part of one. */
  readonly types: ReadonlySet<TypeName | 'integer'> | undefined;
  /** What `enum` or `const` allow, by canonical text. */
  readonly values: ReadonlyMap<string, Json> | undefined;
  readonly lower: readonly Bound[];
  readonly upper: readonly Bound[];
  readonly multipleOf: Decimal | undefined;
  readonly minLength: number;
  readonly maxLength: number;
  readonly pattern: string | undefined;
  readonly format: string | undefined;
  readonly references: readonly SchemaNode[];
  readonly allOf: readonly SchemaNode[];
  readonly anyOf: readonly SchemaNode[] | undefined;
  readonly oneOf: readonly SchemaNode[] | undefined;
  readonly not: SchemaNode | undefined;
  readonly if: SchemaNode | undefined;
  readonly then: SchemaNode | undefined;
  readonly else: SchemaNode | undefined;
  readonly prefixItems: readonly SchemaNode[];
  readonly items: SchemaNode | undefined;
  readonly contains: SchemaNode | undefined;
  readonly minContains: number;
  readonly maxContains: number;
  readonly minItems: number;
  readonly maxItems: number;
  readonly uniqueItems: boolean;
  readonly unevaluatedItems: SchemaNode | undefined;
  readonly properties: ReadonlyMap<string, SchemaNode>;
  /** Of `properties`, those whose values do not travel: whatever stands there counts for nothing. */
  readonly hidden: ReadonlySet<string>;
  readonly patternProperties: ReadonlyMap<string, SchemaNode>;
  readonly additionalProperties: SchemaNode | undefined;
  readonly propertyNames: SchemaNode | undefined;
  readonly unevaluatedProperties: SchemaNode | undefined;
  readonly required: readonly string[];
  readonly minProperties: number;
  readonly maxProperties: number;
  readonly dependentRequired: readonly (readonly [string, readonly string[]])[];
  readonly dependentSchemas: readonly (readonly [string, SchemaNode])[];
}

/** What the schema `true` says. */
export const nothing: Keywords = {
  never: false,
  types: undefined,
  values: undefined,
  lower: [],
  upper: [],
  multipleOf: undefined,
  minLength: 0,
  maxLength: Infinity,
  pattern: undefined,
  format: undefined,
  references: [],
  allOf: [],
  anyOf: undefined,
  oneOf: undefined,
  not: undefined,
  if: undefined,
  then: undefined,
  else: undefined,
  prefixItems: [],
  items: undefined,
  contains: undefined,
  minContains: 1,
  maxContains: Infinity,
  minItems: 0,
  maxItems: Infinity,
  uniqueItems: false,
  unevaluatedItems: undefined,
  properties: new Map(),
  hidden: new Set(),
  patternProperties: new Map(),
  additionalProperties: undefined,
  propertyNames: undefined,
  unevaluatedProperties: undefined,
  required: [],
  minProperties: 0,
  maxProperties: Infinity,
  dependentRequired: [],
  dependentSchemas: [],
};

/** Whether a schema looks at what others evaluated. */
export function isWatchful({ unevaluatedItems, unevaluatedProperties }: Keywords): boolean {
  return unevaluatedItems !== undefined || unevaluatedProperties !== undefined;
}
