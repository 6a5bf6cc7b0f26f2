import { readOnce } from '../../gateway/read-once.ts';
import { branchHead } from '../../github/commits.ts';
import { withRequests } from '../../github/context.ts';
import { isGitHubError } from '../../github/errors.ts';
import type { Repo } from '../../github/repo.ts';
import type { Outcome } from '../../queue/queue.ts';
import { DONE, job, type JobRun } from '../define.ts';
import { copyRecord } from '../offline/mirror.ts';
import { recordChanges } from '../offline/reconcile.ts';
import { watchOffline } from '../offline/watch.ts';
import { configAt } from '../platform/config-at.ts';
import { lastReadable } from '../platform/last-readable.ts';
import { openRepo } from '../platform/open-repo.ts';
import { recordOf } from '../platform/record.ts';
import { releaseData, specs, type RepoRef } from '../requests.ts';
import { advance } from './advance.ts';
import { IDLE, PROGRESS, type Advance, type ReleaseContext } from './context.ts';
import { deploymentAnchor } from './anchor.ts';
import { jobUnderLease } from './lease.ts';
import { endRemoved } from './removed.ts';

/** A waiting release gives its worker back; a shorter wait than this is not worth the way through the queue. */
const WAIT_HERE_MS = 250;

/**
 * Takes a repository's environments as far as they go now: from what was merged, what the record says and what is live,
 * never from what an event said.
 */
export const releaseJob = job({
  ...specs.release,
  schema: releaseData,
  run: ({ repo: ref }, run: JobRun) =>
    withRequests({ priority: 'release' }, () => jobUnderLease(run, ref.id, (signal) => releaseOf(run, ref, signal))),
});

async function releaseOf(run: JobRun, ref: RepoRef, signal: AbortSignal): Promise<Outcome> {
  const services = { ...run.services, targets: readOnce(run.services.targets) };
  try {
    const repo = await openRepo(services, ref);
    if (repo === undefined) return DONE;
    return await settle({ ...run, services }, repo, ref, signal);
  } catch (error) {
    if (!isGitHubError(error, 'unavailable')) throw error;
    const delayMs = await watchOffline(services, ref, signal);
    if (delayMs === undefined) throw error;
    return { kind: 'again', delayMs };
  }
}

async function settle(run: JobRun, repo: Repo, ref: RepoRef, signal: AbortSignal): Promise<Outcome> {
  for (let first = true; ; first = false) {
    signal.throwIfAborted();
    const step = await pass(run, repo, ref, first, signal);
    if (step.kind === 'idle') return DONE;
    if (step.kind === 'wait' && step.ms > WAIT_HERE_MS) return { kind: 'again', delayMs: step.ms };
    if (step.kind === 'wait') await new Promise((resolve) => setTimeout(resolve, step.ms));
  }
}

async function pass(
  { services, delivery }: JobRun,
  repo: Repo,
  ref: RepoRef,
  first: boolean,
  signal: AbortSignal,
): Promise<Advance> {
  const head = await branchHead(repo, repo.defaultBranch);
  if (head === undefined) return IDLE;
  const at = await configAt(repo, head);
  const record = recordOf(services, repo);
  const atLeast = first && at.ok ? await deploymentAnchor(repo, at.config) : undefined;
  const read = await record.read(atLeast && { atLeast });
  if (!read.ok) {
    services.log.error({ reason: read.reason }, `deploys are frozen: ${read.message}`);
    // Nothing new is deployed on a record that cannot be believed; what is live and fails is put back all the same.
    const ms = await watchOffline(services, ref, signal);
    return ms === undefined ? IDLE : { kind: 'wait', ms };
  }
  const known = at.ok ? at : await lastReadable(repo, read.view);
  const context: ReleaseContext = {
    services,
    repo,
    record,
    view: read.view,
    head,
    config: known?.config ?? {},
    cause: { event: 'push', ref: delivery, actor: repo.bot.login },
    signal,
  };
  await copyRecord(services, repo, read.view);
  if (await recordChanges(context)) return PROGRESS;
  return (at.ok ? await endRemoved(context) : undefined) ?? advance(context);
}
