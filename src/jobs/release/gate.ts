import { firstParentCommits } from '../../github/commits.ts';
import type { Repo } from '../../github/repo.ts';
import { pullsOfCommit } from '../../github/pulls.ts';
import { decideReview, type Verdict } from '../../review/decide.ts';
import { filesOfTrees, filesSince } from '../platform/changes-between.ts';
import { gatherReview } from '../review/gather.ts';
import type { Services } from '../services.ts';

export type Gate = { readonly ok: true } | { readonly ok: false; readonly reason: string; readonly commit: string };

interface Step {
  readonly base: string;
  readonly head: string;
  /** 0 for a push without a pull request. */
  readonly pull: number;
  readonly author: string;
  /** False where the history was rewritten: then the base is none of the head's ancestors. */
  readonly follows: boolean;
}

/**
 * Our own review of everything between two commits of the default branch, computed again from the merged trees: a check run can be
 * forged or bypassed, this cannot. What counts is what the whole of it does: a fix or a revert that was merged meanwhile lets through what
 * came before it. Only where that is not enough each pull request is judged as it was merged, which also tells whose change it is.
 * Waivers are those of the merged pull requests.
 */
export async function gate(
  services: Services,
  repo: Repo,
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<Gate> {
  const steps = await stepsBetween(repo, from, to);
  const pulls = steps.map(({ pull }) => pull);
  const whole = { base: from, head: to, pull: 0, author: '', follows: steps.every(({ follows }) => follows) };
  const verdict = await judge(services, repo, whole, pulls, signal);
  if (verdict.conclusion !== 'failure') return { ok: true };
  if (steps.length === 1) return refused(verdict, steps[0] ?? whole);
  for (const step of steps) {
    const one = await judge(services, repo, step, [step.pull], signal);
    if (one.conclusion === 'failure') return refused(one, step);
  }
  return { ok: true };
}

async function judge(
  services: Services,
  repo: Repo,
  step: Step,
  waivedBy: readonly number[],
  signal: AbortSignal,
): Promise<Verdict> {
  const files = await (step.follows ? filesSince : filesOfTrees)(repo, step.base, step.head);
  const pull = {
    number: step.pull,
    author: step.author,
    headSha: step.head,
    baseRef: repo.defaultBranch,
    baseSha: step.base,
    mergeBase: step.base,
    files,
    isFork: false,
  };
  return decideReview(await gatherReview({ services, repo, pull, waivedBy, signal }));
}

function refused(verdict: Verdict, step: Step): Gate {
  return { ok: false, reason: reasonOf(verdict, step), commit: step.head };
}

/** Numbers of the pull requests that were merged between two commits of the default branch. */
export async function mergedPulls(repo: Repo, from: string, to: string): Promise<number[]> {
  return (await stepsBetween(repo, from, to)).map(({ pull }) => pull).filter((pull) => pull !== 0);
}

async function stepsBetween(repo: Repo, from: string, to: string): Promise<Step[]> {
  const walked = await firstParentCommits(repo, from, to);
  if (walked === undefined) return [{ base: from, head: to, pull: 0, author: '', follows: false }];
  const steps: Step[] = [];
  let base = from;
  for (const sha of walked) {
    const pull = (await pullsOfCommit(repo, sha)).find(
      ({ merged, baseRef }) => merged && baseRef === repo.defaultBranch,
    );
    const last = steps.at(-1);
    if (pull !== undefined && last?.pull === pull.number) steps[steps.length - 1] = { ...last, head: sha };
    else steps.push({ base, head: sha, pull: pull?.number ?? 0, author: pull?.author ?? '', follows: true });
    base = sha;
  }
  return steps;
}

function reasonOf({ findings, troubles }: Verdict, { pull }: Step): string {
  const blocking = findings.filter((finding) => finding.blocking);
  const first = blocking[0]?.message ?? troubles.find(({ level }) => level === 'error')?.message ?? 'not reviewed';
  const more = blocking.length > 1 ? `, and ${blocking.length - 1} more` : '';
  return `${pull === 0 ? 'a push' : `#${pull}`} was not let through by review: ${first.replace(/\.$/, '')}${more}`;
}
