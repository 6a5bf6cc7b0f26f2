import type { Settings } from '../../config/process-env.ts';
import type { Environment } from '../../config/targets.ts';
import { readTargetsFile } from '../../config/targets-file.ts';
import type { TargetsConfig } from '../../config/targets-config.ts';
import { openTargets } from '../../gateway/registry.ts';
import type { Target } from '../../gateway/target.ts';
import { counted } from '../../review/render/wording.ts';
import { messageOf, ok, problem, warning, type Finding } from './finding.ts';

/** Nobody's: what is read is whether the target answers and takes the secret. */
const SCOPE = { owner: 'sluice/doctor@none' };
const ASKS_AS = 'sluice/doctor';
const PATIENCE_MS = 10_000;

export async function checkTargets({ targetsFile }: Settings, env: Environment): Promise<Finding[]> {
  if (targetsFile === undefined) {
    const fix = 'set SLUICE_TARGETS to the path of sluice.targets.yaml';
    return [warning('targets', 'no targets file: pull requests are reviewed and nothing is deployed', fix)];
  }
  const read = readTargetsFile(targetsFile, env);
  if (!read.ok) return [problem('targets', read.message, 'mend the file, or set the variable that it names')];
  const names = Object.keys(read.targets.targets);
  const registry = openTargets(forAnybody(read.targets), env);
  const reached = await Promise.all(
    names.map(async (name) => {
      const found = registry.get(name, ASKS_AS);
      if (!found.ok) return [problem(`target ${name}`, found.message, 'mend the targets file')];
      const [itself, metrics] = await Promise.all([checkTarget(found.target), checkPrometheus(found.target)]);
      return [itself, ...metrics];
    }),
  );
  const valid = ok('targets', `${targetsFile} is valid: ${counted(names.length, 'target')}`);
  return [valid, ...reached.flat(), ...sinksOf(read.targets)];
}

/** That their variables are set was looked at with the file. Nothing is posted: a channel is no place for trials. */
function sinksOf({ notify = {} }: TargetsConfig): Finding[] {
  return Object.entries(notify).map(([name, { kind }]) => ok(`notify ${name}`, `${kind}, set; nothing was posted`));
}

/** Here it is the operator who asks. */
function forAnybody(config: TargetsConfig): TargetsConfig {
  const targets = Object.entries(config.targets).map(([name, target]) => [name, { ...target, repositories: ['**'] }]);
  return { ...config, targets: Object.fromEntries(targets) as TargetsConfig['targets'] };
}

async function checkTarget(target: Target): Promise<Finding> {
  const check = `target ${target.name}`;
  try {
    const read = await target.read(SCOPE, AbortSignal.timeout(PATIENCE_MS));
    if (read.ok) return ok(check, `${target.kind}, answers`);
    return read.reason === 'refused'
      ? problem(check, read.message, 'set the variable that its `secret` names to the secret of this gateway')
      : problem(check, read.message, 'start it, or correct its addresses in the targets file');
  } catch (error) {
    return problem(check, messageOf(error), 'start it, or correct its addresses in the targets file');
  }
}

/** Nothing for a target without one. What it is asked is the number one; it keeps its own time. */
async function checkPrometheus({ name, prometheus }: Target): Promise<Finding[]> {
  const answer = await prometheus?.query('1', new AbortController().signal);
  if (answer === undefined) return [];
  const check = `prometheus of ${name}`;
  const fix =
    'correct `prometheus` of the target in the targets file, or start it; where it wants a token, set the variable that `prometheusToken` names';
  return [answer.ok ? ok(check, 'answers') : problem(check, answer.message, fix)];
}
