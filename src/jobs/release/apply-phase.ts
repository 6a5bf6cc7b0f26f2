import { setDeploymentStatus } from '../../github/deployments.ts';
import type { EnvironmentState, ReleaseRun } from '../../release/state.ts';
import { configAt } from '../platform/config-at.ts';
import { targetsOf } from '../platform/plan-environment.ts';
import { applyEverywhere } from './apply.ts';
import { now, save, type Advance, type ReleaseContext } from './context.ts';
import { desiredContent } from './desired.ts';

const RETRY_MS = 2_000;

/**
 * Writes the release and proves it live. May have run before, in whole or in part: what is live already is not written
 * again, so a worker that died in the middle costs nothing.
 */
export async function applyPhase(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  run: ReleaseRun,
): Promise<Advance> {
  const at = await configAt(context.repo, run.commit);
  if (!at.ok) return giveUp(context, environment, state, run, 'its configuration cannot be read any more');
  const { usable } = targetsOf(context.services, context.repo, at.config, environment);
  const desired = await desiredContent(context, environment, run.commit, at.config, state, run.changed, usable);
  if (!desired.ok) return giveUp(context, environment, state, run, desired.reason);
  const applied = await applyEverywhere(context, environment, desired.verdict.content, usable);
  if (!applied.ok) {
    context.services.log.warn(
      { environment, reason: applied.reason, message: applied.message, mixed: applied.mixed },
      'not applied',
    );
    if (applied.reason === 'refused' && applied.mixed.length === 0) {
      return giveUp(context, environment, state, run, applied.message);
    }
    return { kind: 'wait', ms: RETRY_MS };
  }
  const liveAt = now(context);
  const proof = applied.proofs.map(({ target, hash }) => `${target} ${hash.slice(0, 12)}`).join(', ');
  await setDeploymentStatus(context.repo, run.deployment, 'in_progress', {
    description: `live: ${proof}`.slice(0, 140),
  });
  return save(context, {
    environment,
    state: { ...state, deployed: run.commit, current: { ...run, phase: 'live', at: liveAt, liveAt } },
    action: 'release.live',
    detail: proof,
    cause: run.cause,
  });
}

async function giveUp(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  run: ReleaseRun,
  reason: string,
): Promise<Advance> {
  await setDeploymentStatus(context.repo, run.deployment, 'failure', { description: reason.slice(0, 140) });
  return save(context, {
    environment,
    state: { ...state, current: { ...run, phase: 'refused', at: now(context), reason } },
    action: 'release.refuse',
    detail: reason,
    cause: run.cause,
  });
}
