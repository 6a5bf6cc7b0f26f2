import { visible } from '../../../review/inert.ts';
import { marks } from '../../../review/render/wording.ts';
import type { Report } from '../report.ts';
import { headline, versionLines, where, who } from './wording.ts';

/** One line for each change, worst first, and what it comes to. */
export function asText(report: Report): string {
  const lines = report.changes.map((change) => {
    const reached = who(change);
    const about = `${change.message} [${change.id}]`;
    return visible(`${marks[change.level]} ${where(change)}  ${reached === '' ? '' : `${reached}: `}${about}`);
  });
  return [...lines, headline(report), ...versionLines(report).map(visible)].join('\n');
}
