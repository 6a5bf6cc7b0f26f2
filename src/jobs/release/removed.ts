import { setDeploymentStatus } from '../../github/deployments.ts';
import type { EnvironmentState, ReleaseRun } from '../../release/state.ts';
import { environmentState } from '../platform/record.ts';
import { isUnderWay } from './advance.ts';
import { aftermath } from './aftermath.ts';
import { now, save, type Advance, type ReleaseContext } from './context.ts';
import { withoutSnapshot } from './snapshot.ts';

/**
 * An environment that was taken out of the configuration is nobody's to write to any more: what was under way there is over. What was put
 * back there already is still told. The configuration is the newest one: an older one may not have the environment yet.
 */
export async function endRemoved(context: ReleaseContext): Promise<Advance | undefined> {
  for (const path of context.view.paths()) {
    const environment = /^environments\/(.+)\.json$/.exec(path)?.[1];
    if (environment === undefined || Object.hasOwn(context.config.environments ?? {}, environment)) continue;
    const state = await environmentState(context.view, environment);
    const run = state.current;
    if (run === undefined || !isUnderWay(run)) continue;
    return run.reverted === undefined
      ? end(context, environment, state, run)
      : aftermath(context, environment, state, run);
  }
  return undefined;
}

async function end(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  run: ReleaseRun,
): Promise<Advance> {
  const reason = `${environment} was taken out of the configuration; what is live there stays`;
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
