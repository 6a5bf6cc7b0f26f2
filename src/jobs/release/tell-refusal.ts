import { upsertStatusComment } from '../../github/comments.ts';
import { pullsOfCommit } from '../../github/pulls.ts';
import type { ReleaseRun } from '../../release/state.ts';
import { renderReleaseStatus } from '../../review/render/replies.ts';
import type { ReleaseContext } from './context.ts';

/** Where people look: the pull requests that this commit merged. A push without one has its failed deployment alone. */
export async function tellRefusal(
  { repo, config }: ReleaseContext,
  environment: string,
  { commit, deployment, reason, at, targets: standings }: ReleaseRun,
): Promise<void> {
  const targets = config.environments?.[environment]?.targets ?? [];
  const body = renderReleaseStatus({
    repository: { owner: repo.owner, name: repo.name, url: repo.htmlUrl },
    commit,
    environments: [
      {
        environment,
        phase: 'refused',
        at,
        targets,
        ...(standings && { standings }),
        pins: {},
        deployment,
        ...(reason !== undefined && { reason }),
      },
    ],
    next: [`/plan env ${environment}`, `/deploy env ${environment}`],
  });
  for (const { number, merged } of await pullsOfCommit(repo, commit)) {
    if (merged) await upsertStatusComment(repo, number, `refused-${environment}-${commit}`, body);
  }
}
