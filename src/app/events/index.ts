import type { Probot } from 'probot';
import type { CommandSet } from '../../jobs/command/definition.ts';
import type { JobRequest } from '../../jobs/define.ts';
import { onCheckRun } from './check-run.ts';
import { onInstallation } from './installation.ts';
import { onIssueComment } from './issue-comment.ts';
import { onMergeGroup } from './merge-group.ts';
import { onPullRequest } from './pull-request.ts';
import { onPush } from './push.ts';

/** Stores a job; throws when it could not, so that the delivery counts as failed. */
export type Enqueue = (request: JobRequest) => Promise<void>;

/** Every webhook that Sluice listens to: ignore it, or build a job. No decisions and no requests here. */
export function events(app: Probot, enqueue: Enqueue, commands: CommandSet): void {
  onPullRequest(app, enqueue);
  onPush(app, enqueue);
  onIssueComment(app, enqueue, commands);
  onMergeGroup(app, enqueue);
  onCheckRun(app, enqueue);
  onInstallation(app, enqueue);
}
