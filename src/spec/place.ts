/** A point in a text. Both count from 1; a column counts UTF-16 units, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A stretch of one file of the repository, its end exclusive. */
export interface Range {
  /** Path from the repository's root, with `/`. */
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

/** Something wrong with a text that somebody has to mend: a verdict about the input, never an exception. */
export interface Problem {
  /** Machine-readable, stable, e.g. `yaml-syntax`, `ref-unresolved`, `ref-remote`, `too-complex`. */
  readonly code: string;
  /** What is wrong, what was kept safe, what to do next; plain text, no markup. */
  readonly message: string;
  /** Absent only where the whole input is meant (a file that is missing). */
  readonly range?: Range;
  /** Everything was read and understood all the same: worth saying, no reason to refuse. */
  readonly warning?: true;
}
