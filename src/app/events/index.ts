import type { Probot } from 'probot';
import type { CommandSet } from '../../jobs/command/definition.ts';
import { onCheckRun } from './check-run.ts';
import type { Enqueue } from './enqueue.ts';
import { onInstallation } from './installation.ts';
import { onIssueComment } from './issue-comment.ts';
import { onMergeGroup } from './merge-group.ts';
import { onPullRequest } from './pull-request.ts';
import { onPush } from './push.ts';

/** Every webhook that Sluice listens to: ignore it, or build a job. No decisions and no requests here. */
export function events(app: Probot, enqueue: Enqueue, commands: CommandSet): void {
  onPullRequest(app, enqueue);
  onPush(app, enqueue);
  onIssueComment(app, enqueue, commands);
  onMergeGroup(app, enqueue);
  onCheckRun(app, enqueue);
  onInstallation(app, enqueue);
}
