import { METHODS } from './methods.ts';

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
export type Edge = readonly ['one' | 'map', Kind];

interface Shape {
  readonly fields: Readonly<Record<string, Edge>>;
  /** What all other members are, where names are free; never those that begin with `x-`. */
  readonly rest?: Edge;
}

function each(names: readonly string[], edge: Edge): Record<string, Edge> {
  return Object.fromEntries(names.map((name) => [name, edge]));
}

/** OpenAPI 3.2 has parts of parts, and parts by their place. */
const ENCODINGS = {
  encoding: ['map', 'encoding'],
  prefixEncoding: ['one', 'encoding'],
  itemEncoding: ['one', 'encoding'],
} as const satisfies Shape['fields'];

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
      securityDefinitions: ['map', 'leaf'],
      servers: ['one', 'leaf'],
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
      servers: ['one', 'leaf'],
    },
  },
  operation: {
    fields: {
      parameters: ['one', 'parameter'],
      requestBody: ['one', 'body'],
      responses: ['one', 'responses'],
      callbacks: ['map', 'callback'],
      servers: ['one', 'leaf'],
    },
  },
  parameter: {
    fields: {
      ...each(['schema', 'items'], ['one', 'schema']),
      content: ['map', 'media'],
      examples: ['map', 'leaf'],
    },
  },
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
      ...ENCODINGS,
    },
  },
  encoding: { fields: { headers: ['map', 'parameter'], ...ENCODINGS } },
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

/** What the member of an object of that kind is; undefined: data, or no object at all. */
export function edgeTo(kind: Kind, key: string): Edge | undefined {
  const { fields, rest } = SHAPES[kind];
  if (rest !== undefined) return key.startsWith('x-') ? undefined : rest;
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

/** Whether the members of such an object are called as people like. */
export function hasFreeNames(kind: Kind): boolean {
  return SHAPES[kind].rest !== undefined;
}
