import type { Json } from '../../spec/json.ts';

/** Why neither a proof nor a witness was found. */
export type Doubt =
  /** The steps of the budget are used up. */
  | 'budget'
  /** Schemas or goals are nested deeper than the bound. */
  | 'depth'
  /** A reference leads nowhere, or out of what can be read. */
  | 'reference'
  /** A pattern that no automaton can be made of, or only one beyond the bound. */
  | 'pattern'
  /** A schema that means nothing: a keyword's value has the wrong form. */
  | 'malformed'
  /** A witness was found, and the independent validator does not agree with it. */
  | 'unconfirmed';

/**
 * The answer to: does B accept everything that A accepts? `included` is proved. `not-included` carries an instance that
 * ajv accepts by A and refuses by B. `unknown` says why, and means nothing else.
 */
export type Verdict =
  | { readonly verdict: 'included' }
  | { readonly verdict: 'not-included'; readonly witness: Json }
  | { readonly verdict: 'unknown'; readonly why: Doubt };
