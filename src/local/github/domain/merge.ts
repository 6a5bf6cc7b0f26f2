import type { Author } from '../actor.ts';
import { mergeCommit } from '../git/merge.ts';
import { readRef } from '../git/refs.ts';
import { repositoryDir } from '../lookup.ts';
import type { PullIssue, Repository, Rule } from '../model.ts';
import { Refusal } from '../refusal.ts';
import { timeOf } from '../world.ts';
import type { World } from '../world.ts';
import { pullCommits } from './pull-facts.ts';
import { markMerged } from './pull-sync.ts';
import { personOf } from './pulls.ts';
import { swapRef } from './refs.ts';
import { bindingRules, missingCheck } from './rules.ts';

export interface MergeOptions {
  readonly method?: 'merge' | 'squash' | 'rebase';
  readonly title?: string;
  readonly message?: string;
  /** The head that was judged; 409 where it is another one by now. */
  readonly sha?: string;
}

/** Merges a pull request for real and returns the new tip of its base. Throws `Refusal` 405 or 409. */
export async function mergePull(
  world: World,
  actor: Author,
  row: PullIssue,
  options: MergeOptions = {},
): Promise<string> {
  const repository = world.store.repositories.must(row.repositoryId);
  const { pull } = row;
  if (row.state !== 'open' || pull.draft) throw new Refusal(405, 'Pull Request is not mergeable');
  if (options.sha !== undefined && options.sha !== pull.head.sha)
    throw new Refusal(409, 'Head branch was modified. Review and try the merge again.');
  const violated = violation(world, actor, repository, row, options.method ?? 'merge');
  if (violated !== undefined) throw new Refusal(405, `Repository rule violations found\n\n${violated}\n\n`);
  const ref = `refs/heads/${pull.base.ref}`;
  const base = (await readRef(repositoryDir(world, repository), ref))?.sha;
  if (base === undefined) throw new Refusal(405, 'Pull Request is not mergeable');
  const sha = await commitFor(world, actor, repository, row, base, options);
  if (sha === undefined) throw new Refusal(405, 'Pull Request is not mergeable');
  await land(world, actor, repository, row, { ref, from: base, to: sha });
  return sha;
}

/** Moves the base to the merge; the pull request is merged before the push is told. */
async function land(
  world: World,
  actor: Author,
  repository: Repository,
  row: PullIssue,
  change: { readonly ref: string; readonly from: string; readonly to: string },
): Promise<void> {
  row.pull.base.sha = change.from;
  const now = timeOf(world);
  await swapRef(world, actor, repository, change, async () => {
    world.store.issues.update(row, { updatedAt: now });
    await markMerged(world, actor, row, change.to);
  }).catch((error: unknown) => {
    if (error instanceof Refusal) throw new Refusal(409, 'Base branch was modified. Review and try the merge again.');
    throw error;
  });
}

async function commitFor(
  world: World,
  actor: Author,
  repository: Repository,
  row: PullIssue,
  base: string,
  { method = 'merge', title, message }: MergeOptions,
): Promise<string | undefined> {
  const author = personOf(world, actor);
  const github = { name: 'GitHub', email: 'noreply@github.com', date: author.date };
  const owner = row.pull.head.repositoryId === null ? 'unknown' : ownerOf(world, row.pull.head.repositoryId);
  const defaults =
    method === 'squash'
      ? [`${row.title} (#${row.number})`, await squashedMessages(world, repository, row)]
      : [`Merge pull request #${row.number} from ${owner}/${row.pull.head.ref}`, row.title];
  const text = [title ?? defaults[0], message ?? defaults[1]].filter(Boolean).join('\n\n');
  return mergeCommit(repositoryDir(world, repository), {
    method,
    base,
    head: row.pull.head.sha,
    message: text,
    author,
    committer: method === 'rebase' ? author : github,
  });
}

function ownerOf(world: World, repositoryId: number): string {
  return world.store.accounts.must(world.store.repositories.must(repositoryId).ownerId).login;
}

async function squashedMessages(world: World, repository: Repository, row: PullIssue): Promise<string> {
  const commits = await pullCommits(world, repository, row);
  return commits.length < 2 ? '' : commits.map(({ message }) => `* ${message}`).join('\n\n');
}

function violation(
  world: World,
  actor: Author,
  repository: Repository,
  row: PullIssue,
  method: 'merge' | 'squash' | 'rebase',
): string | undefined {
  const rules = bindingRules(world, actor, repository, `refs/heads/${row.pull.base.ref}`);
  for (const rule of rules) {
    const reason = violated(world, repository, row, method, rule);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function violated(
  world: World,
  repository: Repository,
  row: PullIssue,
  method: 'merge' | 'squash' | 'rebase',
  rule: Rule,
): string | undefined {
  switch (rule.type) {
    case 'update':
      return 'Cannot update this protected ref.';
    case 'merge_queue':
      return 'Changes must be made through the merge queue';
    case 'required_status_checks':
      return missingCheck(world, repository, rule, row.pull.head.sha);
    case 'required_linear_history':
      return method === 'merge' ? 'This branch must not contain merge commits.' : undefined;
    case 'pull_request':
      return approvals(world, row) < rule.approvals
        ? `At least ${rule.approvals} approving review is required by reviewers with write access.`
        : undefined;
    default:
      return undefined;
  }
}

/** People whose last judgement is an approval. */
function approvals(world: World, row: PullIssue): number {
  const last = new Map<number, string>();
  for (const { issueId, authorId, state } of world.store.reviews.all())
    if (issueId === row.id && state !== 'COMMENTED' && state !== 'PENDING') last.set(authorId, state);
  return [...last.values()].filter((state) => state === 'APPROVED').length;
}

/** Merges what a merge group tried, exactly as it was tried. */
export async function landMergeGroup(
  world: World,
  actor: Author,
  row: PullIssue,
  group: { readonly baseSha: string; readonly headSha: string },
): Promise<void> {
  const repository = world.store.repositories.must(row.repositoryId);
  const ref = `refs/heads/${row.pull.base.ref}`;
  await land(world, actor, repository, row, { ref, from: group.baseSha, to: group.headSha });
}
