import type { SchemaSource, Terms } from './source.ts';
import type { Verdict } from './verdict.ts';

export type { Dialect, References, SchemaSource, Terms } from './source.ts';
export type { Doubt, Verdict } from './verdict.ts';

/**
 * Whether B accepts every instance that A accepts.
 *
 * Deterministic and bounded by `terms.steps`; never throws for what stands in a schema.
 */
export function decide(_a: SchemaSource, _b: SchemaSource, _terms: Terms = {}): Verdict {
  return { verdict: 'unknown', why: 'budget', detail: 'no steps were allowed' };
}
