import { lastTarget, listOf, membersOf, wholeAt } from '../../spec/at.ts';
import type { Description } from '../../spec/description.ts';
import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { once } from '../../spec/once.ts';
import { hasReference } from '../../spec/reference.ts';
import { mappedSchema } from './mapping.ts';
import { referredName } from './members.ts';

/** A schema whose values stand wherever those of another one may. */
export interface Subtype {
  readonly name: string;
  readonly node: JsonObject;
  /** Where it is said: the reference in its `allOf`, or the entry of the mapping. */
  readonly said: { readonly node: object; readonly key: string };
}

/** So many schemas are gone through to see whether one inherits from another. */
const MOST_ABOVE = 64;
const noParents: ReadonlySet<JsonObject> = new Set();

/**
 * Which named schemas inherit by `allOf` from one with a discriminator: a value of that one may be one of theirs though nothing refers to
 * them (OpenAPI 2.0, Schema Object, `discriminator`; 3.1, Discriminator Object). So may one of those that its mapping names. Where `oneOf`
 * or `anyOf` stand beside the discriminator, they say what the values are.
 */
class Inheritance {
  readonly #description: Description;
  readonly #named: ReadonlyMap<string, JsonObject>;
  readonly #names: ReadonlyMap<JsonObject, string>;
  /** Direct ones, by what they inherit from. */
  readonly #below = new Map<JsonObject, Subtype[]>();
  readonly #above = new Map<JsonObject, Set<JsonObject>>();
  /** From how many schemas each inherits by `allOf`. */
  readonly #inherited = new Map<JsonObject, number>();
  readonly #references = new Set<JsonObject>();

