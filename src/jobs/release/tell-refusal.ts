import { upsertStatusComment } from '../../github/comments.ts';
import { pullsOfCommit } from '../../github/pulls.ts';
import type { ReleaseRun } from '../../release/state.ts';
import { renderRefusedRelease } from '../../review/render/replies.ts';
import type { ReleaseContext } from './context.ts';

/** Where people look: the pull requests that this commit merged. A push without one has its failed deployment alone. */
export async function tellRefusal(
  { repo, config }: ReleaseContext,
  environment: string,
  { commit, deployment, reason, at, targets: standings }: ReleaseRun,
): Promise<void> {
  const body = renderRefusedRelease({
    repository: { url: repo.htmlUrl },
    commit,
    environment,
    at,
    reason,
    targets: config.environments?.[environment]?.targets ?? [],
    standings,
    deployment,
  });
  for (const { number, merged } of await pullsOfCommit(repo, commit)) {
    if (merged) await upsertStatusComment(repo, number, `refused-${environment}-${commit}`, body);
  }
}
