import { derived } from '../spec/derived.ts';
import { asObject, own, type Json, type JsonObject } from '../spec/json.ts';
import type { OperationView, ParameterView } from '../spec/operations.ts';
import { matchBy, type Matching } from './matching.ts';
import { serializationOf } from './serialization.ts';

/**
 * Parameters are the same where `in` and name are; path parameters where they stand in the same place of the path; and at last where
 * one is a member of an exploded object: `?page=1&size=2` is the same text, whether two parameters say so or one.
 */
export function matchParameters(before: OperationView, after: OperationView): Matching<ParameterView> {
  const [old, now] = [placesIn(before.path), placesIn(after.path)];
  const matched = matchBy(
    before.parameters,
    after.parameters,
    (one) => parameterKey(one, old),
    (one) => parameterKey(one, now),
  );
  if (matched.removed.length === 0 || matched.added.length === 0) return matched;
  const [gone, come] = [new Set(matched.removed.map(plainKey)), new Set(matched.added.map(plainKey))];
  const rest = matchBy(
    matched.removed.flatMap((one) => spreadAmong(one, come)),
    matched.added.flatMap((one) => spreadAmong(one, gone)),
    plainKey,
  );
  return { ...rest, both: [...matched.both, ...rest.both] };
}

/** Where in a path each of its parameters stands first. */
function placesIn(path: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [place, part] of path.split('{').entries()) {
    const name = part.slice(0, Math.max(0, part.indexOf('}')));
    if (!found.has(name)) found.set(name, place);
  }
  return found;
}

/** A path parameter is known by its place in the path, so that renaming it is no change. */
function parameterKey(parameter: ParameterView, places: ReadonlyMap<string, number>): string {
  if (parameter.in === 'header') return `header ${parameter.name.toLowerCase()}`;
  // It is the whole query, and its name is in no request (OpenAPI 3.2, Parameter Object: in).
  if (parameter.in === 'querystring') return parameter.in;
  const place = parameter.in === 'path' ? places.get(parameter.name) : undefined;
  return place === undefined ? plainKey(parameter) : `path ${String(place)}`;
}

function plainKey(parameter: ParameterView): string {
  return `${parameter.in} ${parameter.name}`;
}

/** The members of an exploded object in its place, where one of them is a parameter of the other side. */
function spreadAmong(parameter: ParameterView, others: ReadonlySet<string>): readonly ParameterView[] {
  const members = membersOf(parameter);
  return members.some((member) => others.has(plainKey(member))) ? members : [parameter];
}

/** What `style: form` with `explode` makes of an object: a parameter for each property (OpenAPI 3.1, Style Values). */
function membersOf(parameter: ParameterView): readonly ParameterView[] {
  const { schema } = parameter;
  const properties = asObject(own(asObject(schema), 'properties'));
  if (properties === undefined || (parameter.in !== 'query' && parameter.in !== 'cookie')) return [];
  const { style, explode } = serializationOf(parameter);
  if (style !== 'form' || !explode || !isObject(own(asObject(schema), 'type'))) return [];
  const listed = own(asObject(schema), 'required');
  const required: ReadonlySet<Json> = new Set(Array.isArray(listed) ? listed : []);
  return Object.entries(properties).map(([name, raw]) =>
    memberOf(parameter, name, raw, parameter.required && required.has(name)),
  );
}

function isObject(type: Json | undefined): boolean {
  return type === 'object' || (Array.isArray(type) && type.length === 1 && type[0] === 'object');
}

/** Its schema may still be a reference: who compares it follows `node`, as it does for all. */
function memberOf(parameter: ParameterView, name: string, raw: Json, required: boolean): ParameterView {
  const made: JsonObject = { ...parameter.node, name, required, schema: raw };
  const schema = typeof raw === 'boolean' ? raw : (asObject(raw) ?? true);
  const member = asObject(raw);
  const moved = new Map<string, object>(member === undefined ? [] : [['schema', member]]);
  return {
    in: parameter.in,
    name,
    required,
    schema,
    content: [],
    node: derived(made, { node: parameter.node, moved }),
    written: parameter.written,
  };
}
