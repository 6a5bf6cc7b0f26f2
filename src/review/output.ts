/** Everything said about one head commit, as data: the room `github` publishes it, at most three writes. */
export interface ReviewOutput {
  readonly check: CheckOutput;
  /** The sticky comment's markdown without its marker. */
  readonly comment?: string;
  /** Not worth a comment of its own (no API is touched): one that stands is edited, none is opened. */
  readonly quiet?: true;
  readonly inline: readonly InlineComment[];
}

export interface CheckOutput {
  readonly conclusion: 'success' | 'failure' | 'neutral';
  readonly title: string;
  /** Markdown, at most 65,535 characters, as `text` is. */
  readonly summary: string;
  readonly text?: string;
}

/** Placed inside the pull request's diff already: anything outside it is in the comment and the check only. */
export interface InlineComment {
  readonly path: string;
  readonly line: number;
  /** First line of a stretch of several, above `line` and in the same hunk. */
  readonly startLine?: number;
  /** LEFT for removed things, on the old file's lines. */
  readonly side: 'LEFT' | 'RIGHT';
  readonly body: string;
  /** Names the finding that it speaks of: one comment for each, however many pushes. */
  readonly finding: string;
}

/** One changed file of a pull request, as GitHub tells it. */
export interface ChangedFile {
  readonly path: string;
  readonly previousPath?: string;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed' | 'unchanged';
  /** Unified diff hunks; absent for a file too large or binary. */
  readonly patch?: string;
}
