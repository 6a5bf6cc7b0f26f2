import { Addressed } from './addressed.ts';
import { DynamicAnchors } from './anchors.ts';
import { BooleanSchemas } from './boolean-schemas.ts';
import { hasJsonSchemas, type OpenApiVersion } from './description.ts';
import { asObject, isContainer, own, type Json, type JsonObject } from './json.ts';
import type { Locator } from './locator.ts';
import type { Problem } from './place.ts';
import { hasReference, referenceIn, shown, targetOf } from './reference.ts';
import type { Repository } from './repository.ts';
import type { Resource } from './resources.ts';
import type { Source } from './source.ts';

/** What one reference leads to: perhaps another one. */
export type Step<T extends Json = JsonObject> =
  | { readonly kind: 'at'; readonly node: T; readonly source: Source }
  | { readonly kind: 'pending' }
  | { readonly kind: 'broken'; readonly problem: Problem };

/** What may stand there. */
interface Wanted<T extends Json> {
  readonly name: string;
  /** What a fragment leads to, as that; undefined: it is none. */
  at(fragment: string, of: Resource): T | undefined;
}

const ANY_VALUE: Wanted<Json> = { name: 'list or value', at: (fragment, of) => of.at(fragment) };

/** Another reference may lead to one. */
const NO_OBJECT: Wanted<Json> = {
  name: 'list or value',
  at: (fragment, of) => {
    const value = of.at(fragment);
    const object = asObject(value);
    return object === undefined || hasReference(object) ? value : undefined;
  },
};

/** The keyword that makes an object a reference. */
export function keywordOf(node: JsonObject): '$ref' | '$dynamicRef' {
  return hasReference(node) ? '$ref' : '$dynamicRef';
}

/** Follows one reference at a time, in the files of one description. */
export class ReferenceSteps {
  /** Schemas are of JSON Schema 2020-12: what stands beside a reference holds too, and `$id` gives a schema an address. */
  readonly readsSiblings: boolean;
  readonly #repository: Repository;
  readonly #locator: Locator;
  /** What references lead to, by what they say in each file or schema with an address: most say the same as many others. */
  readonly #targets = new Map<Resource, Map<string, Step>>();
  readonly #addressed: Addressed;
  readonly #dynamic: DynamicAnchors;
  readonly #booleans = new BooleanSchemas();

  constructor(repository: Repository, version: OpenApiVersion, locator: Locator) {
    this.#repository = repository;
    this.#locator = locator;
    this.readsSiblings = hasJsonSchemas(version);
    this.#addressed = new Addressed(repository, this.readsSiblings);
    this.#dynamic = new DynamicAnchors(repository);
  }

  /** What is written in a node as a reference, whether or not it is followed. */
  writtenIn(node: JsonObject): string | undefined {
    const plain = referenceIn(node);
    const dynamic = plain === undefined && this.readsSiblings ? own(node, '$dynamicRef') : undefined;
    return typeof dynamic === 'string' ? dynamic : plain;
  }

  /**
   * A dynamic reference leads where a plain one would unless several schemas have its name: by which way it was reached makes no
   * difference then (JSON Schema 2020-12 core, section 8.2.3.2).
   */
  referenceOf(node: JsonObject): string | undefined {
    const written = this.writtenIn(node);
    if (written === undefined || keywordOf(node) === '$ref') return written;
    return this.anchored(written.slice(written.indexOf('#') + 1)).length > 1 ? undefined : written;
  }

