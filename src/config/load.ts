import { checkCrossReferences } from './cross-checks.ts';
import { checkShape } from './issues.ts';
import type { ConfigProblem } from './problem.ts';
import { sluiceConfigSchema, type SluiceConfig } from './sluice-config.ts';
import { readYaml, type YamlText } from './yaml-text.ts';

export type LoadedConfig =
  | { readonly ok: true; readonly config: SluiceConfig; readonly document: YamlText }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Reads `.github/sluice.yaml`. Nothing of a text with a problem is used: half a configuration could deploy half a platform. */
export function loadSluiceConfig(text: string, file: string): LoadedConfig {
  const read = readYaml(text, file);
  if (!read.ok) return read;
  const checked = checkShape(sluiceConfigSchema, read.text);
  if (!checked.ok) return checked;
  const problems = checkCrossReferences(checked.value, read.text);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, config: checked.value, document: read.text };
}
