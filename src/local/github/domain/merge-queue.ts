/** The merge queue: what is to be merged is tried on a branch of its own first. */
import { accountOf } from '../actor.ts';
import type { Author } from '../actor.ts';
import { mergeCommit } from '../git/merge.ts';
import { readCommit } from '../git/objects.ts';
import { moveRef, readRef } from '../git/refs.ts';
import { repositoryDir } from '../lookup.ts';
import type { PullIssue, QueueEntry, Repository, Rule } from '../model.ts';
import { Refusal, unprocessable } from '../refusal.ts';
import { timeOf } from '../world.ts';
import type { World } from '../world.ts';
import { headCommit } from '../render/commit.ts';
import { emit } from './emit.ts';
import { landMergeGroup } from './merge.ts';
import { personOf } from './pulls.ts';
import { missingCheck, rulesFor } from './rules.ts';

/** Tries the pull request on the tip of its base and asks for checks on that commit. */
export async function enqueuePull(world: World, actor: Author, row: PullIssue): Promise<QueueEntry> {
  const repository = world.store.repositories.must(row.repositoryId);
  const rules = queueRules(world, repository, row);
  if (!rules.queue) throw unprocessable('The base branch has no merge queue');
  const dir = repositoryDir(world, repository);
  const baseSha = (await readRef(dir, `refs/heads/${row.pull.base.ref}`))?.sha;
  if (baseSha === undefined || row.state !== 'open') throw new Refusal(405, 'Pull Request is not mergeable');
  const person = personOf(world, actor);
  const headSha = await mergeCommit(dir, {
    method: rules.queue.method.toLowerCase() as 'merge' | 'squash' | 'rebase',
    base: baseSha,
    head: row.pull.head.sha,
    message: `Merge pull request #${row.number} from ${row.pull.head.ref}\n\n${row.title}`,
    author: person,
    committer: { ...person, name: 'GitHub', email: 'noreply@github.com' },
  });
  if (headSha === undefined) throw new Refusal(405, 'Pull Request is not mergeable');
  const ref = `refs/heads/gh-readonly-queue/${row.pull.base.ref}/pr-${row.number}-${baseSha}`;
  if (!(await moveRef(dir, ref, null, headSha))) throw unprocessable('The pull request is already in the queue');
  const entry = world.store.queueEntries.insert({
    id: world.store.nextId(),
    repositoryId: repository.id,
    issueId: row.id,
    actorId: accountOf(world, actor).id,
    ref,
    baseSha,
    headSha,
    enqueuedAt: timeOf(world),
  });
  await emitGroup(world, entry, 'checks_requested');
  await settleMergeGroup(world, repository.id, headSha);
  return entry;
}

function queueRules(
  world: World,
  repository: Repository,
  row: PullIssue,
): { queue: (Rule & { type: 'merge_queue' }) | undefined; checks: (Rule & { type: 'required_status_checks' })[] } {
  const rules = rulesFor(world, repository, `refs/heads/${row.pull.base.ref}`).map(({ rule }) => rule);
  return {
    queue: rules.find((rule) => rule.type === 'merge_queue'),
    checks: rules.filter((rule) => rule.type === 'required_status_checks'),
  };
}

/** Merges the group on this commit when its required checks have passed; drops it when one failed. */
export async function settleMergeGroup(world: World, repositoryId: number, headSha: string): Promise<void> {
  const entry = world.store.queueEntries.find((row) => row.repositoryId === repositoryId && row.headSha === headSha);
  if (!entry) return;
  const repository = world.store.repositories.must(repositoryId);
  const row = world.store.issues.must(entry.issueId) as PullIssue;
  const missing = queueRules(world, repository, row)
    .checks.map((rule) => missingCheck(world, repository, rule, headSha))
    .find((reason) => reason !== undefined);
  if (missing?.endsWith('is failing.')) await leave(world, entry, 'dequeued');
  if (missing !== undefined) return;
  const actor: Author = { kind: 'user', account: world.store.accounts.must(entry.actorId) };
  const merged = await landMergeGroup(world, actor, row, entry).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Refusal) return false;
      throw error;
    },
  );
  await leave(world, entry, merged ? 'merged' : 'invalidated');
}

async function leave(world: World, entry: QueueEntry, reason: 'merged' | 'dequeued' | 'invalidated'): Promise<void> {
  const repository = world.store.repositories.must(entry.repositoryId);
  world.store.queueEntries.delete(entry.id);
  await moveRef(repositoryDir(world, repository), entry.ref, entry.headSha, null);
  await emitGroup(world, entry, 'destroyed', reason);
}

async function emitGroup(
  world: World,
  entry: QueueEntry,
  action: 'checks_requested' | 'destroyed',
  reason?: string,
): Promise<void> {
  const repository = world.store.repositories.must(entry.repositoryId);
  const row = world.store.issues.must(entry.issueId) as PullIssue;
  const commit = await readCommit(repositoryDir(world, repository), entry.headSha);
  if (!commit) throw new Error(`The merge group ${entry.headSha} is not in ${repository.name}.`);
  emit(world, {
    event: 'merge_group',
    action,
    repository,
    sender: world.store.accounts.must(entry.actorId),
    body: {
      merge_group: {
        head_sha: entry.headSha,
        head_ref: entry.ref,
        base_sha: entry.baseSha,
        base_ref: `refs/heads/${row.pull.base.ref}`,
        head_commit: headCommit(commit),
      },
      ...(reason !== undefined && { reason }),
    },
  });
}
