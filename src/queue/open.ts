import { join } from 'node:path';
import type { Logger } from 'pino';
import { StoredQueue } from './bull.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { openPostgres } from './postgres.ts';
import type { Queue } from './queue.ts';
import { openRedis } from './redis.ts';
import { defaultTiming, type Timing } from './timing.ts';

export interface QueueOptions {
  /** `redis://` or `rediss://`. Without it an embedded Postgres is started below `dataDir`, for this one process. */
  readonly redisUrl?: string;
  readonly dataDir: string;
  /** Queues of different names on one store share nothing. */
  readonly name?: string;
  readonly log: Logger;
  readonly timing?: Partial<Timing>;
}

/**
 * Opens the queue; resolves when its store answers.
 * @throws when the store cannot be used or, without a URL, another process uses `dataDir`; the message says what to do.
 */
export async function openQueue({
  redisUrl,
  dataDir,
  name = 'sluice',
  log,
  timing: changes,
}: QueueOptions): Promise<Queue> {
  const timing = { ...defaultTiming, ...changes };
  if (redisUrl !== undefined) {
    if (!/^rediss?:\/\//.test(redisUrl)) throw new Error('The URL of the queue must begin with redis:// or rediss://.');
    return new StoredQueue(await openRedis(redisUrl, name, log, timing), log, timing, () => Promise.resolve());
  }
  const server = await startEmbeddedPostgres(join(dataDir, 'postgres'), log);
  try {
    return new StoredQueue(await openPostgres(server.address, name, log, timing), log, timing, () => server.close());
  } catch (error) {
    await server.close();
    throw error;
  }
}
