import type { Change, Level } from '../change.ts';
import { severity } from '../levels.ts';
import { knownIds } from './known-ids.ts';

/** Check id → the level that it has here; `none`: not reported. */
export type Severities = ReadonlyMap<string, Level | 'none'>;

/** A severity file as read. */
export type ParsedSeverities =
  | { readonly ok: true; readonly severities: Severities }
  /** One message for each line that cannot be read, with its place. */
  | { readonly ok: false; readonly problems: readonly string[] };

const words: ReadonlyMap<string, Level | 'none'> = new Map([
  ['err', 'error'],
  ['error', 'error'],
  ['warn', 'warning'],
  ['warning', 'warning'],
  ['info', 'info'],
  ['none', 'none'],
]);

/** oasdiff's severity file: a line for each check, `ID err|warn|info|none`. Empty lines and those that begin with `#` say nothing. */
export function parseSeverityFile(text: string, file: string): ParsedSeverities {
  const severities = new Map<string, Level | 'none'>();
  const problems: string[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const [id = '', word = '', ...rest] = line.split(/\s+/);
    const level = words.get(word.toLowerCase());
    const place = `${file}:${index + 1}`;
    if (!knownIds.has(id)) problems.push(`${place}: there is no check ${id.slice(0, 100)}.`);
    else if (level === undefined || rest.length > 0) problems.push(`${place}: expected ID err, warn, info or none.`);
    else severities.set(id, level);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, severities };
}

/** The same changes at the levels that somebody chose, worst first as before. */
export function applySeverities(changes: readonly Change[], severities: Severities): Change[] {
  return changes
    .flatMap((change): Change[] => {
      const level = severities.get(change.id);
      if (level === undefined) return [change];
      return level === 'none' ? [] : [{ ...change, level }];
    })
    .sort((a, b) => severity[a.level] - severity[b.level]);
}
