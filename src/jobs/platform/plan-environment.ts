import type { SluiceConfig } from '../../config/sluice-config.ts';
import type { ReadResult, Target } from '../../gateway/target.ts';
import type { Repo } from '../../github/repo.ts';
import { withContent, type ApiContent } from '../../release/compose.ts';
import type { Taken } from '../../release/exposure/traps.ts';
import { PlanError, type ApiOrder } from '../../release/make-plan.ts';
import type { Manifest } from '../../release/manifest.ts';
import type { Plan } from '../../release/plan.ts';
import type { Services } from '../services.ts';
import { scopeOf } from './render.ts';

/** The targets of an environment that this repository may use, and what to say of the others. */
export interface EnvironmentTargets {
  readonly usable: readonly Target[];
  readonly refused: readonly { readonly target: string; readonly message: string }[];
}

export function targetsOf(
  services: Pick<Services, 'targets'>,
  repo: Pick<Repo, 'fullName'>,
  config: SluiceConfig,
  environment: string,
): EnvironmentTargets {
  const usable: Target[] = [];
  const refused: { target: string; message: string }[] = [];
  for (const name of config.environments?.[environment]?.targets ?? []) {
    const found = services.targets.get(name, repo.fullName);
    if (found.ok) usable.push(found.target);
    else refused.push({ target: name, message: found.message });
  }
  return { usable, refused };
}

export type TargetPlanned =
  | {
      readonly target: Target;
      readonly ok: true;
      readonly live: Manifest;
      readonly plan: Plan;
      readonly taken: readonly Taken[];
    }
  /** `unreadable`: what is live cannot be told now; `impossible`: what is wanted can be brought into no order. */
  | {
      readonly target: Target;
      readonly ok: false;
      readonly reason: 'unreadable' | 'impossible';
      readonly message: string;
    };

/** What each target would have to do so that these APIs are as they should be; whatever else is live there stays. */
export async function planOn(
  targets: readonly Target[],
  repo: Pick<Repo, 'fullName'>,
  environment: string,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<TargetPlanned[]> {
  const scope = scopeOf(repo, environment);
  return Promise.all(
    targets.map(async (target): Promise<TargetPlanned> => {
      const read = await target.read(scope, signal);
      if (!read.ok) return { target, ok: false, reason: 'unreadable', message: read.message };
      return planFrom(target, read, wanted);
    }),
  );
}

/** The content of APIs, and which of them come before which. */
export interface Wanted {
  readonly content: ReadonlyMap<string, ApiContent>;
  readonly order: ApiOrder;
}

type Found = Omit<Extract<ReadResult, { ok: true }>, 'ok'>;

/** The same on what is known to be live. */
export function planFrom(
  target: Target,
  { manifest: live, taken = [] }: Found,
  { content, order }: Wanted,
): TargetPlanned {
  try {
    return { target, ok: true, live, plan: target.plan(live, withContent(live, content), order), taken };
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    return { target, ok: false, reason: 'impossible', message: error.message };
  }
}
