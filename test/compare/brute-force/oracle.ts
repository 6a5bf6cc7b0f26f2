import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { asObject, own, type Json, type JsonObject } from '../../../src/spec/json.ts';
import { value } from '../inclusion/schemas.ts';
import type { SchemaPair } from './pairs.ts';

const general = fc.sample(value, { seed: 20261121, numRuns: 150 });
const ajv = new Ajv2020({ strict: false, logger: false, ownProperties: true, allErrors: true, validateSchema: false });
// It throws where it keeps account of the names that patterns in a choice have evaluated, which nothing asks for here.
Object.assign(ajv.opts, { unevaluated: false });

type Accepts = (instance: Json) => boolean;

export function accepting(schema: JsonObject): Accepts {
  const validate = ajv.compile(schema);
  ajv.removeSchema(schema);
  return (instance) => validate(instance);
}

/** Headings of docs/conventions.md by which a value may show something and nothing breaks all the same. */
export const conventions = [
  'A schema that nothing satisfies',
  'Closed objects in responses',
  'Names that nobody declared',
  'Values of several members in a response',
] as const;
type Convention = (typeof conventions)[number];

/** A value that only the sender's side accepts; where all that were found are excused, one of them and by what. */
export interface Shown {
  readonly instance: Json;
  readonly excusedBy: Convention | undefined;
}

/** What a request may hold before and not after; undefined: nothing among the values that were tried. */
export function refusedInRequest({ base, head }: SchemaPair): Shown | undefined {
  return shownBy(base, head, {
    open: () => false,
    kind: () => false,
    meant: accepting(overlapping(head) as JsonObject),
  });
}

/** What a response may hold after and not before. */
export function newInResponse({ base, head }: SchemaPair): Shown | undefined {
  const open = opened(base);
  return shownBy(head, base, {
    open: accepting(open as JsonObject),
    kind: accepting(kindly(open) as JsonObject),
    meant: () => true,
  });
}

/** What counts of a receiver as well. */
interface Leniency {
  /** Without what closes its objects. */
  readonly open: Accepts;
  /** And where what satisfies several members of its choices satisfies these. */
  readonly kind: Accepts;
  /** What it may have meant where it takes nothing. */
  readonly meant: Accepts;
}

function shownBy(sender: JsonObject, receiver: JsonObject, { open, kind, meant }: Leniency): Shown | undefined {
  const [sent, received] = [accepting(sender), accepting(receiver)];
  const instances = instancesOf(sender, receiver);
  const isSlip = !instances.some(received) && instances.some(meant);
  const excuse = (one: Json): Convention | undefined => {
    if (isSlip) return 'A schema that nothing satisfies';
    if (open(one)) return 'Closed objects in responses';
    if (kind(one)) return 'Values of several members in a response';
    return usesDeclared(sender, one) ? undefined : 'Names that nobody declared';
  };
  const shown = instances.filter((one) => sent(one) && !received(one));
  const found = shown.map((instance): Shown => ({ instance, excusedBy: excuse(instance) }));
  return found.find(({ excusedBy }) => excusedBy === undefined) ?? found[0];
}

function opened(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => opened(item));
  const object = asObject(value);
  if (object === undefined) return value;
  const kept = Object.entries(object).filter(([key, item]) => key !== 'additionalProperties' || item !== false);
  return Object.fromEntries(kept.map(([key, item]) => [key, opened(item)]));
}

/** Each `oneOf` taking what several of its members take. */
export function overlapping(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => overlapping(item));
  const object = asObject(value);
  if (object === undefined) return value;
  return Object.fromEntries(
    Object.entries(object).map(([key, item]) => [key === 'oneOf' ? 'anyOf' : key, overlapping(item)]),
  );
}

/** The same but for what stands under `not` and `if`. */
function kindly(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => kindly(item));
  const object = asObject(value);
  if (object === undefined) return value;
  const { oneOf, ...rest } = object;
  const kept = Object.entries(rest).map(([key, item]): [string, Json] => [
    key,
    key === 'not' || key === 'if' ? item : kindly(item),
  ]);
  const others: JsonObject = Object.fromEntries(kept);
  return oneOf === undefined ? others : { allOf: [others, { anyOf: kindly(oneOf) }] };
}

