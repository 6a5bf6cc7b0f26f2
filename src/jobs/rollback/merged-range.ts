import { firstParentCommits } from '../../github/commits.ts';
import { pullsOfCommit, type PullFacts } from '../../github/pulls.ts';
import type { Repo } from '../../github/repo.ts';

/**
 * The commit of the branch that a pull request was merged onto: what its files were just before. A merge and a squash make one
 * commit, a rebase one for each of its own.
 */
export async function mergedOnto(repo: Repo, pull: PullFacts, merged: string): Promise<string> {
  const walked = await firstParentCommits(repo, pull.mergeBase, merged);
  if (walked === undefined) return pull.mergeBase;
  const shas = [pull.mergeBase, ...walked];
  let index = shas.length - 1;
  while (index > 0 && (await isOf(repo, shas[index] ?? merged, pull.number))) index -= 1;
  return shas[index] ?? pull.mergeBase;
}

async function isOf(repo: Repo, sha: string, number: number): Promise<boolean> {
  return (await pullsOfCommit(repo, sha)).some((pull) => pull.number === number);
}
