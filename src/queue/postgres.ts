import { createPostgresBackend, withBackend } from 'bullmq';
import pg from 'pg';
import type { Logger } from 'pino';
import type { PostgresAddress } from './embedded-postgres.ts';
import type { Cache, QueuedJob } from './queue.ts';
import type { LeaseStore, Store } from './store.ts';
import type { Timing } from './timing.ts';

const bull = withBackend(createPostgresBackend);

const SWEEP_MS = 60_000;

const TABLES = `
  CREATE SCHEMA IF NOT EXISTS sluice;
  CREATE TABLE IF NOT EXISTS sluice.lease (key text PRIMARY KEY, token bigint NOT NULL, expires_at timestamptz NOT NULL);
  CREATE TABLE IF NOT EXISTS sluice.cache (key text PRIMARY KEY, value bytea NOT NULL, expires_at timestamptz NOT NULL);
  CREATE INDEX IF NOT EXISTS cache_expires_at ON sluice.cache (expires_at);`;

/** The queue, leases and cache of one name on one Postgres. */
export async function openPostgres(
  address: PostgresAddress,
  name: string,
  log: Logger,
  timing: Timing,
): Promise<Store> {
  const limits = { connectionTimeoutMillis: timing.storeMs, query_timeout: timing.storeMs };
  const pool = new pg.Pool({ ...address, ...limits, max: 5 });
  let isClosing = false;
  pool.on('error', (error) => {
    if (!isClosing) log.warn({ err: error }, 'Postgres connection');
  });
  await pool.query(TABLES);
  const connection = { ...address, ...limits, max: 10 };
  const jobs = new bull.Queue<QueuedJob>(name, { connection: { ...connection, migrate: true } });
  jobs.on('error', (error) => {
    log.warn({ err: error }, 'queue');
  });
  await jobs.waitUntilReady();
  const sweep = setInterval(() => {
    pool.query('DELETE FROM sluice.cache WHERE expires_at <= now()').catch((error: unknown) => {
      log.warn({ err: error }, 'the cache keeps expired values for now');
    });
  }, SWEEP_MS).unref();
  return {
    jobs,
    leases: postgresLeases(pool, `${name}:`),
    cache: postgresCache(pool, `${name}:`),
    worker: (processor, options) => new bull.Worker<QueuedJob>(name, processor, { ...options, connection }),
    ping: async () => {
      await pool.query('SELECT 1');
    },
    close: async () => {
      isClosing = true;
      clearInterval(sweep);
      await jobs.close();
      await pool.end();
    },
  };
}

/** The token is at least Postgres' time in ms, so that it grows even when the last one was lost with the data. */
const ACQUIRE = `
  INSERT INTO sluice.lease AS lease (key, token, expires_at)
  VALUES ($1, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint, clock_timestamp() + $2 * interval '1 ms')
  ON CONFLICT (key) DO UPDATE
     SET token = greatest(lease.token + 1, EXCLUDED.token), expires_at = EXCLUDED.expires_at
   WHERE lease.expires_at <= clock_timestamp()
  RETURNING token`;
const RENEW = `
  UPDATE sluice.lease SET expires_at = clock_timestamp() + $3 * interval '1 ms'
   WHERE key = $1 AND token = $2 AND expires_at > clock_timestamp()`;
const RELEASE = `UPDATE sluice.lease SET expires_at = '-infinity' WHERE key = $1 AND token = $2`;

function postgresLeases(pool: pg.Pool, prefix: string): LeaseStore {
  return {
    acquire: async (key, ttlMs) => {
      const { rows } = await pool.query<{ token: string }>(ACQUIRE, [prefix + key, ttlMs]);
      return rows[0] === undefined ? undefined : Number(rows[0].token);
    },
    renew: async (key, token, ttlMs) => (await pool.query(RENEW, [prefix + key, token, ttlMs])).rowCount === 1,
    release: async (key, token) => {
      await pool.query(RELEASE, [prefix + key, token]);
    },
  };
}

const EXPIRY = `CASE WHEN $3::bigint IS NULL THEN 'infinity'::timestamptz ELSE now() + $3::bigint * interval '1 ms' END`;
const PUT = `
  INSERT INTO sluice.cache AS cache (key, value, expires_at) VALUES ($1, $2, ${EXPIRY})
  ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, expires_at = EXCLUDED.expires_at`;

function postgresCache(pool: pg.Pool, prefix: string): Cache {
  return {
    get: async (key) => {
      const { rows } = await pool.query<{ value: Buffer }>(
        'SELECT value FROM sluice.cache WHERE key = $1 AND expires_at > now()',
        [prefix + key],
      );
      return rows[0]?.value;
    },
    set: async (key, value, options) => {
      await pool.query(PUT, [prefix + key, value, options?.ttlMs ?? null]);
    },
    delete: async (key) => {
      await pool.query('DELETE FROM sluice.cache WHERE key = $1', [prefix + key]);
    },
  };
}
