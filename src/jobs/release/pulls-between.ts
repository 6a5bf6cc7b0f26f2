import { firstParentCommits } from '../../github/commits.ts';
import { pullsOfCommit } from '../../github/pulls.ts';
import type { Repo } from '../../github/repo.ts';
import type { PullRef } from '../../review/report-facts.ts';
import { pathsBetween } from '../platform/changes-between.ts';

const LOOKED_AT = 50;

/** The merged pull requests between two commits of the default branch that touched one of these paths, oldest first. */
export async function pullsBetween(
  repo: Repo,
  from: string,
  to: string,
  paths: ReadonlySet<string>,
): Promise<PullRef[]> {
  const walked = await firstParentCommits(repo, from, to);
  if (walked === undefined) return [];
  const found = new Map<number, PullRef>();
  let parent = from;
  for (const sha of walked.slice(-LOOKED_AT)) {
    const changed = await pathsBetween(repo, parent, sha);
    parent = sha;
    if (![...changed].some((path) => paths.has(path))) continue;
    for (const { number, author, merged } of await pullsOfCommit(repo, sha)) {
      if (merged) found.set(number, { number, author });
    }
  }
  return [...found.values()];
}
