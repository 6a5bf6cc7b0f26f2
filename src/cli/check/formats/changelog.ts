import { notSought } from '../../../compare/checks/not-sought.ts';
import type { Level } from '../../../compare/change.ts';
import { groupBy } from '../../../compare/group-by.ts';
import { code, sentence } from '../../../review/inert.ts';
import type { Alike } from '../../../review/alike.ts';
import { reachOf } from '../../../review/render/findings.ts';
import { bareMessage, type Report, type ReportedChange } from '../report.ts';
import { elsewhere, groups, likewise } from './page.ts';
import { namesIn } from './wording.ts';

const chapters: readonly (readonly [Level, string])[] = [
  ['error', 'Breaking changes'],
  ['warning', 'Changes to look at'],
  ['info', 'Other changes'],
];

const WHOLE = 'The whole API';
/** Operations themselves: that they came or went. */
const OPERATIONS = 'Operations';
const SEVERAL = 'Several operations';
/** Of headings; those of one operation stand between. */
const ranks: ReadonlyMap<string, number> = new Map([
  [WHOLE, 0],
  [OPERATIONS, 1],
  [SEVERAL, 3],
]);

/** Whether a change is one of the API, and not of how far the comparison looked, which whoever publishes it has to know. */
export function isOfApi({ id }: ReportedChange): boolean {
  return !Object.hasOwn(notSought.ids, id);
}

/** Markdown for those who use the API: by weight and then by operation, without places in files. Each of several APIs by itself. */
export function asChangelog(report: Report): string {
  const changes = report.changes.filter(isOfApi);
  if (changes.length === 0) return '# API changes\n\nNone.';
  const apis = [...new Set(changes.map(({ api }) => api))].sort();
  return apis
    .map((api) => {
      const title = api === null || apis.length === 1 ? '# API changes' : `# Changes of ${code(api)}`;
      return [title, ...chaptersOf(changes.filter((change) => change.api === api))].join('\n\n');
    })
    .join('\n\n');
}

function chaptersOf(changes: readonly ReportedChange[]): string[] {
  return chapters.flatMap(([level, title]) => {
    const of = changes.filter((change) => change.level === level);
    return of.length === 0 ? [] : [`## ${title}`, ...sections(groups(of))];
  });
}

/** What concerns the whole first, then operations by path, at last what many of them share. */
function sections(told: readonly Alike<ReportedChange>[]): string[] {
  const headings = groupBy(told, (group) => headingOf(group.first));
  const rank = (heading: string): number => ranks.get(heading) ?? 2;
  const ordered = [...headings].sort(([a], [b]) => order(rank(a), rank(b)) || order(pathOf(a), pathOf(b)));
  return ordered.map(([heading, of]) => `### ${heading}\n\n${of.map(line).join('\n')}`);
}

function headingOf(change: ReportedChange): string {
  const {
    args,
    operations: [first],
  } = change;
  if (first === undefined) return WHOLE;
  if (args[0] === first.method && args[1] === first.path) return OPERATIONS;
  return reachOf(change) > 1 ? SEVERAL : code(`${first.method} ${first.path}`);
}

function pathOf(heading: string): string {
  return heading.replace(/^`+\S+ /, '');
}

function line(group: Alike<ReportedChange>): string {
  const change = group.first;
  const [first] = change.operations;
  const said = [
    sentence(bareMessage(change), namesIn(change)),
    likewise(group, (value) => code(value)),
    first === undefined || reachOf(change) === 1
      ? ''
      : `It reaches ${reachOf(change)} operations, such as ${code(`${first.method} ${first.path}`)}.`,
    elsewhere(group, (name) => code(name)),
  ];
  return `- ${said.filter((part) => part !== '').join(' ')}`;
}

function order<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
