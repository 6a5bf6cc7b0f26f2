import { readFile } from 'node:fs/promises';
import { applyIgnores, parseIgnoreFile, type IgnoreLine, type UnusedLine } from '../../compare/adjust/ignore-file.ts';
import { parseSeverityFile, type Severities } from '../../compare/adjust/severity-file.ts';
import type { Change } from '../../compare/change.ts';
import { textOf } from '../../spec/text.ts';
import { CannotRun } from './tree.ts';

/** Paths of the files, as they are given on the command line. */
export interface AdjustOptions {
  readonly errIgnore?: string;
  readonly warnIgnore?: string;
  readonly severityLevels?: string;
}

/** What people decided about changes before, in files that oasdiff reads too. */
export interface Adjustments {
  readonly severities: Severities;
  readonly errors: readonly IgnoreLine[];
  readonly warnings: readonly IgnoreLine[];
}

const MAX_BYTES = 5 * 1024 * 1024;
const MOST_LINES = 5;

/** @throws {CannotRun} where a file is not there or holds what nobody can read. */
export async function readAdjustments(options: AdjustOptions): Promise<Adjustments> {
  const { errIgnore, warnIgnore, severityLevels } = options;
  const severities =
    severityLevels === undefined ? undefined : parseSeverityFile(await text(severityLevels), severityLevels);
  if (severities?.ok === false) throw new CannotRun(severities.problems.join('\n'));
  return {
    severities: severities?.severities ?? new Map(),
    errors: errIgnore === undefined ? [] : parseIgnoreFile(await text(errIgnore), errIgnore),
    warnings: warnIgnore === undefined ? [] : parseIgnoreFile(await text(warnIgnore), warnIgnore),
  };
}

/** Leaves out what is ignored at the level that it has. Lines that ignored nothing come back as notes for a person. */
export function adjust<T extends Change>(
  changes: readonly T[],
  { errors, warnings }: Adjustments,
): { readonly changes: readonly T[]; readonly notes: readonly string[] } {
  const withoutErrors = applyIgnores(changes, errors, 'error');
  const withoutWarnings = applyIgnores(withoutErrors.changes, warnings, 'warning');
  return { changes: withoutWarnings.changes, notes: [...withoutErrors.unused, ...withoutWarnings.unused].map(note) };
}

function note({ line, reason, instead }: UnusedLine): string {
  const more = instead.length > MOST_LINES ? ` and ${instead.length - MOST_LINES} more` : '';
  const meant = instead.length === 0 ? '' : ` It may mean: ${instead.slice(0, MOST_LINES).join(', ')}${more}.`;
  return `${line.file}:${line.line}: ignores nothing: it ${reason}.${meant}`;
}

async function text(file: string): Promise<string> {
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) throw new CannotRun(`${file} cannot be read.`);
  if (bytes.length > MAX_BYTES) throw new CannotRun(`${file} is larger than 5 MiB.`);
  return textOf(bytes);
}
