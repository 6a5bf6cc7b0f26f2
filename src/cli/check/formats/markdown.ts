import type { Alike } from '../../../review/alike.ts';
import { cell, code, sentence } from '../../../review/inert.ts';
import { counted, folded, marks, tallyLine } from '../../../review/render/wording.ts';
import type { Report, ReportedChange } from '../report.ts';
import { elsewhere, leftOut, likewise, pageOf, toldOf } from './page.ts';
import { headline, namesIn, reach, shownBy, versionLines, where } from './wording.ts';

/** A table, for a comment or a job's summary. */
export function asMarkdown(report: Report): string {
  if (report.changes.length === 0) return headline(report);
  const page = pageOf(report);
  const versions = versionLines(report, toldOf(page)).flatMap((line) => ['', sentence(line, [])]);
  const table = ['', '| | where | what | check |', '| --- | --- | --- | --- |', ...page.told.map(row)];
  const counts = page.tallies.map((each) => `- ${tallyLine(each)}`);
  const others = counted(report.summary.info, 'other change');
  return [
    `**${headline(report)}**`,
    ...versions,
    ...(page.told.length === 0 ? [] : table),
    ...(counts.length === 0 ? [] : ['', folded(others, counts.join('\n'))]),
    ...leftOut(page).flatMap((line) => ['', sentence(line, [])]),
  ].join('\n');
}

function row(group: Alike<ReportedChange>): string {
  const { first } = group;
  const place = where(first);
  const said = [
    `${reach(first, (text) => code(text))}${sentence(first.message, namesIn(first))}`,
    likewise(group, (value) => code(value)),
    shownBy(first, `${first.message} ${likewise(group)}`, (value) => code(value)),
    elsewhere(group, (name, at) => `${code(name)}${at === '' ? '' : ` (${code(at)})`}`),
  ];
  const what = said.filter((text) => text !== '').join(' ');
  return `| ${marks[first.level]} | ${cell(place === '' ? '' : code(place))} | ${cell(what)} | ${code(first.id)} |`;
}
