import { isGitHubError } from '../../github/errors.ts';
import type { Installation } from '../../github/installations.ts';
import { DONE, job, type JobRun } from '../define.ts';
import { requestRepositorySweep, specs, sweepData } from '../requests.ts';
import type { Services } from '../services.ts';
import { refillKept } from './refill.ts';

/** GitHub keeps deliveries, and lets them be sent again, for three days. */
export const LOOK_BACK_MS = 3 * 24 * 3_600_000;

/**
 * Asks GitHub for what its webhooks may not have told: deliveries that failed, and every repository's own state. What fails for one
 * does not keep the others waiting.
 */
export const sweepJob = job({
  ...specs.sweep,
  schema: sweepData,
  async run(_, run: JobRun) {
    const { services } = run;
    const installations = (await services.github.installations()).filter(({ suspended }) => !suspended);
    const parts = [
      () => refillKept(services),
      () => redeliverFailed(services),
      ...installations.map((installation) => () => sweepInstallation(run, installation)),
    ];
    const failures: unknown[] = [];
    for (const part of parts) {
      await part().catch((error: unknown) => {
        services.log.warn({ err: error }, 'a part of the sweep failed');
        if (!isGitHubError(error) || error.retryable) failures.push(error);
      });
    }
    if (failures.length > 0) throw failures[0];
    return DONE;
  },
});

/** Kept beside the queue while all that GitHub keeps was looked through within the hour: then what is newer is enough. */
const LOOKED_BACK = 'sweep:looked-back';
const HOUR_MS = 3_600_000;

async function redeliverFailed({ github, queue, log, now }: Services): Promise<void> {
  const isRecent = (await queue.cache.get(LOOKED_BACK)) !== undefined;
  const since = new Date(now().getTime() - (isRecent ? 2 * HOUR_MS : LOOK_BACK_MS));
  for (const { id, guid, event } of await github.failedDeliveries(since, now())) {
    try {
      await github.redeliver(id);
      log.info({ failed: guid, event }, 'asked for a failed delivery again');
    } catch (error) {
      if (!isGitHubError(error) || error.retryable) throw error;
      log.warn({ failed: guid, event, reason: error.message }, 'a failed delivery cannot be asked for again');
    }
  }
  if (!isRecent) await queue.cache.set(LOOKED_BACK, Buffer.from(now().toISOString()), { ttlMs: HOUR_MS });
}

async function sweepInstallation({ services, delivery }: JobRun, { id: installation }: Installation): Promise<void> {
  for (const { id, fullName, archived } of await services.github.repositories(installation)) {
    if (archived) continue;
    const { job: queued, options } = requestRepositorySweep({ installation, id, fullName }, delivery);
    await services.queue.add(queued, options);
  }
}
