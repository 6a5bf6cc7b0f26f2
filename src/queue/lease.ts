import { performance } from 'node:perf_hooks';
import type { Logger } from 'pino';
import type { Lease } from './queue.ts';
import type { LeaseStore } from './store.ts';

export const DEFAULT_LEASE_MS = 15_000;

/**
 * A lease that renews itself at every third of its ttl. Undefined where somebody else has it.
 * `onRelease` hears of the release, not of a loss: a lost lease is still its holder's to let go.
 */
export async function takeLease(
  store: LeaseStore,
  key: string,
  ttlMs: number,
  log: Logger,
  onRelease: (lease: Lease) => void,
): Promise<Lease | undefined> {
  let askedAt = performance.now();
  const token = await store.acquire(key, ttlMs);
  if (token === undefined) return undefined;
  const lost = new AbortController();

  const lose = (reason: string): void => {
    if (lost.signal.aborted) return;
    clearInterval(timer);
    log.warn({ lease: key, token, reason }, 'lease lost');
    lost.abort(new Error(`The lease ${key} was lost: ${reason}.`));
  };
  const renew = async (): Promise<void> => {
    const now = performance.now();
    try {
      if (await store.renew(key, token, ttlMs)) askedAt = now;
      else lose('it expired');
    } catch (error) {
      log.warn({ lease: key, err: error }, 'lease not renewed');
      if (performance.now() - askedAt >= ttlMs * 0.6) lose('the store cannot be reached');
    }
  };
  const timer = setInterval(() => void renew(), ttlMs / 3);

  const lease: Lease = {
    key,
    token,
    signal: lost.signal,
    release: async () => {
      clearInterval(timer);
      onRelease(lease);
      await store.release(key, token);
    },
  };
  return lease;
}
