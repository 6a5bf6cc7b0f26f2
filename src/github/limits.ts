/**
 * GitHub's published limits, kept on our side: 100 requests at once, 80 content writes a minute and 500 an hour for each
 * installation (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api). Half of a limit may go
 * in a burst, the rest comes back evenly, so that no window of GitHub's sees more than the limit.
 */
import Bottleneck from 'bottleneck';
import type { Priority } from './context.ts';

export interface WriteLimits {
  readonly perMinute: number;
  readonly perHour: number;
}

export const githubWriteLimits: WriteLimits = { perMinute: 80, perHour: 500 };

/** Below GitHub's 100, since web and workers share an installation. */
const atOnce = 50;

/** Bottleneck's scale: 0 goes first, 9 last. */
const priorities: Record<Priority, number> = { rollback: 1, release: 4, review: 7 };

export interface Limits {
  /** Runs `request` when its turn comes; `write` also waits for a content write to be allowed. */
  run<T>(options: { readonly write: boolean; readonly priority: Priority }, request: () => Promise<T>): Promise<T>;
}

export function createLimits(writes: WriteLimits): Limits {
  const requests = new Bottleneck({ maxConcurrent: atOnce });
  const minute = bucket(writes.perMinute, 60_000);
  const hour = bucket(writes.perHour, 3_600_000);
  return {
    run: async ({ write, priority }, request) => {
      const turn = { priority: priorities[priority] };
      if (write) {
        await hour.schedule(turn, allowed);
        await minute.schedule(turn, allowed);
      }
      return requests.schedule(turn, request);
    },
  };
}

const allowed = () => Promise.resolve();

function bucket(limit: number, windowMs: number): Bottleneck {
  const half = Math.max(1, Math.floor(limit / 2));
  const step = 250;
  const interval = Math.ceil(windowMs / half / step) * step;
  return new Bottleneck({
    reservoir: half,
    reservoirIncreaseAmount: Math.max(1, Math.floor((half * interval) / windowMs)),
    reservoirIncreaseInterval: interval,
    reservoirIncreaseMaximum: half,
  });
}
