import type { Outcome, Queue } from '../../queue/queue.ts';
import type { JobRun } from '../define.ts';

/** A sweep asks for a release too, which has the lease until it finds nothing to do: soon, so that the next sweep does not come first. */
const BUSY_MS = 500;

/** Lease of everything that writes a repository's environments: releases, rollbacks, corrections of drift. */
export function releaseLease(repositoryId: number): string {
  return `release-${repositoryId}`;
}

/** Runs `work` under it, with the signal that says that it is lost; undefined where somebody else has it. */
export async function underLease<T>(
  queue: Queue,
  repositoryId: number,
  work: (lost: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const lease = await queue.lease(releaseLease(repositoryId));
  if (lease === undefined) return undefined;
  try {
    return await work(lease.signal);
  } finally {
    await lease.release();
  }
}

/** The same for a job, whose own signal counts too; where somebody else has the lease it is tried again. */
export async function jobUnderLease(
  { services, context }: JobRun,
  repositoryId: number,
  work: (signal: AbortSignal) => Promise<Outcome>,
): Promise<Outcome> {
  const outcome = await underLease(services.queue, repositoryId, (lost) =>
    work(AbortSignal.any([context.signal, lost])),
  );
  return outcome ?? { kind: 'again', delayMs: BUSY_MS };
}
