import type { Level } from '../../../compare/change.ts';
import { code, sentence } from '../../../review/inert.ts';
import type { Report, ReportedChange } from '../report.ts';
import { namesIn } from './wording.ts';

const chapters: readonly (readonly [Level, string])[] = [
  ['error', 'Breaking changes'],
  ['warning', 'Changes to look at'],
  ['info', 'Other changes'],
];

const WHOLE = 'The whole API';
const SEVERAL = 'Several operations';

/** Markdown for those who use the API: by weight and then by operation, without places in files. */
export function asChangelog({ changes }: Report): string {
  if (changes.length === 0) return '# API changes\n\nNone.';
  const parts = chapters.flatMap(([level, title]) => {
    const of = changes.filter((change) => change.level === level);
    return of.length === 0 ? [] : [`## ${title}`, ...sections(of)];
  });
  return ['# API changes', ...parts].join('\n\n');
}

/** What concerns the whole first, then operations by path, at last what many of them share. */
function sections(changes: readonly ReportedChange[]): string[] {
  const groups = new Map<string, ReportedChange[]>();
  for (const change of changes) {
    const heading = headingOf(change);
    groups.set(heading, [...(groups.get(heading) ?? []), change]);
  }
  const rank = (heading: string): number => [WHOLE, SEVERAL].indexOf(heading);
  const ordered = [...groups].sort(([a], [b]) => order(rank(a), rank(b)) || order(pathOf(a), pathOf(b)));
  return ordered.map(([heading, of]) => `### ${heading}\n\n${of.map(line).join('\n')}`);
}

function headingOf({ operations: [first, ...others] }: ReportedChange): string {
  if (first === undefined) return WHOLE;
  return others.length > 0 ? SEVERAL : code(`${first.method} ${first.path}`);
}

function pathOf(heading: string): string {
  return heading.replace(/^`+\S+ /, '');
}

function line(change: ReportedChange): string {
  const [first, ...others] = change.operations;
  const text = sentence(change.message, namesIn(change));
  if (first === undefined || others.length === 0) return `- ${text}`;
  return `- ${text} It reaches ${change.operations.length} operations, such as ${code(`${first.method} ${first.path}`)}.`;
}

function order<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
