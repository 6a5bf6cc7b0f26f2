import type { Queue } from '../../queue/queue.ts';

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
