import type { Handler, JobContext } from '../queue/queue.ts';
import { Permanent } from '../queue/queue.ts';
import { GitHubError, isGitHubError } from '../github/errors.ts';
import { codeOf, tell } from '../telemetry/spans.ts';
import { commandJob } from './command/command-job.ts';
import { Newer, type AnyJob } from './define.ts';
import { driftJob } from './drift/drift-job.ts';
import { noticeJob } from './notice/notice-job.ts';
import { releaseJob } from './release/release-job.ts';
import { mergeGroupJob } from './review/merge-group-job.ts';
import { rerunJob, reviewJob } from './review/review-job.ts';
import type { Services } from './services.ts';
import { sweepJob } from './sweep/sweep-job.ts';
import { sweepRepositoryJob } from './sweep/sweep-repository-job.ts';

/** Every kind of work that there is. */
const jobs: readonly AnyJob[] = [
  reviewJob,
  rerunJob,
  mergeGroupJob,
  commandJob,
  releaseJob,
  driftJob,
  sweepJob,
  sweepRepositoryJob,
  noticeJob,
];

/** GitHub's outages and updates of Sluice last minutes or hours; what fails for longer than these is the job's own fault. */
const PATIENCE_MS = 6 * 3_600_000;
const OUTAGE_RETRY_MS = 30_000;
const UPDATE_RETRY_MS = 2_000;
const QUICK_TRIES = 2;

/** How long to wait with what only time can mend; undefined: it counts as a failed try. */
function waitFor(error: unknown, { attempt, addedAt }: JobContext, now: Date): number | undefined {
  // GitHub says when to come back: waiting for that is no failed try.
  if (isGitHubError(error) && error.retryAfterMs !== undefined) return error.retryAfterMs;
  if (now.getTime() - addedAt.getTime() > PATIENCE_MS) return undefined;
  if (error instanceof Newer) return UPDATE_RETRY_MS;
  const isAway = isGitHubError(error, 'unavailable') || isGitHubError(error, 'rate-limited');
  // A few quick tries come first: most often GitHub fails for a moment only.
  return isAway && attempt > QUICK_TRIES ? OUTAGE_RETRY_MS : undefined;
}

/** What a worker does with a job: the function of its name, with a log that carries the trace through every line. */
export function handler(services: Services): Handler {
  const byName = new Map(jobs.map((known) => [known.name, known]));
  return async (job, context) => {
    const { delivery } = job.trace;
    const log = services.log.child({ job: job.name, ...job.trace, attempt: context.attempt });
    const started = performance.now();
    try {
      const known = byName.get(job.name);
      if (known === undefined) throw new Newer(`no worker here knows ${job.name}: left for a newer one`);
      return await known.run(job, { services: { ...services, log }, context, delivery });
    } catch (error) {
      const delayMs = waitFor(error, context, services.now());
      if (delayMs !== undefined) {
        tell({ reason: codeOf(error) });
        return { kind: 'again', delayMs };
      }
      // Its replicas may know of a commit or pull request a little later than its webhooks.
      if (error instanceof GitHubError && !error.retryable && context.attempt > QUICK_TRIES)
        throw new Permanent(error.message, { cause: error });
      throw error;
    } finally {
      log.debug({ ms: Math.round(performance.now() - started) }, 'job ended');
    }
  };
}
