import type { Probot } from 'probot';
import { requestMergeGroup } from '../../jobs/requests.ts';
import type { Enqueue } from './enqueue.ts';
import { repositoryOf } from './repository-of.ts';

/** A merge queue asks for its own verdict on its own commit, and waits for ever without one. */
export function onMergeGroup(app: Probot, enqueue: Enqueue): void {
  app.on('merge_group.checks_requested', async ({ id, payload }) => {
    const repo = repositoryOf(payload);
    const { head_sha: head, base_sha: base, head_ref: ref } = payload.merge_group;
    if (repo) await enqueue(requestMergeGroup({ repo, head, base, pulls: pullsOf(ref) }, id));
  });
}

/** GitHub names the group's branch `gh-readonly-queue/BASE/pr-NUMBER-SHA`, after the pull request that it ends with. */
function pullsOf(ref: string): number[] {
  const number = /\/pr-(\d+)-[0-9a-f]+$/.exec(ref)?.[1];
  return number === undefined ? [] : [Number(number)];
}
