import { setDeploymentStatus } from '../../github/deployments.ts';
import type { EnvironmentState, ReleaseRun } from '../../release/state.ts';
import { now, save, type Advance, type ReleaseContext } from './context.ts';
import { withoutSnapshot } from './snapshot.ts';

/** Ends a release that nobody takes further, though nothing of it failed. */
export async function supersede(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  run: ReleaseRun,
  reason: string,
): Promise<Advance> {
  await setDeploymentStatus(context.repo, run.deployment, 'inactive', { description: reason });
  return save(context, {
    environment,
    state: { ...state, current: { ...run, phase: 'superseded', at: now(context), reason } },
    action: 'release.supersede',
    detail: reason,
    cause: run.cause,
    more: withoutSnapshot(environment),
  });
}
