import { changedFiles, firstParentCommits } from '../../github/commits.ts';
import type { Repo } from '../../github/repo.ts';
import { pullsOfCommit } from '../../github/pulls.ts';
import { decideReview, type Verdict } from '../../review/decide.ts';
import { gatherReview } from '../review/gather.ts';
import type { Services } from '../services.ts';

export type Gate = { readonly ok: true } | { readonly ok: false; readonly reason: string; readonly commit: string };

interface Step {
  readonly base: string;
  readonly head: string;
  /** 0 for a push without a pull request. */
  readonly pull: number;
  readonly author: string;
}

/**
 * Our own review of everything between two commits of the default branch, computed again from the merged trees: a check run can be
 * forged or bypassed, this cannot. Each pull request is judged as it was merged (so that its waivers fit), each push by itself. A
 * history that was rewritten is judged as one change.
 */
export async function gate(
  services: Services,
  repo: Repo,
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<Gate> {
  for (const step of await stepsBetween(repo, from, to)) {
    const changes = await changedFiles(repo, step.base, step.head);
    const facts = await gatherReview({
      services,
      repo,
      pull: {
        number: step.pull,
        author: step.author,
        headSha: step.head,
        baseRef: repo.defaultBranch,
        baseSha: step.base,
        mergeBase: step.base,
        files: changes.files,
        isFork: false,
      },
      signal,
    });
    const verdict = decideReview(facts);
    if (verdict.conclusion === 'failure') return { ok: false, reason: reasonOf(verdict, step), commit: step.head };
  }
  return { ok: true };
}

async function stepsBetween(repo: Repo, from: string, to: string): Promise<Step[]> {
  const walked = await firstParentCommits(repo, from, to);
  if (!walked.ok) return [{ base: from, head: to, pull: 0, author: '' }];
  const steps: Step[] = [];
  let base = from;
  for (const { sha } of walked.commits) {
    const pull = (await pullsOfCommit(repo, sha)).find(
      ({ merged, baseRef }) => merged && baseRef === repo.defaultBranch,
    );
    const last = steps.at(-1);
    if (pull !== undefined && last?.pull === pull.number) steps[steps.length - 1] = { ...last, head: sha };
    else steps.push({ base, head: sha, pull: pull?.number ?? 0, author: pull?.author ?? '' });
    base = sha;
  }
  return steps;
}

function reasonOf({ findings, troubles }: Verdict, { pull }: Step): string {
  const blocking = findings.filter((finding) => finding.blocking);
  const first = blocking[0]?.message ?? troubles.find(({ level }) => level === 'error')?.message ?? 'not reviewed';
  const more = blocking.length > 1 ? ` and ${blocking.length - 1} more` : '';
  return `${pull === 0 ? 'a push' : `#${pull}`} was not let through by review: ${first}${more}`;
}
