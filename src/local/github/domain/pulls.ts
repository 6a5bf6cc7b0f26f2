import { accountOf } from '../actor.ts';
import type { Author } from '../actor.ts';
import { canSee } from '../access.ts';
import { aheadBehind, mergeBase } from '../git/merge.ts';
import { readRef } from '../git/refs.ts';
import { accountByLogin, pullsOf, repositoryDir } from '../lookup.ts';
import type { PullIssue, PullSide, Repository } from '../model.ts';
import { invalid, unprocessable } from '../refusal.ts';
import { timeOf } from '../world.ts';
import type { World } from '../world.ts';
import { applyText, checkBody, checkTitle, newIssue } from './issues.ts';
import type { IssueChange } from './issues.ts';
import { addIssueEvent, closePull, emitPull, keepHead } from './pull-sync.ts';

export interface PullOptions {
  readonly title: string;
  readonly body?: string | null;
  /** `branch`, or `login:branch` of a fork. */
  readonly head: string;
  readonly base: string;
  readonly draft?: boolean;
}

/** Throws `Refusal` 422 where there is no such branch, nothing to merge, or the same pull request already. */
export async function openPull(
  world: World,
  actor: Author,
  repository: Repository,
  options: PullOptions,
): Promise<PullIssue> {
  checkTitle('PullRequest', options.title);
  checkBody('PullRequest', options.body ?? null);
  const base = await sideOf(world, repository, options.base, 'base');
  const head = await headOf(world, actor, repository, options.head);
  await refuseEmptyOrDouble(world, repository, head, base, options.head);
  const pull = {
    id: world.store.nextId(),
    head,
    base: { ...base, repositoryId: repository.id },
    draft: options.draft ?? false,
    maintainerCanModify: head.repositoryId !== repository.id,
    mergedAt: null,
    mergedBy: null,
    mergeCommitSha: null,
    test: null,
  };
  const row = newIssue(world, actor, repository, {
    title: options.title,
    body: options.body ?? null,
    pull,
  }) as PullIssue;
  await keepHead(world, row);
  await emitPull(world, actor, row, 'opened');
  return row;
}

async function sideOf(world: World, repository: Repository, ref: string, field: 'head' | 'base'): Promise<PullSide> {
  const branch = ref.replace(/^refs\/heads\//, '');
  const sha = (await readRef(repositoryDir(world, repository), `refs/heads/${branch}`))?.sha;
  if (sha === undefined) throw invalid('PullRequest', field, 'invalid');
  return { repositoryId: repository.id, ref: branch, sha };
}

/** A fork's branch, or one of the repository itself. */
async function headOf(world: World, actor: Author, repository: Repository, head: string): Promise<PullSide> {
  const [, login, branch = head] = /^([^:/]+):(.+)$/.exec(head) ?? [];
  const owner = login === undefined ? repository.ownerId : accountByLogin(world, login)?.id;
  const from =
    owner === repository.ownerId
      ? repository
      : world.store.repositories.find((row) => row.ownerId === owner && sameNetwork(row, repository));
  if (!from || !canSee(world, actor, from)) throw invalid('PullRequest', 'head', 'invalid');
  return sideOf(world, from, branch, 'head');
}

function sameNetwork(a: Repository, b: Repository): boolean {
  return (a.parentId ?? a.id) === (b.parentId ?? b.id);
}

async function refuseEmptyOrDouble(
  world: World,
  repository: Repository,
  head: PullSide,
  base: PullSide,
  name: string,
): Promise<void> {
  const same = pullsOf(world, repository).some(
    ({ state, pull }) =>
      state === 'open' &&
      pull.head.repositoryId === head.repositoryId &&
      pull.head.ref === head.ref &&
      pull.base.ref === base.ref,
  );
  const message = (text: string): Error => invalid('PullRequest', 'head', 'custom', text);
  if (same) throw message(`A pull request already exists for ${name}.`);
  if (head.repositoryId !== repository.id) return;
  const dir = repositoryDir(world, repository);
  if ((await mergeBase(dir, base.sha, head.sha)) === undefined)
    throw message(`The ${base.ref} branch has no history in common with ${head.ref}`);
  if ((await aheadBehind(dir, base.sha, head.sha)).ahead === 0)
    throw message(`No commits between ${base.ref} and ${head.ref}`);
}

export interface PullChange extends IssueChange {
  readonly base?: string;
  readonly draft?: boolean;
}

export async function updatePull(world: World, actor: Author, row: PullIssue, change: PullChange): Promise<void> {
  const edits = applyText(world, actor, row, change);
  const moved = await retarget(world, row, change.base);
  if (edits || moved) await emitPull(world, actor, row, 'edited', { changes: { ...edits, ...moved } });
  if (change.draft !== undefined && change.draft !== row.pull.draft) {
    row.pull.draft = change.draft;
    world.store.issues.update(row, { updatedAt: timeOf(world) });
    await emitPull(world, actor, row, change.draft ? 'converted_to_draft' : 'ready_for_review');
  }
  if (change.state === 'closed' && row.state === 'open') await closePull(world, actor, row);
  if (change.state === 'open' && row.state === 'closed') await reopen(world, actor, row);
}

async function retarget(
  world: World,
  row: PullIssue,
  base: string | undefined,
): Promise<{ base: unknown } | undefined> {
  const from = { ...row.pull.base };
  if (base === undefined || base === from.ref) return undefined;
  const side = await sideOf(world, world.store.repositories.must(row.repositoryId), base, 'base');
  Object.assign(row.pull.base, { ref: side.ref, sha: side.sha });
  world.store.issues.update(row, { updatedAt: timeOf(world) });
  return { base: { ref: { from: from.ref }, sha: { from: from.sha } } };
}

async function reopen(world: World, actor: Author, row: PullIssue): Promise<void> {
  const { head } = row.pull;
  const from = head.repositoryId === null ? undefined : world.store.repositories.get(head.repositoryId);
  const tip = from && (await readRef(repositoryDir(world, from), `refs/heads/${head.ref}`))?.sha;
  if (row.pull.mergedAt !== null || tip === undefined)
    throw unprocessable('state cannot be changed. The pull request cannot be reopened.');
  head.sha = tip;
  const now = timeOf(world);
  world.store.issues.update(row, { state: 'open', closedAt: null, closedBy: null, updatedAt: now });
  await keepHead(world, row);
  addIssueEvent(world, actor, row.id, 'reopened');
  await emitPull(world, actor, row, 'reopened');
}

/** Whom a commit that GitHub makes for somebody names. */
export function personOf(world: World, actor: Author): { name: string; email: string; date: string } {
  const account = accountOf(world, actor);
  return { name: account.name ?? account.login, email: account.email ?? 'noreply@github.com', date: timeOf(world) };
}