  /** Whether a reference that stands in a file leads into what was read so far. */
  isRead(reference: string, from: Source): boolean {
    if (this.#addressed.meant(reference, this.#addressed.in(from).whole) !== undefined) return true;
    const target = targetOf(reference, from.path);
    return target.kind === 'inside' && this.#repository.isRead(target.path);
  }

  /** The schemas with that `$dynamicAnchor`, in the files that were read so far. */
  anchored(name: string): readonly JsonObject[] {
    return this.#dynamic.named(name);
  }

  /** One reference, one step. */
  of(node: JsonObject): Step {
    const reference = this.writtenIn(node) ?? '';
    const from = this.#locator.homeOf(node);
    if (from === undefined) return this.#homeless(node);
    const around = this.#addressed.in(from).around(node);
    const targets = this.#targets.get(around) ?? new Map<string, Step>();
    this.#targets.set(around, targets);
    const known = targets.get(reference);
    if (known !== undefined) return known;
    const step = this.#step(node, reference, from, this.#object);
    if (step.kind === 'at') targets.set(reference, step);
    return step;
  }

  /** What a reference in the place of a list or another value leads to, through all references in a row. */
  toValue(node: JsonObject, mayBeObject: boolean): Step<Json> {
    const chain = new Set<JsonObject>();
    for (let at = node; ;) {
      const from = this.#locator.homeOf(at);
      if (from === undefined) return this.#homeless(at);
      chain.add(at);
      const step = this.#step(at, referenceIn(at) ?? '', from, mayBeObject ? ANY_VALUE : NO_OBJECT);
      const next = step.kind === 'at' ? asObject(step.node) : undefined;
      if (next === undefined || !hasReference(next)) return step;
      if (chain.has(next)) return this.#broken('ref-cycle', 'this reference leads only to itself', at);
      at = next;
    }
  }

  #step<T extends Json>(node: JsonObject, reference: string, from: Source, wanted: Wanted<T>): Step<T> {
    const around = this.#addressed.in(from).around(node);
    return this.#followAddress(node, reference, around, wanted) ?? this.#follow(node, reference, from, wanted);
  }

  /**
   * Where a schema with an address is meant (JSON Schema 2020-12 core, section 8.2). Who gives a schema an address and still writes
   * `#/components/…` in it means the file, if the schema itself has no such thing: so read it all other tools.
   */
  #followAddress<T extends Json>(
    node: JsonObject,
    reference: string,
    around: Resource,
    wanted: Wanted<T>,
  ): Step<T> | undefined {
    const meant = this.#addressed.meant(reference, around);
    if (meant === undefined) return undefined;
    const { resource, fragment } = meant;
    const value = wanted.at(fragment, resource);
    if (value !== undefined) return this.#at(value, resource.source);
    if (reference.startsWith('#/')) return undefined;
    const message = `the reference ${shown(reference)} leads to nothing: what has that address in ${resource.source.path} has no such ${wanted.name}`;
    return this.#broken('ref-unresolved', message, node);
  }

  #follow<T extends Json>(node: JsonObject, reference: string, from: Source, wanted: Wanted<T>): Step<T> {
    const target = targetOf(reference, from.path);
    if (target.kind === 'refused') return this.#broken(target.code, target.message, node);
    const found = this.#repository.find(target.path);
    if (found.kind === 'pending') return found;
    if (found.kind === 'absent') {
      return this.#broken(
        'ref-unresolved',
        `the reference ${shown(reference)} leads to ${target.path}, which does not exist`,
        node,
      );
    }
    if (found.kind === 'broken') {
      const message = `the reference ${shown(reference)} leads to ${target.path}, which cannot be read`;
      return { kind: 'broken', problem: found.problems[0] ?? this.problem('ref-unresolved', message, node) };
    }
    const value = wanted.at(target.fragment, this.#addressed.in(found.source).whole);
    if (value === undefined) {
      const message = `the reference ${shown(reference)} leads to nothing: ${target.path} has no such ${wanted.name}`;
      return this.#broken('ref-unresolved', message, node);
    }
    return this.#at(value, found.source);
  }

  #at<T extends Json>(node: T, source: Source): Step<T> {
    if (isContainer(node)) this.#locator.settle(node, source);
    return { kind: 'at', node, source };
  }

  readonly #object: Wanted<JsonObject> = {
    name: 'object',
    at: (fragment, of) => {
      const value = of.at(fragment);
      return typeof value === 'boolean' ? this.#booleans.at(fragment, of, value) : asObject(value);
    },
  };

  /** With the place of the reference, where that is known. */
  problem(code: string, message: string, node: JsonObject): Problem {
    const range = this.#locator.range(node, keywordOf(node));
    return range === undefined ? { code, message } : { code, message, range };
  }

  #homeless(node: JsonObject): Step<never> {
    return this.#broken('ref-unresolved', `it is not known where ${this.writtenIn(node) ?? ''} stands`, node);
  }

  #broken(code: string, message: string, node: JsonObject): Step<never> {
    return { kind: 'broken', problem: this.problem(code, message, node) };
  }
}
