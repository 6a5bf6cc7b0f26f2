import type { CommandContext } from '../command/context.ts';

/** Why this rollback's holds are there. Names the comment, so that the same comment read again knows its own. */
export function rollbackReason({ comment }: Pick<CommandContext, 'comment'>): string {
  return `taken back by @${comment.author} in #${comment.issue} (comment ${comment.id})`;
}
