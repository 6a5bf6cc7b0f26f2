import { derived } from '../spec/derived.ts';
import { asObject, own, type Json, type JsonObject } from '../spec/json.ts';
import type { OperationView, ParameterView } from '../spec/operations.ts';
import { matchBy, type Matching } from './matching.ts';

/**
 * Parameters are the same where `in` and name are; path parameters where they stand in the same place of the path; and at last where
 * one is a member of an exploded object: `?page=1&size=2` is the same text, whether two parameters say so or one.
 */
export function matchParameters(before: OperationView, after: OperationView): Matching<ParameterView> {
  const matched = matchBy(
    before.parameters,
    after.parameters,
    (one) => parameterKey(one, before.path),
    (one) => parameterKey(one, after.path),
  );
  if (matched.removed.length === 0 || matched.added.length === 0) return matched;
  const rest = matchBy(
    matched.removed.flatMap((one) => spreadAmong(one, matched.added)),
    matched.added.flatMap((one) => spreadAmong(one, matched.removed)),
    (one) => `${one.in} ${one.name}`,
  );
  return { ...rest, both: [...matched.both, ...rest.both] };
}

/** A path parameter is known by its place in the path, so that renaming it is no change. */
function parameterKey(parameter: ParameterView, path: string): string {
  if (parameter.in === 'header') return `header ${parameter.name.toLowerCase()}`;
  const place =
    parameter.in === 'path' ? path.split('{').findIndex((part) => part.startsWith(`${parameter.name}}`)) : -1;
  return place < 0 ? `${parameter.in} ${parameter.name}` : `path ${String(place)}`;
}

/** The members of an exploded object in its place, where one of them is a parameter of the other side. */
function spreadAmong(parameter: ParameterView, others: readonly ParameterView[]): readonly ParameterView[] {
  const members = membersOf(parameter);
  const known = members.some((member) =>
    others.some(({ in: place, name }) => place === member.in && name === member.name),
  );
  return known ? members : [parameter];
}

/** What `style: form` with `explode` makes of an object: a parameter for each property (OpenAPI 3.1, Style Values). */
function membersOf(parameter: ParameterView): readonly ParameterView[] {
  const { node, schema } = parameter;
  const properties = asObject(own(asObject(schema), 'properties'));
  if (properties === undefined || (parameter.in !== 'query' && parameter.in !== 'cookie')) return [];
  const exploded = own(node, 'explode') !== false && (own(node, 'style') ?? 'form') === 'form';
  if (!exploded || !isObject(own(asObject(schema), 'type'))) return [];
  const listed = own(asObject(schema), 'required');
  const required: readonly Json[] = Array.isArray(listed) ? listed : [];
  return Object.entries(properties).map(([name, raw]) =>
    memberOf(parameter, name, raw, parameter.required && required.includes(name)),
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
