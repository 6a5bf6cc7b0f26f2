import type { Probot } from 'probot';
import { requestRelease, requestReview } from '../../jobs/requests.ts';
import type { Enqueue } from './enqueue.ts';
import { repositoryOf } from './repository-of.ts';

/** What can change a review: the head, the base that it is compared with, and whether it is open. */
export function onPullRequest(app: Probot, enqueue: Enqueue): void {
  app.on(
    ['pull_request.opened', 'pull_request.synchronize', 'pull_request.reopened', 'pull_request.edited'],
    async ({ id, payload }) => {
      const repo = repositoryOf(payload);
      if (repo) await enqueue(requestReview(repo, payload.pull_request.number, id));
    },
  );
  app.on('pull_request.closed', async ({ id, payload }) => {
    const repo = repositoryOf(payload);
    if (repo && payload.pull_request.merged) await enqueue(requestRelease(repo, id));
  });
}
