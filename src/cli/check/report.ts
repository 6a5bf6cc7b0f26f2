import type { Change, Level, Witness } from '../../compare/change.ts';
import { sayConvention, type Convention } from '../../compare/proof/convention.ts';
import { visible } from '../../review/inert.ts';
import type { Json } from '../../spec/json.ts';
import type { Problem, Range } from '../../spec/place.ts';
import type { VersionVerdict } from './versions.ts';

/** Where something stands, as the user can open it. */
interface ReportedPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One change as `check --format json` prints it: a form that other programs read. */
export interface ReportedChange {
  /** The path of its description where several were looked for; null: two files were named. */
  readonly api: string | null;
  readonly id: string;
  readonly level: Level;
  readonly operations: readonly { readonly method: string; readonly path: string }[];
  /** How many more it reaches, where there are too many to list. */
  readonly moreOperations?: number;
  readonly property: string | null;
  readonly args: readonly Json[];
  readonly message: string;
  /** Pointer of what was changed: with id and args it makes the fingerprint. */
  readonly cause: string;
  readonly fingerprint: string;
  readonly base: ReportedPlace | null;
  readonly head: ReportedPlace | null;
  readonly count: number;
  readonly witness: Witness | null;
  /** Neither a proof nor a witness was found: the form alone says that it breaks. */
  readonly unproved: boolean;
  /** No value can show it; it stands by this heading of docs/conventions.md. */
  readonly convention: Convention | null;
}

/** What a check found, whatever format it is told in. */
export interface Report {
  readonly changes: readonly ReportedChange[];
  /** One for each API whose versions are written by Semantic Versioning. */
  readonly versions: readonly VersionVerdict[];
  readonly summary: Readonly<Record<Level, number>>;
}

/** A change, and the API that it was found in. */
export type Found = Change & Pick<ReportedChange, 'api'>;

type Show = (path: string) => string;

function placeOf(range: Range, show: Show): ReportedPlace {
  return { file: show(range.file), line: range.start.line, column: range.start.column };
}

/** `file#/pointer` with the file as the user can open it. */
function at(pointer: string | null, show: Show): string | null {
  const hash = pointer?.indexOf('#') ?? -1;
  return pointer === null || hash < 0 ? pointer : show(pointer.slice(0, hash)) + pointer.slice(hash);
}

/** A change with its places as the user can open them. */
export function reported(change: Change, base: Show, head: Show, api: string | null = null): ReportedChange {
  const { id, level, operations, property, args, message, cause, fingerprint, count, witness, convention } = change;
  const { moreOperations } = change;
  return {
    api,
    id,
    level,
    operations,
    ...(moreOperations !== undefined && { moreOperations }),
    property: property ?? null,
    args,
    message: `${message}${standsBy(change)}`,
    cause,
    fingerprint,
    base: change.base === undefined ? null : placeOf(change.base, base),
    head: change.head === undefined ? null : placeOf(change.head, head),
    count,
    witness: witness === undefined ? null : { ...witness, base: at(witness.base, base), head: at(witness.head, head) },
    unproved: change.unproved === true,
    convention: convention ?? null,
  };
}

/** What there is in place of a witness. */
function standsBy({ unproved, convention }: Pick<Change | ReportedChange, 'unproved' | 'convention'>): string {
  const by = convention === undefined || convention === null ? '' : ` (${sayConvention(convention)})`;
  return `${by}${unproved === true ? ' Not proved.' : ''}`;
}

/** The message without what it rests on. */
export function bareMessage(change: ReportedChange): string {
  return change.message.slice(0, change.message.length - standsBy(change).length);
}

/** The changes and versions, counted. */
export function reportOf(changes: readonly ReportedChange[], versions: readonly VersionVerdict[]): Report {
  const count = (level: Level): number => changes.filter((change) => change.level === level).length;
  return { changes, versions, summary: { error: count('error'), warning: count('warning'), info: count('info') } };
}

/** `file:line:column: error: message [code]`, which editors and CI systems know how to link. */
export function problemLine(problem: Problem, show: Show): string {
  const kind = problem.warning === true ? 'warning' : 'error';
  const text = `${kind}: ${problem.message} [${problem.code}]`;
  if (problem.range === undefined) return visible(text);
  const { file, line, column } = placeOf(problem.range, show);
  return visible(`${file}:${line}:${column}: ${text}`);
}
