import { checkShape } from './issues.ts';
import type { ConfigProblem } from './problem.ts';
import { secretsOf, targetsConfigSchema, type TargetsConfig } from './targets-config.ts';
import { readYaml, type YamlText } from './yaml-text.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export type LoadedTargets =
  | { readonly ok: true; readonly targets: TargetsConfig }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Reads `sluice.targets.yaml` and looks whether `env` has every secret that it names. Nothing of a text with a problem is used. */
export function loadTargets(text: string, file: string, env: Environment): LoadedTargets {
  const read = readYaml(text, file);
  if (!read.ok) return read;
  const checked = checkShape(targetsConfigSchema, read.text);
  if (!checked.ok) return checked;
  const problems = missingSecrets(checked.value, read.text, env);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, targets: checked.value };
}

function missingSecrets({ targets }: TargetsConfig, text: YamlText, env: Environment): ConfigProblem[] {
  return Object.entries(targets).flatMap(([name, target]) =>
    secretsOf(target)
      .filter(([, variable]) => (env[variable] ?? '') === '')
      .map(([field, variable]) => ({
        code: 'missing-secret',
        message: `targets.${name}: the environment has no ${variable}; set it to the ${field} of this target.`,
        range: text.range(['targets', name, field, 'env']),
      })),
  );
}
