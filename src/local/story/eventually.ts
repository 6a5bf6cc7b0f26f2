import { setTimeout as sleep } from 'node:timers/promises';

/** Looks until it sees something; throws with what it waited for when the time is over. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined>,
  { timeoutMs = 180_000, everyMs = 50 } = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs / 1000} s for: ${what}`);
    await sleep(everyMs);
  }
}
