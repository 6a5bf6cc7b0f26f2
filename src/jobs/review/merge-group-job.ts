import { concludeCheck } from '../../github/checks.ts';
import { mergeBase } from '../../github/commits.ts';
import { withRequests } from '../../github/context.ts';
import { decideReview } from '../../review/decide.ts';
import { renderReview } from '../../review/render/review.ts';
import { inSpan } from '../../telemetry/spans.ts';
import { DONE, job, type JobRun } from '../define.ts';
import { filesSince } from '../platform/changes-between.ts';
import { openRepo } from '../platform/open-repo.ts';
import { mergeGroupData, specs } from '../requests.ts';
import { gatherReview } from './gather.ts';

/** The same verdict for the commit that a merge queue made; there is nothing to comment on, so it is a check run only. */
export const mergeGroupJob = job({
  ...specs.mergeGroup,
  schema: mergeGroupData,
  run: ({ repo: ref, head, base, pulls }, { services, context }: JobRun) =>
    withRequests({ priority: 'review' }, async () => {
      const repo = await openRepo(services, ref);
      if (repo === undefined) return DONE;
      const [from, files] = await Promise.all([mergeBase(repo, base, head), filesSince(repo, base, head)]);
      const pull = {
        number: 0,
        author: '',
        headSha: head,
        baseRef: repo.defaultBranch,
        baseSha: base,
        mergeBase: from,
        files,
        isFork: false,
      };
      const facts = await gatherReview({ services, repo, pull, waivedBy: pulls, signal: context.signal });
      const { check } = renderReview(decideReview(facts), facts);
      await inSpan('review publish', { facts: { verdict: check.conclusion } }, () => concludeCheck(repo, head, check));
      return DONE;
    }),
});
