import type { Trouble, Verdict } from '../decide.ts';
import type { ReviewFacts } from '../facts.ts';
import { counted, listed } from './wording.ts';

/** The verdict in one line, its parts in the order of their weight. `show` writes an API's name. */
export function headline(verdict: Verdict, facts: ReviewFacts, show: (name: string) => string): readonly string[] {
  const parts = [...blocking(verdict, facts, show), ...besides(verdict)];
  if (verdict.conclusion === 'neutral') return ['no API in this pull request', ...parts];
  if (verdict.conclusion === 'success') return [success(verdict, facts, show), ...parts];
  const safe = safeApis(verdict, facts);
  return safe.length === 0 ? parts : [...parts, `safe for ${listed(safe, 3, show)}`];
}

function success(verdict: Verdict, facts: ReviewFacts, show: (name: string) => string): string {
  const names = listed(
    facts.apis.map(({ name }) => name),
    3,
    show,
  );
  const breaks = verdict.findings.some(({ kind, level }) => kind === 'change' && level === 'error');
  return breaks ? `what breaks in ${names} is accepted` : `nothing breaks in ${names}`;
}

function blocking(verdict: Verdict, facts: ReviewFacts, show: (name: string) => string): string[] {
  const errors = (about: Trouble['about']): Trouble[] =>
    verdict.troubles.filter((trouble) => trouble.about === about && trouble.level === 'error');
  const stopped = verdict.findings.filter((finding) => finding.blocking);
  const breaking = stopped.filter(({ kind }) => kind === 'change');
  const violated = stopped.filter(({ kind }) => kind === 'violation').length;
  const opened = [...new Set(stopped.filter(({ kind }) => kind === 'access').map(({ api }) => api))];
  const unreadable = [...new Set(errors('description').map(({ subject = '' }) => subject))];
  const environments = [...new Set(errors('plan').map(({ subject = '' }) => subject))];
  const broken = facts.apis.map(({ name }) => name).filter((name) => breaking.some(({ api }) => api === name));
  return [
    ...(errors('inspection').length > 0 ? ['the descriptions could not be compared'] : []),
    ...(errors('configuration').length > 0
      ? [`${counted(errors('configuration').length, 'mistake')} in the configuration`]
      : []),
    ...(unreadable.length > 0 ? [`${listed(unreadable, 3, show)} cannot be read`] : []),
    ...(breaking.length > 0 ? [`${counted(breaking.length, 'breaking change')} in ${listed(broken, 3, show)}`] : []),
    ...(violated > 0 ? [counted(violated, 'policy violation')] : []),
    ...(opened.length > 0 ? [`wider access to ${listed(opened, 3, show)}`] : []),
    ...(environments.length > 0 ? [`${listed(environments, 3, show)} cannot take this`] : []),
  ];
}

function besides({ findings }: Verdict): string[] {
  const warnings = findings.filter(({ level, waiver }) => level === 'warning' && !waiver).length;
  const waived = findings.filter(({ waiver }) => waiver).length;
  return [...(warnings > 0 ? [counted(warnings, 'warning')] : []), ...(waived > 0 ? [`${waived} waived`] : [])];
}

function safeApis(verdict: Verdict, facts: ReviewFacts): string[] {
  if (facts.inspectFailure) return [];
  const touched = new Set([
    ...verdict.findings.filter(({ blocking: stops }) => stops).map(({ api }) => api),
    ...verdict.troubles.filter(({ about }) => about === 'description').map(({ subject }) => subject),
  ]);
  return facts.apis.map(({ name }) => name).filter((name) => !touched.has(name));
}
