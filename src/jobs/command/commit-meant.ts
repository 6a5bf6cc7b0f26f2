import { pullsOfCommit } from '../../github/pulls.ts';
import type { RecordView } from '../../github/record-view.ts';
import { approvalGroups } from '../platform/approval.ts';
import { environmentState } from '../platform/record.ts';
import type { CommandContext } from './context.ts';

export type CommitMeant =
  { readonly ok: true; readonly commit: string } | { readonly ok: false; readonly message: string };

interface Candidate {
  readonly commit: string;
  /** Since when it waits; undefined: nobody but its author says. */
  readonly since?: string | undefined;
  readonly what: string;
}

/**
 * The commit that an environment is to get: the branch's head, or what passed in the environment before it. Where somebody's word lets
 * it in, that is only given for what they could see when they wrote.
 */
export async function commitMeant(
  context: CommandContext,
  view: RecordView,
  environment: string,
): Promise<CommitMeant> {
  const after = context.config.environments?.[environment]?.after;
  const found = await (after === undefined ? ofBranch(context) : passedIn(view, after));
  if (found === undefined) return { ok: false, message: `Nothing has passed in ${after ?? ''} yet.` };
  const { commit, since, what } = found;
  const asks = approvalGroups(context.services, context.config, environment).length > 0;
  if (!asks || since === undefined || seconds(since) <= seconds(context.comment.createdAt)) return { ok: true, commit };
  return { ok: false, message: `${commit.slice(0, 7)} ${what} after this comment. Look at it and repeat the command.` };
}

async function ofBranch({ repo, head: commit }: CommandContext): Promise<Candidate> {
  const merged = (await pullsOfCommit(repo, commit)).find(({ mergeCommitSha }) => mergeCommitSha === commit);
  return { commit, since: merged?.mergedAt, what: 'was merged' };
}

async function passedIn(view: RecordView, environment: string): Promise<Candidate | undefined> {
  const [good] = (await environmentState(view, environment)).good;
  return good && { commit: good.commit, since: good.at, what: `passed in ${environment}` };
}

/** GitHub tells the time of a comment by the second. */
function seconds(at: string): number {
  return Math.floor(Date.parse(at) / 1000);
}
