import { pullsOfCommit } from '../../github/pulls.ts';
import type { AuditEntry, EnvironmentState } from '../../release/state.ts';
import { approvalGroups } from '../platform/approval.ts';
import { asText, files } from '../platform/record.ts';
import { IDLE, now, PROGRESS, type Advance, type ReleaseContext } from './context.ts';
import { affectedSince } from './prepare.ts';

/** Notes once for each commit that somebody has to approve it, where it would change anything there. */
export async function awaitApproval(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  commit: string,
): Promise<Advance> {
  const { view, repo, record, cause, services, config } = context;
  if (state.deployed === commit || state.current?.commit === commit) return IDLE;
  const path = files.awaited(environment);
  const awaited = (await view.json(path)) as { readonly commit: string } | undefined;
  if (awaited?.commit === commit) return IDLE;
  if ((await affectedSince(context, environment, state, commit)).length === 0) return IDLE;
  const pull = (await pullsOfCommit(repo, commit)).find(({ merged }) => merged)?.number;
  const teams = [...new Set(approvalGroups(services, config, environment).flat())];
  const entry: AuditEntry = {
    at: now(context),
    action: 'approval.wait',
    subject: environment,
    cause,
    detail: commit.slice(0, 7),
    about: { commit, teams, ...(pull !== undefined && { pull }) },
  };
  const message = `approval.wait ${environment}`;
  const written = await record.commit(view, { files: { [path]: asText({ commit }) }, audit: [entry], cause, message });
  if (written.ok) services.log.info({ environment, commit }, 'an approval is waited for');
  return PROGRESS;
}
