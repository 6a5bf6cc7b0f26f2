import type { Range } from '../spec/place.ts';
import type { Finding } from './decide.ts';
import type { Diff } from './hunks.ts';

/** A place of the diff that GitHub takes a comment on. */
export interface Placed {
  readonly path: string;
  readonly side: 'LEFT' | 'RIGHT';
  readonly line: number;
}

/** A stretch looked through for a line of the diff; a whole document's range must not cost its length. */
const mostLines = 2000;

/**
 * Where a finding can be shown: at its own text, else at the references that lead to it, nearest first; the first of them that
 * the diff shows. What was removed stands on the left side.
 */
export function placeFinding(finding: Finding, diff: Diff): Placed | undefined {
  if (!finding.place) return undefined;
  const side = finding.place.side === 'base' ? 'LEFT' : 'RIGHT';
  const via = finding.change?.via ?? finding.violation?.via ?? [];
  for (const range of [finding.place.range, ...via]) {
    const placed = placeRange(range, side, diff);
    if (placed) return placed;
  }
  return undefined;
}

function placeRange(range: Range, side: 'LEFT' | 'RIGHT', diff: Diff): Placed | undefined {
  const file = diff.file(side, range.file);
  if (!file) return undefined;
  const lines = diff.lines(side, file);
  const last = Math.min(lastLine(range), range.start.line + mostLines);
  for (let line = range.start.line; line <= last; line += 1) {
    if (lines.has(line)) return { path: file.path, side, line };
  }
  return undefined;
}

/** The whole lines of a range where one hunk of the new side shows them all: what a suggestion may replace. */
export function placeSuggestion(
  range: Range,
  diff: Diff,
): { path: string; startLine: number; line: number } | undefined {
  const file = diff.file('RIGHT', range.file);
  if (!file) return undefined;
  const lines = diff.lines('RIGHT', file);
  const [first, last] = [range.start.line, lastLine(range)];
  if (last - first > 50) return undefined;
  const hunk = lines.get(first);
  for (let line = first; line <= last; line += 1) {
    if (hunk === undefined || lines.get(line) !== hunk) return undefined;
  }
  return { path: file.path, startLine: first, line: last };
}

/** A range that ends before a line's first character ends on the line above. */
function lastLine({ start, end }: Range): number {
  return Math.max(start.line, end.column === 1 ? end.line - 1 : end.line);
}
