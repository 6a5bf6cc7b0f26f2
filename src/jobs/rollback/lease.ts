import type { CommandContext } from '../command/context.ts';
import type { CommandReply } from '../command/definition.ts';
import { firstLine, refuse } from '../command/refuse.ts';
import { underLease } from '../release/lease.ts';

const PATIENCE_MS = 60_000;
const LOOK_MS = 100;

/** Never beside a release of the same repository: waits for its step to end, which is seconds, and says so where it is not. */
export async function underReleaseLease(
  context: CommandContext,
  work: () => Promise<CommandReply>,
): Promise<CommandReply> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    context.signal.throwIfAborted();
    const reply = await underLease(context.services.queue, context.repo.id, work);
    if (reply !== undefined) return reply;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  const line = firstLine(context.comment.body);
  return refuse(line, 'A release of this repository is being written and does not come to an end.', [line]);
}
