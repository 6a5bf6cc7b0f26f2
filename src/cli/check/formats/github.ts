import type { Level } from '../../../compare/change.ts';
import { visible } from '../../../review/inert.ts';
import type { Report, ReportedChange } from '../report.ts';
import { headline, saidOf } from './wording.ts';

const commands: Readonly<Record<Level, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/** GitHub's workflow commands, which a job prints and GitHub shows on the lines ("Workflow commands for GitHub Actions"). */
export function asGitHub(report: Report): string {
  return [...report.changes.map(annotation), headline(report)].join('\n');
}

/** Only the head's lines are there to be annotated: what was removed is told without a place, which says of no API then whose it is. */
function annotation(change: ReportedChange): string {
  const { head, level, id } = change;
  const place =
    head === null ? [] : [['file', head.file] as const, ['line', head.line] as const, ['col', head.column] as const];
  const properties = [...place, ['title', id] as const].map(([name, value]) => `${name}=${property(String(value))}`);
  return `::${commands[level]} ${properties.join(',')}::${data(saidOf({ ...change, base: null }))}`;
}

function data(text: string): string {
  return visible(text).replaceAll('%', '%25');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
