import type { SchemaView } from '../schemas/schema-view.ts';

/**
 * Allowed in any case, and on top for each schema of the two sides. Measured on large descriptions that changed throughout: one in
 * ten schemas is met again.
 */
const ALLOWED = 20_000;
const ALLOWED_PER_SCHEMA = 2;

/**
 * Bounds how often schemas are set beside each other again. Two rings of references whose lengths have no common factor meet in every
 * combination: the product of their sizes. Whoever is met for the first time always counts, so that each schema is compared with
 * something; where both were met before, the sizes of the two sides together bound it.
 */
export class Repeats {
  readonly #met = new Set<SchemaView>();
  #count = 0;

  /** Whether the two may be set beside each other. */
  allows(before: SchemaView, after: SchemaView): boolean {
    if (this.#met.has(before) && this.#met.has(after)) {
      this.#count += 1;
      return this.#count <= ALLOWED + ALLOWED_PER_SCHEMA * this.#met.size;
    }
    this.#met.add(before).add(after);
    return true;
  }
}
