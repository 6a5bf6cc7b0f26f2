import { approvalGroups } from '../platform/approval.ts';
import type { Approval, EnvironmentState } from '../../release/state.ts';
import type { CommandContext } from './context.ts';

const KEPT = 20;

/** An environment's approvals with the word of whoever wrote this comment. */
export function withApproval(
  { cause, services, comment }: Pick<CommandContext, 'cause' | 'services' | 'comment'>,
  state: EnvironmentState,
  commit: string,
): readonly Approval[] {
  const approval = { commit, by: cause.actor, at: services.now().toISOString(), comment: comment.id };
  return [approval, ...state.approvals].slice(0, KEPT);
}

/** The same of a release that they ask for: whoever may ask for one there is one of those whose word it waits for, where it waits for any. */
export function withAskersWord(
  context: Pick<CommandContext, 'cause' | 'services' | 'comment' | 'config'>,
  environment: string,
  state: EnvironmentState,
  commit: string,
): readonly Approval[] {
  const waits = approvalGroups(context.services, context.config, environment).length > 0;
  return waits ? withApproval(context, state, commit) : state.approvals;
}
