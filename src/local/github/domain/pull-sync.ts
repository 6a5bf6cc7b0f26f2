/** Pull requests follow their branches. */
import { accountOf, appIdOf } from '../actor.ts';
import type { Author } from '../actor.ts';
import { isAncestor } from '../git/merge.ts';
import { fetchInto, readRef } from '../git/refs.ts';
import { git } from '../git/run.ts';
import { pullsOf, repositoryDir } from '../lookup.ts';
import type { IssueEvent, PullIssue, Repository } from '../model.ts';
import type { Json } from '../render/urls.ts';
import { timeOf } from '../world.ts';
import type { World } from '../world.ts';
import { emit } from './emit.ts';
import { renderPull } from './pull-facts.ts';
import { moveReviewComments } from './review-lines.ts';

export interface Moved {
  readonly ref: string;
  readonly from: string | null;
  readonly to: string | null;
}

export function addIssueEvent(
  world: World,
  actor: Author,
  issueId: number,
  event: IssueEvent['event'],
  details: Partial<Pick<IssueEvent, 'commitId' | 'label' | 'rename'>> = {},
): void {
  world.store.issueEvents.insert({
    id: world.store.nextId(),
    issueId,
    actorId: accountOf(world, actor).id,
    appId: appIdOf(actor),
    event,
    commitId: null,
    label: null,
    rename: null,
    createdAt: timeOf(world),
    ...details,
  });
}

export async function emitPull(
  world: World,
  actor: Author,
  row: PullIssue,
  action: string,
  extra: Json = {},
): Promise<void> {
  const repository = world.store.repositories.must(row.repositoryId);
  const pull = await renderPull(world, repository, row);
  emit(world, {
    event: 'pull_request',
    action,
    repository,
    sender: accountOf(world, actor),
    body: { number: row.number, pull_request: pull, ...extra },
  });
}

/** The head commit at `refs/pull/N/head` of the base repository, brought over where it is a fork's. */
export async function keepHead(world: World, row: PullIssue): Promise<void> {
  const { head, base } = row.pull;
  const dir = repositoryDir(world, world.store.repositories.must(base.repositoryId));
  const ref = `refs/pull/${row.number}/head`;
  if (head.repositoryId === base.repositoryId || head.repositoryId === null)
    await git(dir, ['update-ref', ref, head.sha]);
  else await fetchInto(dir, repositoryDir(world, world.store.repositories.must(head.repositoryId)), head.sha, ref);
}

/** Open pull requests whose head moved are synchronised; those whose branch went away are closed. */
export async function followHead(world: World, actor: Author, repository: Repository, moved: Moved): Promise<void> {
  const branch = moved.ref.slice('refs/heads/'.length);
  const rows = world.store.issues.filter(
    ({ pull, state }) => state === 'open' && pull?.head.repositoryId === repository.id && pull.head.ref === branch,
  );
  for (const row of rows as PullIssue[]) {
    if (moved.to === null) await closePull(world, actor, row);
    else await synchronize(world, actor, row, moved.to);
  }
}

async function synchronize(world: World, actor: Author, row: PullIssue, after: string): Promise<void> {
  const { pull } = row;
  const before = pull.head.sha;
  if (before === after) return;
  const base = world.store.repositories.must(row.repositoryId);
  const dir = repositoryDir(world, base);
  pull.head.sha = after;
  pull.base.sha = (await readRef(dir, `refs/heads/${pull.base.ref}`))?.sha ?? pull.base.sha;
  world.store.issues.update(row, { updatedAt: timeOf(world) });
  await keepHead(world, row);
  await moveReviewComments(world, base, row, before);
  if (!(await isAncestor(dir, before, after)))
    addIssueEvent(world, actor, row.id, 'head_ref_force_pushed', { commitId: after });
  await emitPull(world, actor, row, 'synchronize', { before, after });
}

/** A pull request whose commits all arrived in its base in another way is merged. */
export async function followBase(world: World, actor: Author, repository: Repository, moved: Moved): Promise<void> {
  const branch = moved.ref.slice('refs/heads/'.length);
  const dir = repositoryDir(world, repository);
  for (const row of pullsOf(world, repository)) {
    if (row.state !== 'open' || row.pull.base.ref !== branch) continue;
    if (moved.to === null) await closePull(world, actor, row);
    else if (await isAncestor(dir, row.pull.head.sha, moved.to)) await markMerged(world, actor, row, row.pull.head.sha);
  }
}

export async function closePull(world: World, actor: Author, row: PullIssue): Promise<void> {
  const now = timeOf(world);
  const closedBy = accountOf(world, actor).id;
  world.store.issues.update(row, { state: 'closed', closedAt: now, closedBy, updatedAt: now });
  addIssueEvent(world, actor, row.id, 'closed');
  await emitPull(world, actor, row, 'closed');
}

export async function markMerged(world: World, actor: Author, row: PullIssue, sha: string): Promise<void> {
  if (row.pull.mergedAt !== null) return;
  const now = timeOf(world);
  const by = accountOf(world, actor).id;
  Object.assign(row.pull, { mergedAt: now, mergedBy: by, mergeCommitSha: sha });
  world.store.issues.update(row, { state: 'closed', closedAt: now, closedBy: by, updatedAt: now });
  addIssueEvent(world, actor, row.id, 'merged', { commitId: sha });
  addIssueEvent(world, actor, row.id, 'closed');
  await emitPull(world, actor, row, 'closed');
}
