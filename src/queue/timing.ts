/** How long things take; the tests use shorter ones. */
export interface Timing {
  /** Tries before a job is a dead letter. */
  readonly attempts: number;
  /** The first retry comes after about this long, each next one after twice as long, none after more than the cap. */
  readonly backoffMs: number;
  readonly backoffCapMs: number;
  /** A worker that has not renewed its job's lock for this long is taken for dead; it renews twice as often. */
  readonly lockMs: number;
  /** How often a worker looks for jobs of dead workers. */
  readonly stalledCheckMs: number;
  /** How long the store may take to answer one request. */
  readonly storeMs: number;
}

export const defaultTiming: Timing = {
  attempts: 5,
  backoffMs: 3_000,
  backoffCapMs: 60_000,
  lockMs: 6_000,
  stalledCheckMs: 2_000,
  storeMs: 2_000,
};

/** Half of each delay is random, so that jobs that failed together do not come back together. */
export function backoff(attemptsMade: number, timing: Timing): number {
  const delay = Math.min(timing.backoffCapMs, timing.backoffMs * 2 ** (attemptsMade - 1));
  return Math.round(delay * (0.5 + Math.random() / 2));
}

/** @throws when `work` takes longer; it may still succeed later, which at-least-once delivery allows. */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`The queue's store did not answer within ${ms / 1000} s (${what}).`));
    }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
