import { hasHeldReference, type Child, type Held } from './children.ts';
import { asObject, isContainer, type Json } from './json.ts';
import { LIMITS } from './limits.ts';
import type { Locator } from './locator.ts';
import type { ReferenceSteps, Step } from './reference-steps.ts';

/** Puts lists and other values in the place of references to them: OpenAPI has no reference there, people write it. */
export class StandIns {
  readonly #steps: ReferenceSteps;
  readonly #locator: Locator;
  readonly #filled = new Set<Json>();
  /** Of what references lead to, how many values it is made of; undefined: it is not to be repeated. Many can lead to one. */
  readonly #sizes = new Map<Json, number | undefined>();
  #repeated = 0;

  constructor(steps: ReferenceSteps, locator: Locator) {
    this.#steps = steps;
    this.#locator = locator;
  }

  /** Fills the member that holds the reference, one object being taken for a list of one. Returns what was put there, or why nothing was. */
  fill({ node, kind, place }: Child, { by, key }: Held): Step<Json> {
    const step = this.#steps.toValue(node, place === 'list');
    if (step.kind !== 'at') return step;
    const isOne = asObject(step.node) !== undefined;
    const value = isOne && kind !== 'leaf' ? node : step.node;
    const fault = value === node ? undefined : this.#faultOf(value);
    if (fault !== undefined) return { kind: 'broken', problem: this.#steps.problem(fault.code, fault.message, node) };
    const whole = isOne ? [value] : value;
    this.#locator.homeOf(by)?.put(by, key, whole);
    this.#filled.add(by);
    return { ...step, node: whole };
  }

  /** Why a value is not repeated. */
  #faultOf(value: Json): { readonly code: string; readonly message: string } | undefined {
    if (!this.#sizes.has(value)) this.#sizes.set(value, this.#sizeOf(value));
    const size = this.#sizes.get(value);
    if (size === undefined) {
      const message = 'what this leads to holds references in the place of lists or values itself: write the list here';
      return { code: 'ref-misplaced', message };
    }
    this.#repeated += size;
    if (this.#repeated <= LIMITS.repeated) return undefined;
    const message = `more than ${LIMITS.repeated} values stand behind references in the place of lists or values: write the list here`;
    return { code: 'too-complex', message };
  }

  /** Undefined where something in it was filled or can be: it could come to be a part of itself. */
  #sizeOf(value: Json): number | undefined {
    let size = 0;
    const seen = new Set<Json>();
    const waiting = [value];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      size++;
      if (!isContainer(next) || seen.has(next)) continue;
      seen.add(next);
      const object = asObject(next);
      if (this.#filled.has(next) || (object !== undefined && hasHeldReference(object))) return undefined;
      for (const member of Object.values(next)) waiting.push(member);
    }
    return size;
  }
}
