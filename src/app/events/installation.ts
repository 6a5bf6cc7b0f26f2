import type { Probot } from 'probot';
import { requestSweep } from '../../jobs/requests.ts';
import type { Enqueue } from './enqueue.ts';

/** New repositories come with open pull requests and a default branch: one sweep finds both. */
export function onInstallation(app: Probot, enqueue: Enqueue): void {
  app.on(['installation.created', 'installation.unsuspend', 'installation_repositories.added'], async ({ id }) => {
    await enqueue(requestSweep(id));
  });
}
