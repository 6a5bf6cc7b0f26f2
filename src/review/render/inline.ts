import { canonicalJson } from '../../spec/json.ts';
import type { Finding, Verdict } from '../decide.ts';
import type { ReviewFacts } from '../facts.ts';
import { Diff } from '../hunks.ts';
import { code, hasUnseen } from '../inert.ts';
import type { InlineComment } from '../output.ts';
import { placeFinding, placeSuggestion } from '../place.ts';
import { what } from './findings.ts';
import { counted, marks } from './wording.ts';

const mostComments = 30;

export interface InlineOutput {
  readonly inline: readonly InlineComment[];
  /** Findings that have no comment beside the text: outside the diff, or past the first 30. */
  readonly without: number;
}

/** One comment for each cause on a line that the diff shows; what is waived or a mere note has none. */
export function renderInline(verdict: Verdict, facts: ReviewFacts): InlineOutput {
  const diff = new Diff(facts.files);
  const told = verdict.findings.filter(
    ({ kind, level, waiver, fingerprint }) =>
      kind !== 'access' && level !== 'info' && !waiver && fingerprint !== undefined,
  );
  const groups = byCause(told);
  const placed = groups.flatMap((group) => {
    const comment = commentOf(group, diff);
    return comment ? [{ comment, size: group.length }] : [];
  });
  const shown = placed.slice(0, mostComments);
  const covered = shown.reduce((sum, { size }) => sum + size, 0);
  return { inline: shown.map(({ comment }) => comment), without: told.length - covered };
}

function byCause(findings: readonly Finding[]): readonly Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const cause = causeOf(finding);
    const group = groups.get(cause);
    if (group) group.push(finding);
    else groups.set(cause, [finding]);
  }
  return [...groups.values()];
}

/** The same difference at the same text, seen from several sides, is one cause. */
function causeOf({ id, place, change, fingerprint }: Finding): string {
  const at = place
    ? `${place.side} ${place.range.file}:${place.range.start.line}:${place.range.start.column}`
    : fingerprint;
  return `${id}\n${at ?? ''}\n${canonicalJson(change?.args ?? [])}`;
}

function commentOf(group: readonly Finding[], diff: Diff): InlineComment | undefined {
  const [first] = group;
  if (!first) return undefined;
  const finding = group.map(({ api, fingerprint = '' }) => `${api} ${fingerprint}`).sort()[0] ?? '';
  const fix = first.violation?.fix;
  const replaced = fix && !hasUnseen(fix.text) ? placeSuggestion(fix.range, diff) : undefined;
  const body = bodyOf(first, group, replaced && fix ? suggestion(fix.text) : undefined);
  if (replaced) {
    const { path, line, startLine } = replaced;
    return { path, line, side: 'RIGHT', body, finding, ...(startLine < line ? { startLine } : {}) };
  }
  const place = placeFinding(first, diff);
  return place && { ...place, body, finding };
}

function bodyOf(finding: Finding, group: readonly Finding[], fix: string | undefined): string {
  const more = group.length > 1 ? ` ${counted(group.length - 1, 'more change')} with the same cause.` : '';
  const prints = [...new Set(group.flatMap(({ fingerprint }) => fingerprint ?? []))].sort();
  const waive = `Meant? \`/waive ${prints.slice(0, 10).join(' ')} --reason "…"\``;
  return [
    `${marks[finding.level]} ${what(finding)} (${code(finding.id)})${more}`,
    ...(fix === undefined ? [] : [fix]),
    ...(finding.blocking ? [waive] : []),
  ].join('\n');
}

/** The text goes into the file as it stands: nothing of it is made visible or cut. */
function suggestion(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const marksOf = '`'.repeat(longest + 1);
  return `${marksOf}suggestion\n${text.replace(/\n$/, '')}\n${marksOf}`;
}
