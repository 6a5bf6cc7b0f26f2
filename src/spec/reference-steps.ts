import { Addressed } from './addressed.ts';
import { DynamicAnchors } from './anchors.ts';
import { hasJsonSchemas, type OpenApiVersion } from './description.ts';
import { asObject, own, type Json, type JsonObject } from './json.ts';
import type { Locator } from './locator.ts';
import type { Problem } from './place.ts';
import { hasReference, referenceIn, shown, targetOf } from './reference.ts';
import type { Repository } from './repository.ts';
import type { Resource } from './resources.ts';
import type { Source } from './source.ts';

/** What one reference leads to: perhaps another one. */
export type Step =
  | { readonly kind: 'at'; readonly node: JsonObject; readonly source: Source }
  | { readonly kind: 'pending' }
  | { readonly kind: 'broken'; readonly problem: Problem };

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
  readonly #booleans = new Map<Json, JsonObject>();

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
    if (from === undefined) return this.#broken('ref-unresolved', `it is not known where ${reference} stands`, node);
    const around = this.#addressed.in(from).around(node);
    const targets = this.#targets.get(around) ?? new Map<string, Step>();
    this.#targets.set(around, targets);
    const known = targets.get(reference);
    if (known !== undefined) return known;
    const step = this.#followAddress(node, reference, around) ?? this.#follow(node, reference, from);
    if (step.kind === 'at') targets.set(reference, step);
    return step;
  }

  /**
   * Where a schema with an address is meant (JSON Schema 2020-12 core, section 8.2). Who gives a schema an address and still writes
   * `#/components/…` in it means the file, if the schema itself has no such thing: so read it all other tools.
   */
  #followAddress(node: JsonObject, reference: string, around: Resource): Step | undefined {
    const meant = this.#addressed.meant(reference, around);
    if (meant === undefined) return undefined;
    const { resource, fragment } = meant;
    const value = this.#object(resource.at(fragment));
    if (value !== undefined) {
      this.#locator.settle(value, resource.source);
      return { kind: 'at', node: value, source: resource.source };
    }
    if (reference.startsWith('#/')) return undefined;
    const message = `the reference ${shown(reference)} leads to nothing: what has that address in ${resource.source.path} has no such object`;
    return this.#broken('ref-unresolved', message, node);
  }

  #follow(node: JsonObject, reference: string, from: Source): Step {
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
    const value = this.#object(this.#addressed.in(found.source).whole.at(target.fragment));
    if (value === undefined) {
      const message = `the reference ${shown(reference)} leads to nothing: ${target.path} has no such object`;
      return this.#broken('ref-unresolved', message, node);
    }
    this.#locator.settle(value, found.source);
    return { kind: 'at', node: value, source: found.source };
  }

  #object(value: Json | undefined): JsonObject | undefined {
    return typeof value === 'boolean' ? this.#boolean(value) : asObject(value);
  }

  /** `true` and `false` are schemas too (JSON Schema 2020-12 section 4.3.2); as objects they say the same. */
  #boolean(value: boolean): JsonObject {
    const known = this.#booleans.get(value);
    if (known !== undefined) return known;
    const node: JsonObject = value ? {} : { not: {} };
    this.#booleans.set(value, node);
    return node;
  }

  /** With the place of the reference, where that is known. */
  problem(code: string, message: string, node: JsonObject): Problem {
    const range = this.#locator.range(node, keywordOf(node));
    return range === undefined ? { code, message } : { code, message, range };
  }

  #broken(code: string, message: string, node: JsonObject): Step {
    return { kind: 'broken', problem: this.problem(code, message, node) };
  }
}
