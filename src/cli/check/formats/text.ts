import { visible } from '../../../review/inert.ts';
import type { Alike } from '../../../review/alike.ts';
import { marks, tallyLine } from '../../../review/render/wording.ts';
import type { Report, ReportedChange } from '../report.ts';
import { elsewhere, leftOut, likewise, pageOf } from './page.ts';
import { headline, reach, shownBy, versionLines, where } from './wording.ts';

/** A line for changes that read as one, worst first, one more for where else they are, and what it comes to. */
export function asText(report: Report): string {
  const page = pageOf(report);
  const counts = page.tallies.map((each) => visible(`${marks.info} ${tallyLine(each, (text) => text)}`));
  const end = [headline(report), ...leftOut(page)].join(' ');
  return [...page.told.flatMap(lines), ...counts, end, ...versionLines(report).map(visible)].join('\n');
}

function lines(group: Alike<ReportedChange>): string[] {
  const { first } = group;
  const said = [first.message, likewise(group)].filter((text) => text !== '').join(' ');
  const about = [said, shownBy(first, said), `[${first.id}]`].filter((text) => text !== '').join(' ');
  const line = visible(`${marks[first.level]} ${where(first)}  ${reach(first)}${about}`);
  const places = elsewhere(group);
  return places === '' ? [line] : [line, `    ${visible(places)}`];
}
