import picomatch from 'picomatch';
import type { Environment } from '../config/targets.ts';
import type { TargetConfig, TargetsConfig } from '../config/targets-config.ts';
import { embeddedTarget } from './embedded/target.ts';
import { openGit } from './git/open.ts';
import { openKubernetes } from './kubernetes/open.ts';
import { openPrometheus, type Prometheus } from './prometheus.ts';
import type { Kept, Target } from './target.ts';
import { openTraefik } from './traefik/open.ts';
import { openTyk } from './tyk/open.ts';

type Kind = TargetConfig['kind'];
type Configs = { readonly [K in Kind]: Extract<TargetConfig, { kind: K }> };
/** The value behind a name of the configuration. */
type SecretOf = (named: { readonly env: string }) => string;

/** One line for each kind of target. */
const kinds: { readonly [K in Kind]: (name: string, config: Configs[K], secretOf: SecretOf) => Target } = {
  embedded: (name, { admin, url, secret }, secretOf) => embeddedTarget(name, { admin, url, secret: secretOf(secret) }),
  traefik: openTraefik,
  tyk: openTyk,
  kubernetes: openKubernetes,
  git: openGit,
};

type FoundTarget =
  | { readonly ok: true; readonly target: Target }
  | { readonly ok: false; readonly reason: 'unknown' | 'not-allowed'; readonly message: string };

export type KeptTarget = Target & { readonly kept: Kept };

/** The operator's targets, each for the repositories that may use it. */
export interface TargetRegistry {
  readonly names: readonly string[];
  /** Those whose configuration Sluice itself keeps. */
  readonly kept: readonly KeptTarget[];
  /** `repository` is `owner/name`; GitHub takes no notice of its case, nor does this. */
  get(name: string, repository: string): FoundTarget;
}

/** Opens nothing yet: targets are asked when a job needs them. Expects the configuration that `loadTargets` let through. */
export function openTargets(config: TargetsConfig, env: Environment): TargetRegistry {
  const secretOf: SecretOf = (named) => env[named.env] ?? '';
  const prometheusOf = prometheuses(secretOf);
  const entries = new Map(
    Object.entries(config.targets).map(([name, target]) => [
      name,
      {
        target: { ...open(target.kind, name, target, secretOf), ...prometheusOf(target) },
        allows: picomatch([...target.repositories], { nocase: true, dot: true }),
      },
    ]),
  );
  return {
    names: [...entries.keys()],
    kept: [...entries.values()].map(({ target }) => target).filter(isKept),
    get(name, repository) {
      const entry = entries.get(name);
      if (entry === undefined)
        return refused(
          'unknown',
          `There is no target ${name}. Known to the operator: ${[...entries.keys()].join(', ') || 'none'}.`,
        );
      if (!entry.allows(repository))
        return refused('not-allowed', `The operator does not let ${repository} use the target ${name}.`);
      return { ok: true, target: entry.target };
    },
  };
}

/** One for each address and token, however many targets name it. */
function prometheuses(secretOf: SecretOf): (target: TargetConfig) => Pick<Target, 'prometheus'> {
  const known = new Map<string, Prometheus>();
  return ({ prometheus: address, prometheusToken: token }) => {
    if (address === undefined) return {};
    const key = `${token?.env ?? ''} ${address}`;
    const prometheus = known.get(key) ?? openPrometheus(address, token && secretOf(token));
    known.set(key, prometheus);
    return { prometheus };
  };
}

function open<K extends Kind>(kind: K, name: string, config: Configs[K], secretOf: SecretOf): Target {
  return kinds[kind](name, config, secretOf);
}

function isKept(target: Target): target is KeptTarget {
  return target.kept !== undefined;
}

function refused(reason: 'unknown' | 'not-allowed', message: string): FoundTarget {
  return { ok: false, reason, message };
}
