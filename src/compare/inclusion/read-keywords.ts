import { asObject, canonicalJson, type Json } from '../../spec/json.ts';
import { Undecided } from './budget.ts';
import { nothing, typeNames, type Bound, type Keywords, type TypeName } from './keywords.ts';
import type { SchemaNode } from './node.ts';
import { isShallow } from './positions.ts';
import { Reading } from './reading.ts';

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
  // What does not travel brings nothing with it.
  const beside = (keyword: string): [string, Json][] => reading.entries(keyword).filter(([name]) => !kept.has(name));
  const dependent = beside('dependencies');
  return {
    properties: new Map(declared),
    hidden: new Set(declared.flatMap(([name]) => (kept.has(name) ? [name] : []))),
    required: required === undefined ? [] : reading.texts(required, 'required').filter((name) => !kept.has(name)),
    patternProperties: new Map(
      reading.entries('patternProperties').map(([name, value]) => [name, reading.child(value, 'patternProperties')]),
    ),
    dependentRequired: [...beside('dependentRequired'), ...dependent.filter(([, value]) => Array.isArray(value))].map(
      ([name, value]) => [name, reading.texts(value, 'dependentRequired').filter((each) => !kept.has(each))] as const,
    ),
    dependentSchemas: [...beside('dependentSchemas'), ...dependent.filter(([, value]) => !Array.isArray(value))].map(
      ([name, value]) => [name, reading.member(value, 'dependentSchemas')] as const,
    ),
  };
}
