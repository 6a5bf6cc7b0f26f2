import { setDeploymentStatus } from '../../github/deployments.ts';
import type { Repo } from '../../github/repo.ts';
import type { EnvironmentState } from '../../release/state.ts';

/** The deployment of a release that nothing is left of is over: nobody takes it further. */
export async function tellTakenBack(repo: Repo, { current }: EnvironmentState): Promise<void> {
  if (current?.phase !== 'superseded') return;
  await setDeploymentStatus(repo, current.deployment, 'inactive', { description: current.reason ?? '' });
}
