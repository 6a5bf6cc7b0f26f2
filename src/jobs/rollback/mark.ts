import type { ReleaseContext } from '../release/context.ts';

/** Longer than a comment's work is tried again (queue/timing.ts): after that nobody comes who would end it. */
const KEPT_MS = 15 * 60_000;

export interface RollbackMark {
  set(): Promise<void>;
  clear(): Promise<void>;
  stands(): Promise<boolean>;
}

/**
 * Stands while somebody's rollback of an environment is written to gateways and the record does not know of it: until then what serves is not
 * what was deployed, and no drift. It lives in the cache: the gateway is not kept waiting for GitHub.
 */
export function rollbackMark(
  { services, repo }: Pick<ReleaseContext, 'services' | 'repo'>,
  environment: string,
): RollbackMark {
  const { cache } = services.queue;
  const key = `rollback-${repo.id}-${environment}`;
  return {
    set: () => cache.set(key, Buffer.from('begun'), { ttlMs: KEPT_MS }),
    clear: () => cache.delete(key),
    stands: async () => (await cache.get(key)) !== undefined,
  };
}