  constructor(description: Description) {
    this.#description = description;
    this.#named = namedSchemas(description);
    this.#names = new Map([...this.#named].reverse().map(([name, node]) => [node, name]));
    const telling = [...this.#names.keys()].filter(tellsSubtypes);
    if (telling.length === 0) return;
    const heirs = heirsIn(description, this.#names);
    const reached = new Set(telling);
    // The set grows while it is read.
    for (const node of reached) {
      for (const subtype of heirs.get(node) ?? []) this.#inherit(node, subtype);
      for (const subtype of this.#mapped(node)) this.#add(node, subtype);
      for (const subtype of this.#below.get(node) ?? []) reached.add(subtype.node);
      if (!this.#below.has(node)) this.#below.set(node, []);
    }
  }

  /** Those directly below; undefined: what its values are is said by no discriminator. */
  subtypesOf(node: JsonObject): readonly Subtype[] | undefined {
    const identity = identityOf(node);
    const known = this.#below.get(identity);
    if (known !== undefined || !tellsSubtypes(identity)) return known;
    const mapped = this.#mapped(identity);
    this.#below.set(identity, mapped);
    return mapped;
  }

  /** As it is called among the named schemas. */
  nameOf(node: JsonObject): string | undefined {
    return this.#names.get(identityOf(node));
  }

  /** Whether the one is a direct subtype of the other. */
  isAbove(node: JsonObject, subtype: JsonObject): boolean {
    return this.#aboveOf(subtype).has(identityOf(node));
  }

  /** Whether it inherits from several schemas. */
  isJoined(subtype: JsonObject): boolean {
    return (this.#inherited.get(identityOf(subtype)) ?? 0) > 1;
  }

  /** Whether it is the reference by which a schema inherits: what else inherits from the same is none of that schema's subtypes. */
  isInheriting(reference: JsonObject): boolean {
    return this.#references.has(reference);
  }

  /** The schema of that name, where it is a subtype of the other, if no direct one. */
  furtherBelow(node: JsonObject, name: string): JsonObject | undefined {
    const found = this.#named.get(name);
    if (found === undefined) return undefined;
    const identity = identityOf(node);
    const seen = new Set([found]);
    // The set grows while it is read.
    for (const each of seen) {
      for (const above of this.#aboveOf(each)) {
        if (above === identity) return found;
        if (seen.size < MOST_ABOVE) seen.add(above);
      }
    }
    return undefined;
  }

  #aboveOf(node: JsonObject): ReadonlySet<JsonObject> {
    return this.#above.get(identityOf(node)) ?? noParents;
  }

  #inherit(node: JsonObject, subtype: Subtype): void {
    this.#references.add(subtype.said.node as JsonObject);
    if (this.#add(node, subtype)) this.#inherited.set(subtype.node, (this.#inherited.get(subtype.node) ?? 0) + 1);
  }

  /** False: it is known already, or no other schema. */
  #add(node: JsonObject, subtype: Subtype): boolean {
    const below = this.#below.get(node) ?? [];
    this.#below.set(node, below);
    const above = this.#above.get(subtype.node) ?? new Set();
    this.#above.set(subtype.node, above);
    if (above.has(node) || subtype.node === node) return false;
    below.push(subtype);
    above.add(node);
    return true;
  }

  /** Those that a schema's mapping names. */
  #mapped(node: JsonObject): Subtype[] {
    const discriminator = asObject(own(node, 'discriminator'));
    if (discriminator === undefined || !tellsSubtypes(node)) return [];
    const mapping = asObject(own(discriminator, 'mapping'));
    const said = membersOf(mapping).map(([key, value]) => ({ value, said: { node: mapping ?? node, key } }));
    const byDefault = own(discriminator, 'defaultMapping');
    const all = [...said, { value: byDefault, said: { node: discriminator, key: 'defaultMapping' } }];
    return all.flatMap(({ value, said: at }): Subtype[] => {
      const target = typeof value === 'string' ? mappedSchema(this.#description, discriminator, value) : undefined;
      if (typeof value !== 'string' || target === undefined) return [];
      const found = lastTarget(target);
      return found === node ? [] : [{ name: this.#names.get(found) ?? referredName(value), node: found, said: at }];
    });
  }
}

/** The inheritance among the schemas of a description, read when it is first asked for. */
export const inheritanceOf = once((description: Description) => new Inheritance(description));

/** Whether the names of schemas say what the values are. */
function tellsSubtypes(node: JsonObject): boolean {
  const says = (keyword: string): boolean => own(node, keyword) !== undefined;
  return says('discriminator') && !says('oneOf') && !says('anyOf');
}

/** What a reference leads to, for what it is with what stands beside the reference, as long as that leaves it what it is. */
function identityOf(node: JsonObject): JsonObject {
  const target = lastTarget(node);
  const isKept = ['discriminator', 'allOf'].every((keyword) => own(node, keyword) === own(target, keyword));
  return isKept ? target : node;
}

/** The schemas of the components or definitions, those that are no references first. */
function namedSchemas(description: Description): ReadonlyMap<string, JsonObject> {
  const { root } = description;
  const components = wholeAt(description, own(root, 'components'));
  const schemas = wholeAt(description, own(components, 'schemas')) ?? wholeAt(description, own(root, 'definitions'));
  const isAlias = (value: Json): boolean => own(asObject(value), '$ref') !== undefined;
  const entries = membersOf(schemas);
  const sorted = [...entries.filter(([, value]) => !isAlias(value)), ...entries.filter(([, value]) => isAlias(value))];
  return new Map(
    sorted.flatMap(([name, value]): [string, JsonObject][] => {
      const node = targetOf(description, value);
      return node === undefined ? [] : [[name, node]];
    }),
  );
}

/** The named schemas with a reference in their `allOf`, by what that leads to. */
function heirsIn(
  description: Description,
  names: ReadonlyMap<JsonObject, string>,
): ReadonlyMap<JsonObject, readonly Subtype[]> {
  const heirs = new Map<JsonObject, Subtype[]>();
  for (const [node, name] of names) {
    for (const item of listOf(own(node, 'allOf'))) {
      const reference = asObject(item);
      if (reference === undefined || !hasReference(reference)) continue;
      const parent = targetOf(description, reference);
      if (parent === undefined) continue;
      const known = heirs.get(parent) ?? [];
      heirs.set(parent, known);
      known.push({ name, node, said: { node: reference, key: '$ref' } });
    }
  }
  return heirs;
}

function targetOf(description: Description, value: Json): JsonObject | undefined {
  const node = asObject(value);
  const resolved = node && description.resolve(node);
  return resolved?.ok === true ? lastTarget(resolved.node) : undefined;
}
