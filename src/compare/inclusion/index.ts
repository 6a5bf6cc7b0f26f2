import type { Json } from '../../spec/json.ts';
import { Steps, Undecided } from './budget.ts';
import { isShallow } from './positions.ts';
import { Question } from './question.ts';
import type { SchemaSource, Terms } from './source.ts';
import type { Verdict } from './verdict.ts';

export { Patterns } from './patterns.ts';
export { dialectOf } from './source.ts';
export type { Dialect, Names, References, SchemaSource, Terms } from './source.ts';
export type { Verdict } from './verdict.ts';

const DEFAULT_STEPS = 400_000;

/**
 * Whether B accepts every instance that A accepts: looks for an instance of "A and not B", after Attouche et al., "Witness
 * generation for JSON Schema" (VLDB 2022). What is proved empty is included; an instance counts only when ajv agrees.
 *
 * Deterministic and bounded by `terms.steps`; never throws for what stands in a schema.
 */
export function decide(a: SchemaSource, b: SchemaSource, terms: Terms = {}): Verdict {
  if (!isShallow(a.schema) || !isShallow(b.schema)) return { verdict: 'unknown', why: 'depth' };
  const steps = new Steps(terms.steps ?? DEFAULT_STEPS);
  try {
    return new Question(a, b, terms, steps).answer();
  } catch (error) {
    if (!(error instanceof Undecided)) throw error;
    return { verdict: 'unknown', why: error.why };
  } finally {
    terms.pay?.(steps.spent);
  }
}

/** Whether A accepts this instance and B refuses it, by ajv's word too; false as well where that cannot be said. */
export function tellsApart(a: SchemaSource, b: SchemaSource, instance: Json, terms: Terms = {}): boolean {
  if (![a.schema, b.schema, instance].every(isShallow)) return false;
  try {
    return new Question(a, b, terms, new Steps(terms.steps ?? DEFAULT_STEPS)).isShownBy(instance);
  } catch (error) {
    if (!(error instanceof Undecided)) throw error;
    return false;
  }
}
