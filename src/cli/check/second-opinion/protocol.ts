/** Both descriptions as JSON, the version first. */
export interface Question {
  readonly base: string;
  readonly head: string;
}

/** One difference that it calls breaking: its own code, and the place in its own notation, such as `paths./a.get`. */
export interface ForeignDifference {
  readonly code: string;
  readonly location: string;
}

/** What the other tool says. */
export type Answer =
  | { readonly kind: 'judged'; readonly breaking: readonly ForeignDifference[] }
  /** It could not read a description; the reason is its own. */
  | { readonly kind: 'refused'; readonly reason: string };
