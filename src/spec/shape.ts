import type { Json, JsonObject } from './json.ts';
import { asObject, own } from './json.ts';

/** What an object of a description is, which says what its members are. */
export type Kind =
  | 'document'
  | 'paths'
  | 'components'
  | 'pathItem'
  | 'operation'
  | 'parameter'
  | 'body'
  | 'responses'
  | 'response'
  | 'media'
  | 'encoding'
  | 'callback'
  | 'schema'
  | 'leaf';

/** `one`: the member itself (or each of a list of them); `map`: each value of the member, whatever its key is called. */
type Edge = readonly ['one' | 'map', Kind];

interface Shape {
  readonly fields: Readonly<Record<string, Edge>>;
  /** What all other members are, where names are free; never those that begin with `x-`. */
  readonly rest?: Edge;
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'] as const;

function each(names: readonly string[], edge: Edge): Record<string, Edge> {
  return Object.fromEntries(names.map((name) => [name, edge]));
}

/**
 * Where references may stand, OpenAPI 2.0 to 3.2 in one. Whatever is not named here is data: examples, defaults, enums,
 * extensions. A `$ref` in data is data.
 */
const SHAPES: Readonly<Record<Kind, Shape>> = {
  document: {
    fields: {
      paths: ['one', 'paths'],
      webhooks: ['map', 'pathItem'],
      components: ['one', 'components'],
      definitions: ['map', 'schema'],
      parameters: ['map', 'parameter'],
      responses: ['map', 'response'],
    },
  },
  paths: { fields: {}, rest: ['one', 'pathItem'] },
  components: {
    fields: {
      schemas: ['map', 'schema'],
      responses: ['map', 'response'],
      parameters: ['map', 'parameter'],
      headers: ['map', 'parameter'],
      requestBodies: ['map', 'body'],
      callbacks: ['map', 'callback'],
      pathItems: ['map', 'pathItem'],
      mediaTypes: ['map', 'media'],
      examples: ['map', 'leaf'],
      links: ['map', 'leaf'],
      securitySchemes: ['map', 'leaf'],
    },
  },
  pathItem: {
    fields: {
      ...each(METHODS, ['one', 'operation']),
      additionalOperations: ['map', 'operation'],
      parameters: ['one', 'parameter'],
    },
  },
  operation: {
    fields: {
      parameters: ['one', 'parameter'],
      requestBody: ['one', 'body'],
      responses: ['one', 'responses'],
      callbacks: ['map', 'callback'],
    },
  },
  parameter: { fields: { schema: ['one', 'schema'], content: ['map', 'media'], examples: ['map', 'leaf'] } },
  body: { fields: { content: ['map', 'media'] } },
  responses: { fields: {}, rest: ['one', 'response'] },
  response: {
    fields: {
      schema: ['one', 'schema'],
      headers: ['map', 'parameter'],
      content: ['map', 'media'],
      links: ['map', 'leaf'],
    },
  },
  media: {
    fields: {
      schema: ['one', 'schema'],
      itemSchema: ['one', 'schema'],
      examples: ['map', 'leaf'],
      encoding: ['map', 'encoding'],
    },
  },
  encoding: { fields: { headers: ['map', 'parameter'] } },
  callback: { fields: {}, rest: ['one', 'pathItem'] },
  schema: {
    fields: {
      ...each(['properties', 'patternProperties', 'dependentSchemas', 'dependencies'], ['map', 'schema']),
      ...each(['$defs', 'definitions'], ['map', 'schema']),
      ...each(['allOf', 'anyOf', 'oneOf', 'prefixItems', 'items'], ['one', 'schema']),
      ...each(['additionalProperties', 'additionalItems', 'unevaluatedItems'], ['one', 'schema']),
      ...each(['unevaluatedProperties', 'contains', 'propertyNames', 'contentSchema'], ['one', 'schema']),
      ...each(['not', 'if', 'then', 'else'], ['one', 'schema']),
    },
  },
  leaf: { fields: {} },
};

export interface Child {
  readonly node: JsonObject;
  readonly kind: Kind;
}

function objectsIn(value: Json): JsonObject[] {
  if (!Array.isArray(value)) return [asObject(value)].filter((node) => node !== undefined);
  return value.map((item: Json) => asObject(item)).filter((node) => node !== undefined);
}

function follow(value: Json, [how, kind]: Edge): Child[] {
  const held = how === 'map' ? Object.values(asObject(value) ?? {}).flatMap(objectsIn) : objectsIn(value);
  return held.map((node) => ({ node, kind }));
}

/** The objects of a description that stand directly below a node. */
export function childrenOf(node: JsonObject, kind: Kind): Child[] {
  const { fields, rest } = SHAPES[kind];
  if (rest !== undefined) {
    return Object.entries(node).flatMap(([key, value]) => (key.startsWith('x-') ? [] : follow(value, rest)));
  }
  return Object.entries(node).flatMap(([key, value]) => {
    const edge = Object.hasOwn(fields, key) ? fields[key] : undefined;
    return edge === undefined ? [] : follow(value, edge);
  });
}

const PLAIN: ReadonlySet<Kind> = new Set(['document', 'paths', 'components', 'responses']);

/** The text of the reference that a node is, where an object of its kind may be one. */
export function referenceIn(node: JsonObject, kind: Kind): string | undefined {
  const reference = PLAIN.has(kind) ? undefined : own(node, '$ref');
  return typeof reference === 'string' ? reference : undefined;
}
