import { ignoringLine } from '../../../compare/adjust/ignore-file.ts';
import { visible } from '../../../review/inert.ts';
import type { Alike } from '../../../review/alike.ts';
import { marks, tallyLine } from '../../../review/render/wording.ts';
import type { Report, ReportedChange } from '../report.ts';
import { elsewhere, leftOut, likewise, pageOf, toldOf } from './page.ts';
import { headline, plain, reach, shownBy, versionLines, where } from './wording.ts';

/** What it comes to, a line for changes that read as one, worst first, one more for where else they are, and what to do next. */
export function asText(report: Report): string {
  const page = pageOf(report);
  const counts = page.tallies.map((each) => `${marks.info} ${tallyLine(each, plain)}`);
  const rest = leftOut(page).join(' ');
  return [
    headline(report),
    ...page.told.flatMap(lines),
    ...counts.map(visible),
    ...versionLines(report, toldOf(page)).map(visible),
    ...(rest === '' ? [] : [rest]),
    ...next(report).map(visible),
  ].join('\n');
}

/** Nothing is to be done where nothing breaks. */
function next({ changes: [worst] }: Report): string[] {
  if (worst?.level !== 'error') return [];
  const line = ignoringLine(worst, worst.operations[0]);
  return [`Next: mend what breaks, or accept what is meant: --err-ignore FILE with lines such as ${line}`];
}

function lines(group: Alike<ReportedChange>): string[] {
  const { first } = group;
  const said = [first.message, likewise(group)].filter((text) => text !== '').join(' ');
  const about = [said, shownBy(first, said), `[${first.id}]`].filter((text) => text !== '').join(' ');
  const line = visible(`${marks[first.level]} ${where(first)}  ${reach(first)}${about}`);
  const places = elsewhere(group);
  return places === '' ? [line] : [line, `    ${visible(places)}`];
}
