import { asObject, own, type Json, type JsonObject } from '../../../src/spec/json.ts';
import { fromEntries, parted, schemas, type Rewrite } from './walk.ts';

export const SCHEMAS = '#/components/schemas/';

/** An object as two objects, each with half of the properties; undefined where it says more than what it has. */
function halves(node: JsonObject): readonly [JsonObject, JsonObject] | undefined {
  const properties = Object.entries(asObject(own(node, 'properties')) ?? {});
  const isPlain = Object.keys(parted(node).said).every((key) => ['type', 'properties', 'required'].includes(key));
  if (!isPlain || properties.length < 2 || own(node, 'type') !== 'object') return undefined;
  const required = own(node, 'required');
  const half = Math.ceil(properties.length / 2);
  const isDeclared = (name: Json): boolean => properties.some(([declared]) => declared === name);
  const part = (entries: typeof properties, isFirst: boolean): JsonObject => {
    const names = new Set(entries.map(([name]) => name));
    const asked = Array.isArray(required)
      ? (required as readonly Json[]).filter(
          (name) => (typeof name === 'string' && names.has(name)) || (isFirst && !isDeclared(name)),
        )
      : [];
    return { type: 'object', properties: fromEntries(entries), ...(asked.length > 0 && { required: asked }) };
  };
  return [part(properties.slice(0, half), true), part(properties.slice(half), false)];
}

/** An object as an allOf of two, each with half of the properties. */
export const split: Rewrite = (document) =>
  schemas(document, (node) => {
    const both = halves(node);
    return both === undefined ? node : { ...parted(node).remarked, allOf: both };
  });

/** An object that has half of its properties from a component. */
export const inherited: Rewrite = (document) => {
  const found: [string, Json][] = [];
  const rewritten = schemas(document, (node) => {
    const [first, second] = halves(node) ?? [];
    if (first === undefined || second === undefined) return node;
    const name = `Base${String(found.length)}`;
    found.push([name, first]);
    return { ...parted(node).remarked, ...second, allOf: [{ $ref: SCHEMAS + name }] };
  });
  return withComponents(rewritten, found);
};

/** Undefined: this version has no components. */
function withComponents(document: JsonObject, added: readonly (readonly [string, Json])[]): JsonObject | undefined {
  if (!Object.hasOwn(document, 'openapi')) return undefined;
  const components = asObject(own(document, 'components')) ?? {};
  const declared = asObject(own(components, 'schemas')) ?? {};
  return { ...document, components: { ...components, schemas: { ...declared, ...fromEntries(added) } } };
}

/** Inline schemas of properties as components, with references to them. */
export const extracted: Rewrite = (document) => {
  const found: [string, Json][] = [];
  const rewritten = schemas(document, (node) => {
    const properties = asObject(own(node, 'properties'));
    if (properties === undefined) return node;
    const entries = Object.entries(properties).map(([name, schema]): [string, Json] => {
      const object = asObject(schema);
      if (object === undefined || Object.hasOwn(object, '$ref')) return [name, schema];
      found.push([`Extracted${String(found.length)}`, object]);
      return [name, { $ref: `${SCHEMAS}Extracted${String(found.length - 1)}` }];
    });
    return { ...node, properties: fromEntries(entries) };
  });
  return withComponents(rewritten, found);
};

/** References to components that refer to nothing themselves, replaced by what they lead to. */
export const inlined: Rewrite = (document) => {
  const declared = asObject(own(asObject(own(document, 'components')), 'schemas')) ?? {};
  const leaves = new Map(Object.entries(declared).filter(([, schema]) => !JSON.stringify(schema).includes('"$ref"')));
  return schemas(document, (node) => {
    const reference = own(node, '$ref');
    if (typeof reference !== 'string' || !reference.startsWith(SCHEMAS) || Object.keys(node).length > 1) return node;
    return leaves.get(reference.slice(SCHEMAS.length)) ?? node;
  });
};
