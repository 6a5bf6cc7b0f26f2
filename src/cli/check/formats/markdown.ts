import { cell, code, sentence } from '../../../review/inert.ts';
import { marks } from '../../../review/render/wording.ts';
import type { Report } from '../report.ts';
import { headline, namesIn, versionLines, where, who } from './wording.ts';

/** A table, for a comment or a job's summary. */
export function asMarkdown(report: Report): string {
  if (report.changes.length === 0) return headline(report);
  const rows = report.changes.map((change) => {
    const place = where(change);
    const reached = who(change);
    const what = `${reached === '' ? '' : `${code(reached)}: `}${sentence(change.message, namesIn(change))}`;
    return `| ${marks[change.level]} | ${cell(place === '' ? '' : code(place))} | ${cell(what)} | ${code(change.id)} |`;
  });
  const versions = versionLines(report).flatMap((line) => ['', sentence(line, [])]);
  const head = [`**${headline(report)}**`, ...versions, '', '| | where | what | check |', '| --- | --- | --- | --- |'];
  return [...head, ...rows].join('\n');
}
