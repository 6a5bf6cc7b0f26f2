import { derived } from '../../spec/derived.ts';
import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import type { OperationView, ParameterView } from '../../spec/operations.ts';
import { matchBy, type Matching } from '../matching.ts';
import { serializationOf } from './serialization.ts';

/**
 * Parameters are the same where `in` and name are; path parameters where they stand in the same place of the path; and at last where
 * one is a member of an exploded object: `?page=1&size=2` is the same text, whether two parameters say so or one. Where a place of the path
 * is one of the server's address on the other side, its parameter is neither new nor gone.
 */
export function matchParameters(before: OperationView, after: OperationView): Matching<ParameterView> {
  const [old, now] = [placesIn(before.path), placesIn(after.path)];
  const matched = matchBy(
    before.parameters.filter((one) => !isBeyond(one, old, now)),
    after.parameters.filter((one) => !isBeyond(one, now, old)),
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

/** The places of a path, counted from its end, since what moves into a server's address is its beginning. */
interface Places {
  readonly count: number;
  /** Where each parameter stands first. */
  readonly of: ReadonlyMap<string, number>;
}

function placesIn(path: string): Places {
  const parts = path.split('{').slice(1);
  const found = new Map<string, number>();
  for (const [at, part] of parts.entries()) {
    const name = part.slice(0, Math.max(0, part.indexOf('}')));
    if (!found.has(name)) found.set(name, parts.length - at);
  }
  return { count: parts.length, of: found };
}

function placeOf(parameter: ParameterView, places: Places): number | undefined {
  return parameter.in === 'path' ? places.of.get(parameter.name) : undefined;
}

/** Paths of which one has more places are the same by their addresses only: the other's server has the rest. */
function isBeyond(parameter: ParameterView, places: Places, { count }: Places): boolean {
  return (placeOf(parameter, places) ?? 0) > count;
}

/** A path parameter is known by its place in the path, so that renaming it is no change. */
function parameterKey(parameter: ParameterView, places: Places): string {
  if (parameter.in === 'header') return `header ${parameter.name.toLowerCase()}`;
  // It is the whole query, and its name is in no request (OpenAPI 3.2, Parameter Object: in).
  if (parameter.in === 'querystring') return parameter.in;
  const place = placeOf(parameter, places);
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
