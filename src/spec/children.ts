import { asObject, type Json, type JsonObject } from './json.ts';
import { hasBrokenReference, hasReference } from './reference.ts';
import { edgeTo, hasFreeNames, type Edge, type Kind } from './shape.ts';

/** An object of a description, and what it is. */
export interface Child {
  readonly node: JsonObject;
  readonly kind: Kind;
  /** A reference stands in the place of a whole map, or of a list: OpenAPI has none there, people write it. `lost`: it is not followed. */
  readonly place?: 'map' | 'list' | 'lost';
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
  else if (hasReference(map) || hasBrokenReference(map, true)) to.push({ node: map, kind, place: 'map' });
  else addMembers(map, kind, to);
}

/** Lists that messages are judged by, and that no reference stands for. */
const UNREFERRED: Partial<Readonly<Record<Kind, ReadonlySet<string>>>> = {
  document: new Set(['security']),
  operation: new Set(['security']),
  schema: new Set(['enum', 'required', 'allOf', 'anyOf', 'oneOf', 'prefixItems']),
};

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
    if (UNREFERRED[kind]?.has(key) === true && hasReference(value as JsonObject)) {
      to.push({ node: value as JsonObject, kind: 'leaf', place: 'lost' });
      continue;
    }
    const edge = edgeTo(kind, key);
    if (edge === undefined) continue;
    const lone = edge[0] === 'one' && LISTS.has(key) && !hasFreeNames(kind) ? asObject(value) : undefined;
    if (lone === undefined) follow(value, edge, to);
    else to.push({ node: lone, kind: edge[1], place: 'list' });
  }
}

/** Kinds that have no reference in OpenAPI: followed all the same, but other tools may read nothing there. */
const PLAIN: ReadonlySet<Kind> = new Set(['paths', 'components', 'operation', 'responses']);

/** What a misplaced reference stands for, in words; undefined where a reference may stand. */
export function misplacedAs({ kind, place }: Child): string | undefined {
  if (place !== undefined) return `a ${place}`;
  if (kind === 'operation') return 'an operation';
  return PLAIN.has(kind) ? `the ${kind}` : undefined;
}
