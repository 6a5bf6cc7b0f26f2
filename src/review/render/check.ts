import type { Finding, Verdict } from '../decide.ts';
import type { ReviewFacts } from '../facts.ts';
import { code, cut, person, sentence, visible } from '../inert.ts';
import type { CheckOutput } from '../output.ts';
import { fitted } from './budget.ts';
import { proof, troubleLine, what } from './findings.ts';
import { headline } from './headline.ts';
import { placeLink } from './links.ts';
import { planDetails, planSummary, waiversOf } from './plan.ts';
import { counted, marks } from './wording.ts';

/** The check run: a title in plain text, a summary of three sections, and every finding in the text. */
export function renderCheck(verdict: Verdict, facts: ReviewFacts): CheckOutput {
  const title = headline(verdict, facts, (name) => visible(cut(name, 60))).join(' · ');
  const text = fullList(verdict, facts);
  return {
    conclusion: verdict.conclusion,
    title: cut(title.slice(0, 1).toUpperCase() + title.slice(1), 200),
    summary: fitted(summary(verdict, facts).flatMap((part) => part.split('\n'))),
    ...(text.length > 0
      ? {
          text: fitted(text, undefined, (count) => `… and ${counted(count, 'more line')} that GitHub has no room for.`),
        }
      : {}),
  };
}

function summary(verdict: Verdict, facts: ReviewFacts): string[] {
  const told = verdict.troubles.filter(({ about }) => about !== 'plan').slice(0, 30);
  return [
    ...told.flatMap((trouble) => [troubleLine(trouble, facts), '']),
    '### Breaking changes',
    breaking(verdict, facts),
    '',
    '### Policies',
    policies(verdict),
    '',
    '### Plan',
    planSummary(facts, waiversOf(verdict), facts),
  ];
}

function breaking(verdict: Verdict, facts: ReviewFacts): string {
  const changes = verdict.findings.filter(({ kind }) => kind === 'change');
  if (facts.inspectFailure) return 'Not known.';
  if (changes.length === 0) return facts.apis.length === 0 ? 'No API in this pull request.' : 'None.';
  return tally(changes, 'breaking');
}

function policies(verdict: Verdict): string {
  const violations = verdict.findings.filter(({ kind }) => kind === 'violation');
  const known = verdict.known > 0 ? ` ${counted(verdict.known, 'violation')} that the base has too.` : '';
  return (violations.length === 0 ? 'Nothing new.' : `${tally(violations, 'in the way')}.`) + known;
}

function tally(findings: readonly Finding[], blocking: string): string {
  const of = (level: Finding['level']): number =>
    findings.filter((finding) => finding.level === level && !finding.waiver).length;
  const waived = findings.filter(({ waiver }) => waiver).length;
  return `● ${of('error')} ${blocking} · ◐ ${counted(of('warning'), 'warning')} · ○ ${counted(of('info'), 'note')} · ${waived} waived`;
}

function fullList(verdict: Verdict, facts: ReviewFacts): string[] {
  const remaining = verdict.troubles.slice(30).map((trouble) => `- ${troubleLine(trouble, facts)}`);
  // What a merge opens or closes is told with the plan.
  const findings = verdict.findings.filter(({ kind }) => kind !== 'access').flatMap((finding) => entry(finding, facts));
  const plan = facts.plan.length === 0 ? [] : ['', '### Plan', ...planDetails(facts.plan, waiversOf(verdict), facts)];
  const known = facts.apis
    .flatMap((api) => api.violations)
    .filter((violation) => !violation.isNew)
    .map((violation) => `- ${marks.info} ${sentence(violation.message)} ${code(violation.rule)}`);
  return [...remaining, ...findings, ...plan, ...(known.length === 0 ? [] : ['', '### On the base already', ...known])];
}

/** One finding to a line, its proof below it. */
function entry(finding: Finding, facts: ReviewFacts): string[] {
  const where = finding.place ? placeLink(finding.place, facts) : code(finding.api);
  const print = finding.fingerprint === undefined ? '' : ` ${code(finding.fingerprint)}`;
  const waived = finding.waiver
    ? ` · waived by ${person(finding.waiver.by)}: ${sentence(finding.waiver.reason, [], 200)}`
    : '';
  const shown = finding.blocking ? proof(finding)?.split('\n') : undefined;
  const mark = finding.waiver ? marks.info : marks[finding.level];
  return [
    `- ${mark} ${where} ${what(finding)} ${code(finding.id)}${print}${waived}`,
    ...(shown ?? []).map((line) => `  ${line}`),
  ];
}