/** Values of all kinds, and those that the two schemas tell apart: what they list, and what lies around their limits. */
function instancesOf(...schemas: readonly JsonObject[]): Json[] {
  const scalars: Json[] = [...schemas.flatMap(mentioned), null, true, 'a', 1];
  const objects = schemas.flatMap((schema) => objectsOf(schema, scalars));
  const all = [...scalars, ...objects, ...scalars.map((one) => [one]), ...objects.map((one) => [one]), ...general];
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

const schemaLists = ['allOf', 'anyOf', 'oneOf'];

function mentioned(schema: Json): Json[] {
  const node = asObject(schema);
  if (node === undefined) return [];
  return Object.entries(node).flatMap(([key, value]): Json[] => {
    if (key === 'enum') return value as Json[];
    if (key === 'const') return [value];
    if (typeof value === 'number')
      return /Length|Items|Properties/.test(key) ? sized(value) : [value - 1, value, value + 0.5, value + 1];
    if (schemaLists.includes(key)) return (value as Json[]).flatMap(mentioned);
    return key === 'properties' ? Object.values(asObject(value) ?? {}).flatMap(mentioned) : mentioned(value);
  });
}

function sized(count: number): Json[] {
  return [count - 1, count, count + 1].filter((size) => size >= 0).map((size) => 'ab'.repeat(2).slice(0, size));
}

/** Objects with the schema's own names, each name with a few of the values. */
function objectsOf(schema: JsonObject, values: readonly Json[]): Json[] {
  const names = [...namesIn(schema)];
  const picked = values.slice(0, 12);
  const single = names.flatMap((name) => picked.map((one): JsonObject => ({ [name]: one })));
  const rows = picked.map((_, i): JsonObject =>
    Object.fromEntries(names.map((name, j) => [name, picked[(i + j) % picked.length] ?? null])),
  );
  const same = picked.map((one): JsonObject => Object.fromEntries(names.map((name) => [name, one])));
  return [...single, ...rows, ...same, {}];
}

export function namesIn(schema: Json): ReadonlySet<string> {
  const node = asObject(schema);
  const names = new Set<string>(Object.keys(asObject(own(node, 'properties')) ?? {}));
  for (const name of (own(node, 'required') as string[] | undefined) ?? []) names.add(name);
  for (const inner of inPlace(node)) for (const name of namesIn(inner)) names.add(name);
  return names;
}

function inPlace(node: JsonObject | undefined): Json[] {
  const lists = schemaLists.flatMap((key) => (own(node, key) as Json[] | undefined) ?? []);
  const not = own(node, 'not');
  return not === undefined ? lists : [...lists, not];
}

/** Whether every name in the instance is declared where it stands, or governed by an `additionalProperties` that says something. */
function usesDeclared(schema: Json, instance: Json): boolean {
  return declared([schema], instance);
}

function declared(roots: readonly Json[], instance: Json): boolean {
  const nodes = roots.flatMap((root) => everyIn(root));
  if (Array.isArray(instance)) {
    const items = nodes.flatMap((node) => own(node, 'items') ?? []);
    return instance.every((item: Json) => declared(items, item));
  }
  const object = asObject(instance);
  if (object === undefined) return true;
  return Object.entries(object).every(([name, item]) => {
    const governing = nodes.flatMap((node) => governs(node, name));
    return governing.length > 0 && declared(governing, item);
  });
}

function governs(node: JsonObject, name: string): Json[] {
  const property = own(asObject(own(node, 'properties')), name);
  if (property !== undefined) return [property];
  const others = asObject(own(node, 'additionalProperties'));
  return others === undefined || Object.keys(others).length === 0 ? [] : [others];
}

/** The schema and all that speak of the same value. */
function everyIn(schema: Json): JsonObject[] {
  const node = asObject(schema);
  return node === undefined ? [] : [node, ...inPlace(node).flatMap(everyIn)];
}
