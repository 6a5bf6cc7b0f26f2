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
