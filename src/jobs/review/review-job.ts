import type { Repo } from '../../github/repo.ts';
import { withRequests } from '../../github/context.ts';
import { publishReview } from '../../github/publish.ts';
import { pullsWithHead, readPull } from '../../github/pulls.ts';
import { decideReview } from '../../review/decide.ts';
import type { CheckOutput, ReviewOutput } from '../../review/output.ts';
import { renderReview } from '../../review/render/review.ts';
import { inSpan } from '../../telemetry/spans.ts';
import { DONE, job, type JobRun } from '../define.ts';
import { openRepo } from '../platform/open-repo.ts';
import { requestReview, rerunData, reviewData, specs } from '../requests.ts';
import type { Services } from '../services.ts';
import { gatherReview } from './gather.ts';

/** Says everything there is to say about the head of one pull request, as it is now. */
export const reviewJob = job({
  ...specs.review,
  schema: reviewData,
  run: ({ repo: ref, pull, rerun }, { services, context }: JobRun) =>
    withRequests({ priority: 'review' }, async () => {
      const repo = await openRepo(services, ref);
      if (repo !== undefined) await reviewPull(services, repo, { number: pull, rerun }, context.signal);
      return DONE;
    }),
});

/** "Re-run" on a check: of the commit it stands on, whose pull requests GitHub does not name where they come from forks. */
export const rerunJob = job({
  ...specs.rerun,
  schema: rerunData,
  run: ({ repo: ref, head }, { services, delivery }: JobRun) =>
    withRequests({ priority: 'review' }, async () => {
      const repo = await openRepo(services, ref);
      if (repo === undefined) return DONE;
      const pulls = await pullsWithHead(repo, head);
      for (const [index, { number }] of pulls.entries()) {
        // The check is one for all of them: the first makes the new run.
        const { job: queued, options } = requestReview(ref, number, delivery, index === 0);
        await services.queue.add(queued, options);
      }
      return DONE;
    }),
});

const WORST = ['failure', 'success', 'neutral'] as const;

interface Wanted {
  readonly number: number;
  readonly rerun: boolean;
}

async function reviewPull(
  services: Services,
  repo: Repo,
  { number, rerun }: Wanted,
  signal: AbortSignal,
): Promise<void> {
  const pull = await readPull(repo, number);
  if (pull.state !== 'open') return;
  const output = await outputOf(services, repo, number, signal, pull);
  const others = (await pullsWithHead(repo, pull.headSha)).filter((other) => other.number !== number);
  const checks = [output.check];
  for (const other of others) checks.push((await outputOf(services, repo, other.number, signal)).check);
  const check = worst(checks);
  const facts = { pull: number, verdict: check.conclusion };
  const { published, writes } = await inSpan('review publish', { facts }, async (tell) => {
    const published = await publishReview(repo, { pull: number, headSha: pull.headSha, rerun }, { ...output, check });
    const writes = published.kind === 'published' ? published.writes : 0;
    tell({ outcome: published.kind, writes });
    return { published, writes };
  });
  services.log.info({ pull: number, head: pull.headSha, published: published.kind, writes }, 'reviewed');
}

async function outputOf(
  services: Services,
  repo: Repo,
  number: number,
  signal: AbortSignal,
  known?: Awaited<ReturnType<typeof readPull>>,
): Promise<ReviewOutput> {
  const pull = known ?? (await readPull(repo, number));
  const facts = await gatherReview({ services, repo, pull, signal });
  return renderReview(decideReview(facts), facts);
}

/** The check belongs to the commit: the worst verdict of all pull requests that have it as their head. */
function worst(checks: readonly CheckOutput[]): CheckOutput {
  const rank = (check: CheckOutput): number => WORST.indexOf(check.conclusion);
  return checks.reduce((a, b) => (rank(b) < rank(a) ? b : a));
}
