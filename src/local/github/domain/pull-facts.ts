/** What git says about a pull request: its diff, its commits, whether it can be merged. */
import { diffFiles } from '../git/diff.ts';
import type { ChangedFile } from '../git/diff.ts';
import { aheadBehind, mergeBase, mergedTree } from '../git/merge.ts';
import { EMPTY_TREE, log, writeCommit } from '../git/objects.ts';
import type { Commit } from '../git/objects.ts';
import { readRef } from '../git/refs.ts';
import { git } from '../git/run.ts';
import { repositoryDir } from '../lookup.ts';
import type { PullIssue, Repository } from '../model.ts';
import { pullFull } from '../render/pull.ts';
import type { PullFacts } from '../render/pull.ts';
import type { Json } from '../render/urls.ts';
import { timeOf } from '../world.ts';
import type { World } from '../world.ts';
import { missingCheck, rulesFor } from './rules.ts';

/** What the pull request changes against where it left its base. */
export async function pullFiles(world: World, repository: Repository, { pull }: PullIssue): Promise<ChangedFile[]> {
  const dir = repositoryDir(world, repository);
  const from = (await mergeBase(dir, pull.base.sha, pull.head.sha)) ?? EMPTY_TREE;
  return diffFiles(dir, from, pull.head.sha);
}

/** Oldest first. */
export async function pullCommits(world: World, repository: Repository, { pull }: PullIssue): Promise<Commit[]> {
  return log(repositoryDir(world, repository), ['--reverse', '--topo-order', `${pull.base.sha}..${pull.head.sha}`]);
}

/** Tries the merge unless it was tried for these two commits; keeps the test merge at `refs/pull/N/merge`. */
export async function testMerge(world: World, repository: Repository, row: PullIssue): Promise<boolean | null> {
  const { pull } = row;
  if (row.state !== 'open') return null;
  const dir = repositoryDir(world, repository);
  const base = (await readRef(dir, `refs/heads/${pull.base.ref}`))?.sha;
  if (base === undefined) return null;
  const head = pull.head.sha;
  if (pull.test?.base === base && pull.test.head === head) return pull.test.mergeable;
  const tree = await mergedTree(dir, base, head);
  const person = { name: 'GitHub', email: 'noreply@github.com', date: timeOf(world) };
  const message = `Merge ${head} into ${base}`;
  const sha =
    tree === undefined
      ? null
      : await writeCommit(dir, { tree, parents: [base, head], author: person, committer: person, message });
  if (sha !== null) await git(dir, ['update-ref', `refs/pull/${row.number}/merge`, sha]);
  if (pull.mergedAt === null) {
    pull.mergeCommitSha = sha;
    pull.test = { base, head, mergeable: sha !== null };
    world.store.issues.update(row, {});
  }
  return sha !== null;
}

async function mergeableState(
  world: World,
  repository: Repository,
  { pull }: PullIssue,
  mergeable: boolean | null,
): Promise<PullFacts['mergeableState']> {
  if (mergeable === null) return 'unknown';
  if (!mergeable) return 'dirty';
  if (pull.draft) return 'draft';
  for (const { rule } of rulesFor(world, repository, `refs/heads/${pull.base.ref}`)) {
    if (rule.type !== 'required_status_checks') continue;
    if (missingCheck(world, repository, rule, pull.head.sha) !== undefined) return 'blocked';
    if (!rule.strict) continue;
    const { behind } = await aheadBehind(
      repositoryDir(world, repository),
      `refs/heads/${pull.base.ref}`,
      pull.head.sha,
    );
    if (behind > 0) return 'behind';
  }
  return 'clean';
}

async function pullFacts(world: World, repository: Repository, row: PullIssue): Promise<PullFacts> {
  const [files, commits, mergeable] = await Promise.all([
    pullFiles(world, repository, row),
    pullCommits(world, repository, row),
    testMerge(world, repository, row),
  ]);
  return {
    commits: commits.length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changedFiles: files.length,
    mergeable,
    mergeableState: await mergeableState(world, repository, row, mergeable),
  };
}

export async function renderPull(world: World, repository: Repository, row: PullIssue): Promise<Json> {
  const facts = await pullFacts(world, repository, row);
  return pullFull(world, repository, row, facts);
}
