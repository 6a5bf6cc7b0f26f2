import { asObject, type Json, type JsonObject } from './json.ts';
import { hasBrokenReference, hasReference } from './reference.ts';
import { edgeTo, type Edge, type Kind } from './shape.ts';

/** An object of a description, and what it is. */
export interface Child {
  readonly node: JsonObject;
  readonly kind: Kind;
  /** A reference stands in the place of a whole map, of a list or of another value: OpenAPI has none there, people write it. */
  readonly place?: 'map' | 'list' | 'value';
  /** What holds the list or value, under which key. */
  readonly held?: Held;
}

/** Whose member something is. */
export interface Held {
  readonly by: JsonObject;
  readonly key: string;
}

/** The objects that the member itself is, or each of a list of them. */
export function addObjects(value: Json, kind: Kind, to: Child[]): void {
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
  else if (hasReference(map) || hasBrokenReference(map, true)) to.push({ node: map, kind, place: 'map' });
  else addMembers(map, kind, to);
}

/** Fields that hold a list of objects, and never an object. */
const LISTS: Partial<Readonly<Record<Kind, ReadonlySet<string>>>> = {
  document: new Set(['security', 'servers']),
  pathItem: new Set(['parameters', 'servers']),
  operation: new Set(['parameters', 'servers', 'security']),
  schema: new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']),
};

const OF_VERSION_2 = ['consumes', 'produces', 'schemes'];

const LIMITS = [
  ...['maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum', 'multipleOf', 'maxLength', 'minLength', 'pattern'],
  ...['maxItems', 'minItems', 'uniqueItems', 'maxContains', 'minContains', 'maxProperties', 'minProperties'],
];

/** Fields that hold a text, a number, a truth value or a list of these, and never an object. */
const VALUES: Partial<Readonly<Record<Kind, ReadonlySet<string>>>> = {
  document: new Set(OF_VERSION_2),
  operation: new Set(['deprecated', 'tags', ...OF_VERSION_2]),
  parameter: new Set(['name', 'in', 'required', 'style', 'explode', 'type', 'format', 'enum', ...LIMITS]),
  body: new Set(['required']),
  schema: new Set(['type', 'format', 'enum', 'required', 'nullable', 'readOnly', 'writeOnly', ...LIMITS]),
};

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
    const place = Array.isArray(value) ? undefined : placeOf(kind, key);
    if (place !== undefined) {
      to.push({ node: value as JsonObject, kind: edge?.[1] ?? 'leaf', place, held: { by: node, key } });
    } else if (edge !== undefined) follow(value, edge, to);
  }
}

const HELD: ReadonlySet<string> = new Set(
  [LISTS, VALUES].flatMap((fields) => Object.values(fields).flatMap((keys) => [...keys])),
);

/** Whether a reference may stand in the place of a list or value in the object, whatever the object is. */
export function hasHeldReference(node: JsonObject): boolean {
  return Object.entries(node).some(
    ([key, value]) => HELD.has(key) && asObject(value) !== undefined && hasReference(value as JsonObject),
  );
}

/** What must stand there, where that is no object. */
function placeOf(kind: Kind, key: string): Child['place'] {
  if (LISTS[kind]?.has(key) === true) return 'list';
  return VALUES[kind]?.has(key) === true ? 'value' : undefined;
}

/** Kinds that have no reference in OpenAPI: followed all the same, but other tools may read nothing there. */
const PLAIN: ReadonlySet<Kind> = new Set(['paths', 'components', 'operation', 'responses']);

/** What a misplaced reference stands for, in words; undefined where a reference may stand. */
export function misplacedAs({ kind, place }: Child): string | undefined {
  if (place !== undefined) return `a ${place}`;
  if (kind === 'operation') return 'an operation';
  return PLAIN.has(kind) ? `the ${kind}` : undefined;
}
