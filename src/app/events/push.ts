import type { Probot } from 'probot';
import { requestRelease } from '../../jobs/requests.ts';
import type { Enqueue } from './enqueue.ts';
import { repositoryOf } from './repository-of.ts';

/** A push to the default branch is a new desired state, however it came about. */
export function onPush(app: Probot, enqueue: Enqueue): void {
  app.on('push', async ({ id, payload }) => {
    const repo = repositoryOf(payload);
    const moved = payload.ref === `refs/heads/${payload.repository.default_branch}`;
    if (repo && moved) await enqueue(requestRelease(repo, id));
  });
}
