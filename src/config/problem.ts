/** A stretch of one file: lines and columns count from 1, columns in UTF-16 units, the end is exclusive. */
export interface ConfigRange {
  readonly file: string;
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
}

/** Something in a configuration file that somebody has to mend: what, where, and what to do. Plain text, no markup. */
export interface ConfigProblem {
  /** Machine-readable and stable: `yaml-syntax`, `too-complex`, `unknown-key`, `wrong-value`, `unknown-name`, `cycle`, `duplicate`. */
  readonly code: string;
  readonly message: string;
  readonly range?: ConfigRange;
}
