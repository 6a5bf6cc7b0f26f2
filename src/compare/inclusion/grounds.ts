import { asObject, own, type Json } from '../../spec/json.ts';
import { Undecided } from './budget.ts';
import { governing, type Evaluator } from './evaluate.ts';
import { isWatchful, type Keywords } from './keywords.ts';
import type { SchemaNode } from './node.ts';

/** The schemas on which the verdict on an instance rests. */
export interface Grounds {
  readonly visited: ReadonlySet<SchemaNode>;
  /** What counts in a schema; all of it with all subschemas that are visited where it is not here. */
  readonly kept: ReadonlyMap<SchemaNode, Kept>;
}

/** What counts in a schema. */
interface Kept {
  readonly children: ReadonlySet<SchemaNode>;
  /** Where a value is refused for want of a property, or by a subschema alone: the properties that are missing, and none of its limits. */
  readonly missing: ReadonlySet<string> | undefined;
}

/**
 * Where an instance is accepted, one member of an `anyOf` is enough, and without the others a schema is stricter; where it is refused, one
 * subschema that fails is, or one property that is missing, and without the others a schema is kinder. So what a validator says of the grounds
 * holds of the whole schema, and it has far less to read.
 */
export function groundsOf(root: SchemaNode, value: Json, evaluator: Evaluator): Grounds {
  try {
    const search = new Search(evaluator);
    search.add(root, value);
    const found = search.found();
    if (found !== undefined) return found;
  } catch (error) {
    if (!(error instanceof Undecided)) throw error;
  }
  return everything(root, value, evaluator);
}

/** All schemas that have a say about the instance, each as a whole. */
export function everything(root: SchemaNode, value: Json, evaluator: Evaluator): Grounds {
  return { visited: evaluator.visited(root, value), kept: new Map() };
}

type Part = readonly [SchemaNode, Json];

class Search {
  readonly #evaluator: Evaluator;
  readonly #met = new Map<SchemaNode, Map<Json, boolean>>();
  readonly #kept = new Map<SchemaNode, { children: Set<SchemaNode>; missing: Set<string> | undefined }>();
  /** The members of `anyOf` that accept. */
  readonly #chosen = new Map<SchemaNode, SchemaNode>();
  /** Schemas of which all counts. */
  readonly #whole = new Set<SchemaNode>();
  #isTorn = false;

  constructor(evaluator: Evaluator) {
    this.#evaluator = evaluator;
  }

  /** Undefined: a schema would have to be stricter for one value and as it is for another. */
  found(): Grounds | undefined {
    if (this.#isTorn || [...this.#whole].some((node) => this.#chosen.has(node))) return undefined;
    for (const node of this.#whole) this.#kept.delete(node);
    return { visited: new Set([...this.#met.keys(), ...this.#whole]), kept: this.#kept };
  }

  /** A schema that accepts the value or refuses it: whoever holds it asks for that. */
  add(node: SchemaNode, value: Json): void {
    const met = this.#met.get(node) ?? new Map<Json, boolean>();
    this.#met.set(node, met);
    if (met.has(value)) return;
    const accepts = this.#evaluator.valid(node, value);
    met.set(value, accepts);
    if ([...met.values()].includes(!accepts)) this.#isTorn = true;
    if (isIntertwined(node.keywords, value)) this.#addWhole(node, value);
    else if (accepts) this.#accepting(node, value);
    else this.#refusing(node, value);
  }

  #addWhole(node: SchemaNode, value: Json): void {
    for (const each of this.#evaluator.visited(node, value)) this.#whole.add(each);
  }

  /** @param missing undefined: the limits of the schema count. */
  #keep(node: SchemaNode, children: readonly SchemaNode[], missing?: readonly string[]): void {
    const known = this.#kept.get(node) ?? { children: new Set(), missing: new Set() };
    for (const each of children) known.children.add(each);
    for (const name of missing ?? []) known.missing?.add(name);
    this.#kept.set(node, missing === undefined ? { ...known, missing } : known);
  }

  #accepting(node: SchemaNode, value: Json): void {
    const { if: condition, not, oneOf = [], anyOf } = node.keywords;
    const parts = [...this.#needed(node.keywords, value), ...this.#more(node.keywords, value)];
    const others = [condition, not, ...oneOf].filter((each) => each !== undefined);
    for (const [each, member] of parts) this.add(each, member);
    for (const each of others) this.add(each, value);
    const member = anyOf?.find((each) => this.#evaluator.valid(each, value));
    if (member === undefined) return;
    if ((this.#chosen.get(node) ?? member) !== member) this.#isTorn = true;
    this.#chosen.set(node, member);
    this.#keep(node, [...parts.map(([each]) => each), ...others, member]);
    this.add(member, value);
  }

  #refusing(node: SchemaNode, value: Json): void {
    const { not, oneOf, anyOf, required } = node.keywords;
    const object = asObject(value);
    const missing = object === undefined ? undefined : required.find((name) => !Object.hasOwn(object, name));
    if (missing !== undefined) {
      this.#keep(node, [], [missing]);
      return;
    }
    const fails = ([each, member]: Part): boolean => !this.#evaluator.valid(each, member);
    const failing = this.#needed(node.keywords, value).find(fails);
    const members = [anyOf, oneOf].find((each) => each?.every((member) => fails([member, value])));
    const refusing = failing === undefined ? (members ?? []).map((each): Part => [each, value]) : [failing];
    const isPlain = not === undefined && oneOf === undefined && this.#more(node.keywords, value).length === 0;
    if (refusing.length === 0 && !isPlain) {
      this.#addWhole(node, value);
      return;
    }
    const children = refusing.map(([each]) => each);
    this.#keep(node, children, refusing.length === 0 ? undefined : []);
    for (const [each, member] of refusing) this.add(each, member);
  }

  /** What has to accept the value, or its part of it, whatever else the schema says. */
  #needed(says: Keywords, value: Json): Part[] {
    const inPlace = [...says.references, ...says.allOf].map((each): Part => [each, value]);
    const items = Array.isArray(value) ? (value as readonly Json[]) : [];
    const inside = items.flatMap((item, at): Part[] => {
      const node = says.prefixItems[at] ?? says.items;
      return node === undefined ? [] : [[node, item]];
    });
    const declared = this.#properties(says, value).filter(([node]) => node !== says.additionalProperties);
    return [...inPlace, ...inside, ...declared];
  }

  /** What has to accept it besides, given what else the schema says. */
  #more(says: Keywords, value: Json): Part[] {
    const object = asObject(value) ?? {};
    const { if: condition, propertyNames } = says;
    const branch = condition !== undefined && this.#evaluator.valid(condition, value) ? says.then : says.else;
    return [
      ...(branch === undefined ? [] : [[branch, value] as const]),
      ...says.dependentSchemas.flatMap(([name, node]): Part[] => (Object.hasOwn(object, name) ? [[node, value]] : [])),
      ...this.#properties(says, value).filter(([node]) => node === says.additionalProperties),
      ...(propertyNames === undefined ? [] : Object.keys(object).map((name): Part => [propertyNames, name])),
    ];
  }

  #properties(says: Keywords, value: Json): Part[] {
    const object = asObject(value) ?? {};
    return Object.keys(object).flatMap((name) =>
      governing(says, name, this.#evaluator).map((node): Part => [node, own(object, name) ?? null]),
    );
  }
}

/** What was evaluated elsewhere, or how many items there are of a kind, has a say. */
function isIntertwined(says: Keywords, value: Json): boolean {
  const counts = says.contains !== undefined && Array.isArray(value);
  return counts || isWatchful(says);
}
