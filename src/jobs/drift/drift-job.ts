import { environmentOrder } from '../../config/effective.ts';
import { branchHead } from '../../github/commits.ts';
import { withRequests } from '../../github/context.ts';
import type { Repo } from '../../github/repo.ts';
import { DONE, job, type JobRun } from '../define.ts';
import { configAt } from '../platform/config-at.ts';
import { lastReadable } from '../platform/last-readable.ts';
import { openRepo } from '../platform/open-repo.ts';
import { environmentsIn, recordOf } from '../platform/record.ts';
import type { ReleaseContext } from '../release/context.ts';
import { jobUnderLease } from '../release/lease.ts';
import { driftData, specs } from '../requests.ts';
import { leaveEnvironment, watchEnvironment } from './watch.ts';

/** Holds what serves against what was deployed, environment by environment, and tells or puts back what differs; never beside a release. */
export const driftJob = job({
  ...specs.drift,
  schema: driftData,
  run: ({ repo: ref }, run: JobRun) =>
    withRequests({ priority: 'review' }, () =>
      jobUnderLease(run, ref.id, async (signal) => {
        const repo = await openRepo(run.services, ref);
        if (repo !== undefined) await watch(run, repo, signal);
        return DONE;
      }),
    ),
});

async function watch({ services, delivery }: JobRun, repo: Repo, signal: AbortSignal): Promise<void> {
  const head = await branchHead(repo, repo.defaultBranch);
  if (head === undefined) return;
  const record = recordOf(services, repo);
  const recorded = await record.read();
  if (!recorded.ok) return;
  const at = await configAt(repo, head);
  const known = at.ok ? at : await lastReadable(repo, recorded.view);
  if (known === undefined) return;
  const configured = environmentOrder(known.config);
  const removed = at.ok ? environmentsIn(recorded.view).filter((name) => !configured.includes(name)) : [];
  for (const environment of [...configured, ...removed]) {
    signal.throwIfAborted();
    const read = await record.read();
    if (!read.ok) return;
    const context: ReleaseContext = {
      services,
      repo,
      record,
      view: read.view,
      head,
      config: known.config,
      cause: { event: 'sweep', ref: delivery, actor: repo.bot.login },
      signal,
    };
    if (configured.includes(environment)) await watchEnvironment(context, environment);
    else await leaveEnvironment(context, environment);
  }
}
