import type { Json, JsonObject } from './json.ts';
import { asObject } from './json.ts';
import { METHODS } from './methods.ts';
import { hasReference } from './reference.ts';

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

/** An object of a description, and what it is. */
export interface Child {
  readonly node: JsonObject;
  readonly kind: Kind;
  /** A reference stands in the place of a whole map, or of a list: OpenAPI has none there, people write it. */
  readonly place?: 'map' | 'list';
}

/** The objects that the member itself is, or each of a list of them. */
function addObjects(value: Json, kind: Kind, to: Child[]): void {
  if (!Array.isArray(value)) {
    const node = asObject(value);
    if (node !== undefined) to.push({ node, kind });
    return;
  }
  for (const item of value as readonly Json[]) {
    const node = asObject(item);
    if (node !== undefined) to.push({ node, kind });
  }
}

function addMembers(map: JsonObject, kind: Kind, to: Child[]): void {
  for (const name in map) addObjects(map[name] ?? null, kind, to);
}

function follow(value: Json, [how, kind]: Edge, to: Child[]): void {
  const map = how === 'map' ? asObject(value) : undefined;
  if (map === undefined) addObjects(value, kind, to);
  else if (hasReference(map)) to.push({ node: map, kind, place: 'map' });
  else addMembers(map, kind, to);
}

/** Fields that hold a list, and never a single object in its stead. */
const LISTS: ReadonlySet<string> = new Set(['parameters', 'servers']);

/** The objects of a description that stand directly below a node. */
export function childrenOf(child: Child): Child[] {
  const children: Child[] = [];
  addChildren(child, children);
  return children;
}

/** Adds them to a list: asked of every object there is, so it makes nothing else. */
export function addChildren({ node, kind, place }: Child, to: Child[]): void {
  if (place === 'map') {
    addMembers(node, kind, to);
    return;
  }
  // Over all members of a whole description, `for … in` is several times as fast as a list of its keys.
  for (const key in node) {
    const value = node[key];
    if (typeof value !== 'object' || value === null) continue;
    const edge = edgeTo(kind, key);
    if (edge === undefined) continue;
    const lone = edge[0] === 'one' && LISTS.has(key) && !hasFreeNames(kind) ? asObject(value) : undefined;
    if (lone === undefined) follow(value, edge, to);
    else to.push({ node: lone, kind: edge[1], place: 'list' });
  }
}

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

/** Kinds that have no reference in OpenAPI: followed all the same, but other tools may read nothing there. */
const PLAIN: ReadonlySet<Kind> = new Set(['paths', 'components', 'operation', 'responses']);

/** What a misplaced reference stands for, in words; undefined where a reference may stand. */
export function misplacedAs({ kind, place }: Child): string | undefined {
  if (place !== undefined) return `a ${place}`;
  if (kind === 'operation') return 'an operation';
  return PLAIN.has(kind) ? `the ${kind}` : undefined;
}
