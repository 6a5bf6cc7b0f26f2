import picomatch from 'picomatch';
import type { Environment } from '../config/targets.ts';
import type { TargetConfig, TargetsConfig } from '../config/targets-config.ts';
import { embeddedTarget } from './embedded/target.ts';
import type { Target } from './target.ts';

/** One line for each kind of target. */
const kinds: {
  readonly [K in TargetConfig['kind']]: (
    name: string,
    config: Extract<TargetConfig, { kind: K }>,
    secret: string,
  ) => Target;
} = {
  embedded: (name, { admin, url }, secret) => embeddedTarget(name, { admin, url, secret }),
};

type FoundTarget =
  | { readonly ok: true; readonly target: Target }
  | { readonly ok: false; readonly reason: 'unknown' | 'not-allowed'; readonly message: string };

/** The operator's targets, each for the repositories that may use it. */
export interface TargetRegistry {
  readonly names: readonly string[];
  /** `repository` is `owner/name`; GitHub takes no notice of its case, nor does this. */
  get(name: string, repository: string): FoundTarget;
}

/** Opens nothing yet: targets are asked when a job needs them. Expects the configuration that `loadTargets` let through. */
export function openTargets(config: TargetsConfig, env: Environment): TargetRegistry {
  const entries = new Map(
    Object.entries(config.targets).map(([name, target]) => [
      name,
      {
        target: kinds[target.kind](name, target, env[target.secret.env] ?? ''),
        allows: picomatch([...target.repositories], { nocase: true, dot: true }),
      },
    ]),
  );
  return {
    names: [...entries.keys()],
    get(name, repository) {
      const entry = entries.get(name);
      if (entry === undefined)
        return refused(
          'unknown',
          `There is no target ${name}. Known to the operator: ${[...entries.keys()].join(', ')}.`,
        );
      if (!entry.allows(repository))
        return refused('not-allowed', `The operator does not let ${repository} use the target ${name}.`);
      return { ok: true, target: entry.target };
    },
  };
}

function refused(reason: 'unknown' | 'not-allowed', message: string): FoundTarget {
  return { ok: false, reason, message };
}
