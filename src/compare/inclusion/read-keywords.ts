import { asObject, canonicalJson, own, type Json, type JsonObject } from '../../spec/json.ts';
import { Undecided } from './budget.ts';
import { decimal, type Decimal } from './decimal.ts';
import type { Bound, Keywords, TypeName } from './keywords.ts';
import { typeNames } from './keywords.ts';
import { isShallow } from './positions.ts';
import type { SchemaNode } from './node.ts';

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

/** Keywords that the dialects before 3.1 do not know (OpenAPI 3.0.3 section 4.7.24, 2.0 "Schema Object"). */
const sinceDraft6 = new Set([
  ...['const', 'contains', 'propertyNames', 'if', 'then', 'else', 'prefixItems', 'patternProperties', 'dependencies'],
  ...[
    'dependentRequired',
    'dependentSchemas',
    'unevaluatedItems',
    'unevaluatedProperties',
    'minContains',
    'maxContains',
  ],
]);
const sinceOpenApi3 = new Set(['anyOf', 'oneOf', 'not', 'nullable']);

/**
 * What a schema says. OpenAPI 3.0: `nullable` adds null where there is a `type`; `exclusiveMinimum: true` opens the bound.
 *
 * @throws Undecided where a keyword's value has the wrong form.
 */
export function readKeywords(node: SchemaNode): Keywords {
  if (node.schema === true) return nothing;
  if (node.schema === false) return { ...nothing, never: true };
  const schema = asObject(node.schema);
  if (schema === undefined) throw new Undecided('malformed', 'a schema is neither an object nor a boolean');
  const kept = node.reader.keptBy(node);
  const references = node.reader.targets(node, kept);
  if (node.reader.ignoresSiblings(schema)) return { ...nothing, references };
  const reading = new Reading(node, schema, kept);
  return {
    ...nothing,
    references,
    ...scalars(reading),
    ...bounds(reading),
    ...applicators(reading),
    ...named(reading),
  };
}

/** Typed access to the keywords of one schema. */
class Reading {
  readonly node: SchemaNode;
  /** Of the properties of a value that it speaks of: those that do not travel. */
  readonly kept: SchemaNode['kept'];
  readonly #schema: JsonObject;

  constructor(node: SchemaNode, schema: JsonObject, kept: SchemaNode['kept']) {
    this.node = node;
    this.kept = kept;
    this.#schema = schema;
  }

  get(keyword: string): Json | undefined {
    const { dialect } = this.node.reader;
    if (dialect !== '3.1' && sinceDraft6.has(keyword)) return undefined;
    if (dialect === '2.0' && sinceOpenApi3.has(keyword)) return undefined;
    return own(this.#schema, keyword);
  }

  wrong(keyword: string): never {
    throw new Undecided('malformed', `${keyword} has a value of the wrong form`);
  }

  count(keyword: string, otherwise: number): number {
    const value = this.get(keyword);
    if (value === undefined) return otherwise;
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : this.wrong(keyword);
  }

  decimal(keyword: string): Decimal | undefined {
    const value = this.get(keyword);
    if (value === undefined) return undefined;
    return typeof value === 'number' && Number.isFinite(value) ? decimal(value) : this.wrong(keyword);
  }

  text(keyword: string): string | undefined {
    const value = this.get(keyword);
    return value === undefined || typeof value === 'string' ? value : this.wrong(keyword);
  }

  schema(keyword: string): SchemaNode | undefined {
    const value = this.get(keyword);
    return value === undefined ? undefined : this.child(value, keyword);
  }

  schemas(keyword: string): SchemaNode[] | undefined {
    return this.#each(keyword, (each) => this.child(each, keyword));
  }

  /** Schemas that ask something of the same value. */
  members(keyword: string): SchemaNode[] | undefined {
    return this.#each(keyword, (each) => this.member(each, keyword));
  }

  #each(keyword: string, read: (each: Json) => SchemaNode): SchemaNode[] | undefined {
    const value = this.get(keyword);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) return this.wrong(keyword);
    return (value as readonly Json[]).map(read);
  }

  entries(keyword: string): [string, Json][] {
    const value = this.get(keyword);
    if (value === undefined) return [];
    return Object.entries(asObject(value) ?? this.wrong(keyword));
  }

  texts(value: Json, keyword: string): string[] {
    const list: readonly Json[] = Array.isArray(value) ? (value as readonly Json[]) : this.wrong(keyword);
    return list.map((each) => (typeof each === 'string' ? each : this.wrong(keyword)));
  }

  child(value: Json, keyword: string): SchemaNode {
    if (typeof value !== 'boolean' && asObject(value) === undefined) return this.wrong(keyword);
    return this.node.reader.node(value, this.node.entered);
  }

  member(value: Json, keyword: string): SchemaNode {
    return this.node.reader.node(this.child(value, keyword).schema, this.node.entered, this.kept);
  }
}

