import { existsSync, readFileSync } from 'node:fs';
import { loadTargets, type Environment, type WithSecrets } from './targets.ts';
import type { TargetsConfig } from './targets-config.ts';

export type TargetsFile =
  { readonly ok: true; readonly targets: TargetsConfig } | { readonly ok: false; readonly message: string };

/** The operator's targets; none where no file is named. A problem is told with file, line and column. */
export function readTargetsFile(file: string | undefined, env: Environment, withSecrets?: WithSecrets): TargetsFile {
  if (file === undefined) return { ok: true, targets: { targets: {} } };
  if (!existsSync(file)) return { ok: false, message: `SLUICE_TARGETS names ${file}, which is not there.` };
  const text = textOf(file);
  if (text === undefined) return { ok: false, message: `SLUICE_TARGETS names ${file}, which cannot be read.` };
  const loaded = loadTargets(text, file, env, withSecrets);
  if (loaded.ok) return loaded;
  const lines = loaded.problems.map(
    ({ message, range }) => `${file}:${range?.start.line ?? 1}:${range?.start.column ?? 1}: ${message}`,
  );
  return { ok: false, message: lines.join('\n') };
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
