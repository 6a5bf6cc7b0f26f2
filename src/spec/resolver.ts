import type { Resolved } from './description.ts';
import { Followed } from './followed.ts';
import type { JsonObject } from './json.ts';
import type { Locator } from './locator.ts';
import { mergeSiblings } from './merge-siblings.ts';
import type { Problem } from './place.ts';
import { keywordOf, type ReferenceSteps } from './reference-steps.ts';

type Outcome = Followed | { readonly ok: false; readonly problem: Problem };

/** Follows references to their ends, in the files of one description: see `Description`. */
export class Resolver {
  readonly #locator: Locator;
  readonly #steps: ReferenceSteps;
  readonly #outcomes = new Map<JsonObject, Outcome>();

  constructor(locator: Locator, steps: ReferenceSteps) {
    this.#locator = locator;
    this.#steps = steps;
  }

  /** What the node is or refers to, through all references in a row. */
  resolve(node: JsonObject): Resolved {
    if (this.#steps.referenceOf(node) === undefined) return { ok: true, node, via: [] };
    const known = this.#outcomes.get(node);
    if (known !== undefined) return known;
    const first = this.#steps.of(node);
    const isLast = first.kind === 'at' && this.#steps.referenceOf(first.node) === undefined;
    return isLast ? this.#unwind([node], first.node, undefined) : this.#resolveChain(node);
  }

  /** What a text in a node would lead to as a reference; undefined: nothing, or a file that no reference led to. */
  leadsTo(reference: string, from: object): JsonObject | undefined {
    const source = this.#locator.homeOf(from);
    if (source === undefined || !this.#steps.isRead(reference, source)) return undefined;
    const node = { $ref: reference };
    this.#locator.settle(node, source);
    const resolved = this.resolve(node);
    return resolved.ok ? resolved.node : undefined;
  }

  /** The schemas with that `$dynamicAnchor`. */
  anchored(name: string): readonly JsonObject[] {
    return this.#steps.anchored(name);
  }

  #resolveChain(node: JsonObject): Outcome {
    const chain = new Set<JsonObject>();
    let at = node;
    let outcome: Outcome | undefined;
    for (;;) {
      if (chain.has(at)) {
        outcome = { ok: false, problem: this.#steps.problem('ref-cycle', 'this reference leads only to itself', at) };
        break;
      }
      outcome = this.#outcomes.get(at);
      if (outcome !== undefined || this.#steps.referenceOf(at) === undefined) break;
      chain.add(at);
      const step = this.#steps.of(at);
      if (step.kind !== 'at') {
        outcome = { ok: false, problem: step.kind === 'broken' ? step.problem : this.#pending(at) };
        break;
      }
      at = step.node;
    }
    return this.#unwind([...chain], at, outcome);
  }

  /** Gives every reference of a chain its outcome, the last one first. */
  #unwind(chain: readonly JsonObject[], end: JsonObject, known: Outcome | undefined): Outcome {
    let outcome = known;
    for (const site of [...chain].reverse()) {
      if (outcome?.ok !== false) {
        const target = outcome?.node ?? end;
        const node = this.#steps.readsSiblings ? mergeSiblings(site, target) : target;
        outcome = new Followed(node, { site, next: outcome?.hop }, (each) =>
          this.#locator.range(each, keywordOf(each)),
        );
      }
      this.#outcomes.set(site, outcome);
    }
    return (
      outcome ?? { ok: false, problem: this.#steps.problem('ref-cycle', 'this reference leads only to itself', end) }
    );
  }

  #pending(node: JsonObject): Problem {
    return this.#steps.problem('ref-unresolved', 'the file that this reference leads to is not here yet', node);
  }
}
