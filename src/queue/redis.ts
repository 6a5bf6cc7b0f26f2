import { Queue as BullQueue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Cache, QueuedJob } from './queue.ts';
import type { LeaseStore, Store } from './store.ts';
import { within, type Timing } from './timing.ts';

const PREFIX = 'sluice';

/**
 * @throws when Redis does not answer or may evict keys: a queue that forgets silently is worse than none.
 */
export async function openRedis(url: string, name: string, log: Logger, timing: Timing): Promise<Store> {
  const base = {
    lazyConnect: true,
    connectTimeout: timing.storeMs,
    retryStrategy: (times: number) => Math.min(times * 100, 1_000),
  };
  const client = new Redis(url, { ...base, maxRetriesPerRequest: 1, commandTimeout: timing.storeMs });
  const blocking = new Redis(url, { ...base, maxRetriesPerRequest: null });
  const seen: { failure?: Error } = {};
  for (const connection of [client, blocking]) {
    connection.on('error', (error: Error) => {
      seen.failure = error;
      log.warn({ err: error }, 'Redis connection');
    });
  }
  try {
    await within(timing.storeMs, 'connecting to Redis', client.connect());
    // A database that is not there: the client would go on in the first one.
    if (seen.failure !== undefined) throw seen.failure;
    await refuseEviction(client, log);
  } catch (error) {
    client.disconnect();
    // What the client throws is only that the connection was closed.
    const reason = seen.failure ?? error;
    throw new Error(
      `The queue cannot use Redis at ${withoutCredentials(url)}: ${reason instanceof Error ? reason.message : String(reason)}`,
      { cause: reason },
    );
  }
  const jobs = new BullQueue<QueuedJob>(name, { connection: client, prefix: PREFIX });
  jobs.on('error', (error) => {
    log.warn({ err: error }, 'queue');
  });
  return {
    jobs,
    leases: redisLeases(client, `${PREFIX}:${name}`),
    cache: redisCache(client, `${PREFIX}:${name}:cache:`),
    worker: (processor, options) =>
      new Worker<QueuedJob>(name, processor, { ...options, connection: blocking, prefix: PREFIX }),
    ping: async () => {
      await client.ping();
    },
    close: async () => {
      await jobs.close();
      client.disconnect();
      blocking.disconnect();
    },
  };
}

async function refuseEviction(client: Redis, log: Logger): Promise<void> {
  const policy = /maxmemory_policy:(\S+)/.exec(await client.info('memory').catch(() => ''))?.[1];
  if (policy === undefined) {
    log.warn('Redis does not say its maxmemory-policy: make sure that it is noeviction, or jobs and leases may vanish');
    return;
  }
  if (policy !== 'noeviction') {
    throw new Error(
      `its maxmemory-policy is ${policy}, so jobs and leases may vanish. Set it to noeviction: ` +
        '"redis-cli CONFIG SET maxmemory-policy noeviction", and "maxmemory-policy noeviction" in redis.conf.',
    );
  }
}

function withoutCredentials(url: string): string {
  try {
    const { protocol, host } = new URL(url);
    return `${protocol}//${host}`;
  } catch {
    return 'the given URL';
  }
}

/** The token is at least Redis' time in ms, so that it grows even when the last one was lost with the data. */
const ACQUIRE = `
  if redis.call('EXISTS', KEYS[1]) == 1 then return nil end
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local token = string.format('%.0f', math.max(now, tonumber(redis.call('GET', KEYS[2]) or '0') + 1))
  redis.call('SET', KEYS[2], token, 'PX', 604800000)
  redis.call('SET', KEYS[1], token, 'PX', ARGV[1])
  return token`;
const RENEW = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0`;
const RELEASE = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

function redisLeases(client: Redis, prefix: string): LeaseStore {
  const leaseKey = (key: string): string => `${prefix}:lease:${key}`;
  return {
    acquire: async (key, ttlMs) => {
      const token = await client.eval(ACQUIRE, 2, leaseKey(key), `${prefix}:fence:${key}`, ttlMs);
      return token === null ? undefined : Number(token);
    },
    renew: async (key, token, ttlMs) => (await client.eval(RENEW, 1, leaseKey(key), String(token), ttlMs)) === 1,
    release: async (key, token) => {
      await client.eval(RELEASE, 1, leaseKey(key), String(token));
    },
  };
}

function redisCache(client: Redis, prefix: string): Cache {
  return {
    get: async (key) => (await client.getBuffer(prefix + key)) ?? undefined,
    set: async (key, value, options) => {
      await (options?.ttlMs === undefined
        ? client.set(prefix + key, value)
        : client.set(prefix + key, value, 'PX', options.ttlMs));
    },
    delete: async (key) => {
      await client.del(prefix + key);
    },
  };
}
