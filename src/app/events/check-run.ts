import type { Probot } from 'probot';
import { CHECK_NAME } from '../../jobs/services.ts';
import { requestReview } from '../../jobs/requests.ts';
import type { Enqueue } from './enqueue.ts';
import { repositoryOf } from './repository-of.ts';

/** "Re-run" on our check. Of a fork's head GitHub names no pull request: the sweep finds those. */
export function onCheckRun(app: Probot, enqueue: Enqueue): void {
  app.on('check_run.rerequested', async ({ id, payload }) => {
    const repo = repositoryOf(payload);
    if (!repo || payload.check_run.name !== CHECK_NAME) return;
    for (const { number } of payload.check_run.pull_requests) await enqueue(requestReview(repo, number, id, true));
  });
}
