import type { Probot } from 'probot';
import { CHECK_NAME } from '../../jobs/services.ts';
import { requestRerun } from '../../jobs/requests.ts';
import type { Enqueue } from './enqueue.ts';
import { repositoryOf } from './repository-of.ts';

/** "Re-run" on our check, and "Re-run all checks": GitHub tells of that one by the suite alone. */
export function onCheckRun(app: Probot, enqueue: Enqueue): void {
  app.on('check_run.rerequested', async ({ id, payload }) => {
    const repo = repositoryOf(payload);
    if (!repo || payload.check_run.name !== CHECK_NAME) return;
    await enqueue(requestRerun(repo, payload.check_run.head_sha, id));
  });
  app.on('check_suite.rerequested', async ({ id, payload }) => {
    const repo = repositoryOf(payload);
    if (repo) await enqueue(requestRerun(repo, payload.check_suite.head_sha, id));
  });
}
