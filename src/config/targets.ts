import { checkShape } from './issues.ts';
import type { ConfigProblem } from './problem.ts';
import { secretsOf, targetsConfigSchema, type TargetsConfig } from './targets-config.ts';
import { address } from './targets-parts.ts';
import { readYaml, type YamlText } from './yaml-text.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export type LoadedTargets =
  | { readonly ok: true; readonly targets: TargetsConfig }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Whose secrets have to be there. */
export type WithSecrets = 'all' | 'targets';

/** Reads `sluice.targets.yaml` and looks whether `env` has every secret that it names. Nothing of a text with a problem is used. */
export function loadTargets(
  text: string,
  file: string,
  env: Environment,
  withSecrets: WithSecrets = 'all',
): LoadedTargets {
  const read = readYaml(text, file);
  if (!read.ok) return read;
  const checked = checkShape(targetsConfigSchema, read.text);
  if (!checked.ok) return checked;
  const problems = secretProblems(checked.value, read.text, env, withSecrets);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, targets: checked.value };
}

function secretProblems(
  { targets, notify = {} }: TargetsConfig,
  text: YamlText,
  env: Environment,
  withSecrets: WithSecrets,
): ConfigProblem[] {
  const ofTargets = Object.entries(targets).map(([name, target]) => ['targets', name, target, 'target'] as const);
  const ofSinks = Object.entries(notify).map(([name, sink]) => ['notify', name, sink, 'sink'] as const);
  const asked = withSecrets === 'all' ? [...ofTargets, ...ofSinks] : ofTargets;
  return asked.flatMap(([part, name, named, what]) =>
    secretsOf(named).flatMap(([field, variable]) => {
      const message = whatIsWrong(env[variable] ?? '', variable, field, what);
      if (message === undefined) return [];
      const range = text.range([part, name, field, 'env']);
      return [{ code: 'missing-secret', message: `${part}.${name}: ${message}`, range }];
    }),
  );
}

/** Never with the value: where it is an address, whoever has it can post there. */
function whatIsWrong(value: string, variable: string, field: string, what: string): string | undefined {
  if (value === '') return `the environment has no ${variable}; set it to the ${field} of this ${what}.`;
  if (field === 'url' && !address.safeParse(value).success)
    return `${variable} is no address; set it to the ${field} of this ${what}, which begins with https://.`;
  return undefined;
}
