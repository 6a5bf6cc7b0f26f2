import type { Change, Level, Witness } from '../../compare/change.ts';
import { cell, code, sentence, visible } from '../../review/inert.ts';
import { counted, marks } from '../../review/render/wording.ts';
import type { Problem, Range } from '../../spec/place.ts';

/** Where something stands, as the user can open it. */
interface ReportedPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One change as `check --format json` prints it: a form that other programs read. */
export interface ReportedChange {
  readonly id: string;
  readonly level: Level;
  readonly operations: readonly { readonly method: string; readonly path: string }[];
  readonly property: string | null;
  readonly message: string;
  readonly fingerprint: string;
  readonly base: ReportedPlace | null;
  readonly head: ReportedPlace | null;
  readonly count: number;
  readonly witness: Witness | null;
}

export interface Report {
  readonly changes: readonly ReportedChange[];
  readonly summary: Readonly<Record<Level, number>>;
}

type Show = (path: string) => string;

function placeOf(range: Range, show: Show): ReportedPlace {
  return { file: show(range.file), line: range.start.line, column: range.start.column };
}

export function reported(change: Change, base: Show, head: Show): ReportedChange {
  const { id, level, operations, property, message, fingerprint, count, witness } = change;
  return {
    id,
    level,
    operations: operations.map(({ method, path }) => ({ method, path })),
    property: property ?? null,
    message,
    fingerprint,
    base: change.base === undefined ? null : placeOf(change.base, base),
    head: change.head === undefined ? null : placeOf(change.head, head),
    count,
    witness: witness ?? null,
  };
}

export function reportOf(changes: readonly ReportedChange[]): Report {
  const count = (level: Level): number => changes.filter((change) => change.level === level).length;
  return { changes, summary: { error: count('error'), warning: count('warning'), info: count('info') } };
}

function headline({ changes, summary }: Report): string {
  if (changes.length === 0) return 'No changes.';
  const parts = [
    counted(summary.error, 'breaking change'),
    counted(summary.warning, 'warning'),
    counted(summary.info, 'other change'),
  ];
  return `${parts.join(', ')}.`;
}

function where({ head, base }: ReportedChange): string {
  const place = head ?? base;
  return place === null ? '' : `${place.file}:${place.line}:${place.column}`;
}

/** The first operation, and how many more: one cause can reach hundreds. */
function who({ operations }: ReportedChange): string {
  const [first, ...rest] = operations;
  if (first === undefined) return '';
  return `${first.method} ${first.path}${rest.length > 0 ? ` and ${rest.length} more` : ''}`;
}

function asText(report: Report): string {
  const lines = report.changes.map((change) => {
    const reached = who(change);
    const about = `${change.message} [${change.id}]`;
    return visible(`${marks[change.level]} ${where(change)}  ${reached === '' ? '' : `${reached}: `}${about}`);
  });
  return [...lines, headline(report)].join('\n');
}

function asMarkdown(report: Report): string {
  if (report.changes.length === 0) return headline(report);
  const rows = report.changes.map((change) => {
    const place = where(change);
    const names = [
      ...change.operations.map(({ path }) => path),
      ...(change.property === null ? [] : [change.property]),
    ];
    const reached = who(change);
    const what = `${reached === '' ? '' : `${code(reached)}: `}${sentence(change.message, names)}`;
    return `| ${marks[change.level]} | ${cell(place === '' ? '' : code(place))} | ${cell(what)} | ${code(change.id)} |`;
  });
  return [`**${headline(report)}**`, '', '| | where | what | check |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

export const formats = {
  text: asText,
  json: (report: Report) => JSON.stringify(report, null, 2),
  markdown: asMarkdown,
} as const satisfies Record<string, (report: Report) => string>;

export type Format = keyof typeof formats;

/** `file:line:column: error: message [code]`, which editors and CI systems know how to link. */
export function problemLine(problem: Problem, show: Show): string {
  const kind = problem.warning === true ? 'warning' : 'error';
  const text = `${kind}: ${problem.message} [${problem.code}]`;
  if (problem.range === undefined) return visible(text);
  const { file, line, column } = placeOf(problem.range, show);
  return visible(`${file}:${line}:${column}: ${text}`);
}
