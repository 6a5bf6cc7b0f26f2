import type { Probot } from 'probot';
import { requestMergeGroup } from '../../jobs/requests.ts';
import type { Enqueue } from './enqueue.ts';
import { repositoryOf } from './repository-of.ts';

/** A merge queue asks for its own verdict on its own commit, and waits for ever without one. */
export function onMergeGroup(app: Probot, enqueue: Enqueue): void {
  app.on('merge_group.checks_requested', async ({ id, payload }) => {
    const repo = repositoryOf(payload);
    const { head_sha: head, base_sha: base } = payload.merge_group;
    if (repo) await enqueue(requestMergeGroup(repo, head, base, id));
  });
}