function scalars(reading: Reading): Partial<Keywords> {
  return {
    types: types(reading),
    values: values(reading),
    minLength: reading.count('minLength', 0),
    maxLength: reading.count('maxLength', Infinity),
    pattern: reading.text('pattern'),
    format: reading.text('format'),
    minItems: reading.count('minItems', 0),
    maxItems: reading.count('maxItems', Infinity),
    uniqueItems: reading.get('uniqueItems') === true,
    minProperties: reading.count('minProperties', 0),
    maxProperties: reading.count('maxProperties', Infinity),
    minContains: reading.count('minContains', 1),
    maxContains: reading.count('maxContains', Infinity),
  };
}

function types(reading: Reading): ReadonlySet<TypeName | 'integer'> | undefined {
  const type = reading.get('type');
  if (type === undefined) return undefined;
  const names = typeof type === 'string' ? [type] : reading.texts(type, 'type');
  const known = names.map((name) => {
    const found = name === 'integer' ? name : typeNames.find((each) => each === name);
    return found ?? reading.wrong('type');
  });
  return new Set(
    reading.node.reader.dialect === '3.0' && reading.get('nullable') === true ? [...known, 'null'] : known,
  );
}

function values(reading: Reading): ReadonlyMap<string, Json> | undefined {
  const listed = reading.get('enum');
  if (listed !== undefined && !Array.isArray(listed)) return reading.wrong('enum');
  const constant = reading.get('const');
  if (listed === undefined) return constant === undefined ? undefined : byText([constant]);
  const allowed = byText(listed as readonly Json[]);
  if (constant === undefined) return allowed;
  const only = byText([constant]);
  return new Map([...only].filter(([text]) => allowed.has(text)));
}

function byText(listed: readonly Json[]): ReadonlyMap<string, Json> {
  if (!listed.every(isShallow)) throw new Undecided('depth', 'a value is nested too deep');
  return new Map(listed.map((value) => [canonicalJson(value), value]));
}

function bounds(reading: Reading): Partial<Keywords> {
  const multipleOf = reading.decimal('multipleOf');
  if (multipleOf !== undefined && multipleOf.digits <= 0n) return reading.wrong('multipleOf');
  return {
    multipleOf,
    lower: bound(reading, 'minimum', 'exclusiveMinimum'),
    upper: bound(reading, 'maximum', 'exclusiveMaximum'),
  };
}

function bound(reading: Reading, inclusive: string, exclusive: string): Bound[] {
  const value = reading.decimal(inclusive);
  const marked = reading.get(exclusive);
  if (reading.node.reader.dialect !== '3.1' && (marked === undefined || typeof marked === 'boolean')) {
    return value === undefined ? [] : [{ value, open: marked === true }];
  }
  const open = reading.decimal(exclusive);
  return [
    ...(value === undefined ? [] : [{ value, open: false }]),
    ...(open === undefined ? [] : [{ value: open, open: true }]),
  ];
}

function applicators(reading: Reading): Partial<Keywords> {
  const condition = reading.schema('if');
  const follows = (keyword: 'then' | 'else'): SchemaNode | undefined => {
    const value = condition === undefined ? undefined : reading.get(keyword);
    return value === undefined ? undefined : reading.member(value, keyword);
  };
  return {
    allOf: reading.members('allOf') ?? [],
    anyOf: reading.members('anyOf'),
    oneOf: reading.members('oneOf'),
    // Under these `required` asks whether something is there, and does not demand it.
    not: reading.schema('not'),
    if: condition,
    then: follows('then'),
    else: follows('else'),
    prefixItems: reading.schemas('prefixItems') ?? [],
    items: reading.schema('items'),
    contains: reading.schema('contains'),
    additionalProperties: reading.schema('additionalProperties'),
    propertyNames: reading.schema('propertyNames'),
    unevaluatedItems: reading.schema('unevaluatedItems'),
    unevaluatedProperties: reading.schema('unevaluatedProperties'),
  };
}

function named(reading: Reading): Partial<Keywords> {
  const { reader } = reading.node;
  const kept = new Set(reading.kept);
  const declared = reading.entries('properties').map(([name, value]): [string, SchemaNode] => {
    const child = reading.child(value, 'properties');
    return [name, kept.has(name) ? reader.node(true, []) : child];
  });
  const required = reading.get('required');
  const dependent = reading.entries('dependencies');
  return {
    properties: new Map(declared),
    hidden: new Set(declared.flatMap(([name]) => (kept.has(name) ? [name] : []))),
    required: required === undefined ? [] : reading.texts(required, 'required').filter((name) => !kept.has(name)),
    patternProperties: new Map(
      reading.entries('patternProperties').map(([name, value]) => [name, reading.child(value, 'patternProperties')]),
    ),
    dependentRequired: [
      ...reading.entries('dependentRequired'),
      ...dependent.filter(([, value]) => Array.isArray(value)),
    ].map(
      ([name, value]) => [name, reading.texts(value, 'dependentRequired').filter((each) => !kept.has(each))] as const,
    ),
    dependentSchemas: [
      ...reading.entries('dependentSchemas'),
      ...dependent.filter(([, value]) => !Array.isArray(value)),
    ].map(([name, value]) => [name, reading.member(value, 'dependentSchemas')] as const),
  };
}
