import { isConcluded } from '../../github/checks.ts';
import { commentsSince } from '../../github/comments.ts';
import { openPulls } from '../../github/pulls.ts';
import type { RecordView } from '../../github/record-view.ts';
import type { Repo } from '../../github/repo.ts';
import { DONE, job, type JobRequest, type JobRun } from '../define.ts';
import { tellNews } from '../notice/news.ts';
import { openRepo } from '../platform/open-repo.ts';
import { answeredCommands, environmentsIn, recordOf } from '../platform/record.ts';
import {
  requestCommand,
  requestDriftCheck,
  requestMissedReview,
  requestRelease,
  specs,
  sweepRepositoryData,
  type RepoRef,
} from '../requests.ts';
import type { Services } from '../services.ts';
import { resign } from './resign.ts';
import { LOOK_BACK_MS } from './sweep-job.ts';

/** What one repository still waits for: verdicts on open heads, answers to commands, the release of its branch's head, a look at what is live, news that nobody was told of. */
export const sweepRepositoryJob = job({
  ...specs.sweepRepository,
  schema: sweepRepositoryData,
  async run({ repo: ref }, { services, delivery }: JobRun) {
    const repo = await openRepo(services, ref);
    if (repo === undefined) return DONE;
    const read = await resign(recordOf(services, repo), services.github.recordKeys.sign, delivery, services.now());
    const requests = [
      ...(await unreviewed(repo, ref, delivery)),
      ...(read.ok ? await unanswered(services, repo, ref, delivery, read.view) : []),
      requestRelease(ref, delivery),
      ...(read.ok && deploys(read.view) ? [requestDriftCheck(ref, delivery)] : []),
    ];
    for (const { job: queued, options } of requests) await services.queue.add(queued, options);
    await tellNews(services, repo, read);
    return DONE;
  },
});

/** Where nothing was ever deployed there is nothing that could drift. */
function deploys(view: RecordView): boolean {
  return environmentsIn(view).length > 0;
}

async function unreviewed(repo: Repo, ref: RepoRef, delivery: string): Promise<JobRequest[]> {
  const requests: JobRequest[] = [];
  for (const { number, headSha } of await openPulls(repo)) {
    if (!(await isConcluded(repo, headSha))) requests.push(requestMissedReview(ref, number, delivery));
  }
  return requests;
}

async function unanswered(
  services: Services,
  repo: Repo,
  ref: RepoRef,
  delivery: string,
  view: RecordView,
): Promise<JobRequest[]> {
  const known = await answeredCommands(view);
  const comments = await commentsSince(repo, new Date(services.now().getTime() - LOOK_BACK_MS));
  return comments
    .filter(({ id, ours, authorType }) => !ours && authorType === 'User' && !Object.hasOwn(known, String(id)))
    .filter(({ body }) => services.commands.read(body).kind !== 'none')
    .map(({ issue, id }) => requestCommand(ref, issue, id, delivery, { late: true }));
}
