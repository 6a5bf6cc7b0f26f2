import type { Probot } from 'probot';
import type { CommandSet } from '../../jobs/command/definition.ts';
import { firstLine } from '../../jobs/command/refuse.ts';
import { requestCommand } from '../../jobs/requests.ts';
import type { Enqueue } from './enqueue.ts';
import { repositoryOf } from './repository-of.ts';

/** A new comment of a person that reads as one of our commands; edits are never commands. */
export function onIssueComment(app: Probot, enqueue: Enqueue, commands: CommandSet): void {
  app.on('issue_comment.created', async ({ id, payload }) => {
    const repo = repositoryOf(payload);
    if (!repo || payload.comment.user?.type !== 'User' || commands.read(payload.comment.body).kind === 'none') return;
    const { id: comment, body } = payload.comment;
    await enqueue(requestCommand(repo, payload.issue.number, comment, id, { written: firstLine(body) }));
  });
}
