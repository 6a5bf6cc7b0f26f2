import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pino } from 'pino';
import { freePort } from '../../src/local/free-port.ts';
import { StoredQueue } from '../../src/queue/bull.ts';
import { startEmbeddedPostgres, type PostgresAddress } from '../../src/queue/embedded-postgres.ts';
import { openQueue } from '../../src/queue/open.ts';
import { openPostgres } from '../../src/queue/postgres.ts';
import type { Queue } from '../../src/queue/queue.ts';
import { defaultTiming, type Timing } from '../../src/queue/timing.ts';

export const silent = pino({ level: 'silent' });

/** Short enough for tests, long enough that a busy machine does not lose a lock. */
export const testTiming: Timing = {
  ...defaultTiming,
  backoffMs: 20,
  backoffCapMs: 100,
  lockMs: 2_000,
  stalledCheckMs: 300,
};

/** Where a store is: small enough to hand to a child process. */
export type StoreAddress =
  { readonly kind: 'redis'; readonly url: string } | ({ readonly kind: 'postgres' } & PostgresAddress);

/** A store of the tests' own. */
export interface Backend {
  readonly address: StoreAddress;
  /** Pulls the plug. */
  stop(): Promise<void>;
}

/** Another queue on the same store, as another process would have it. */
export async function openOn(address: StoreAddress, name: string, timing: Timing = testTiming): Promise<Queue> {
  if (address.kind === 'redis')
    return openQueue({ redisUrl: address.url, dataDir: tmpdir(), name, log: silent, timing });
  return new StoredQueue(await openPostgres(address, name, silent, timing), silent, timing, () => Promise.resolve());
}

export async function startPostgres(): Promise<Backend> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-queue-'));
  const server = await startEmbeddedPostgres(folder, silent);
  return {
    address: { kind: 'postgres', ...server.address },
    stop: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const redisServer = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'redis-server'))
  .find((file) => existsSync(file));

export const hasRedisServer = redisServer !== undefined;

/** A Redis that somebody else runs: it cannot be stopped, and only names of our own are used in it. */
export const givenRedis = process.env['REDIS_URL'];

export async function startRedis(...settings: string[]): Promise<RedisBackend> {
  const port = await freePort();
  return startRedisOn(port, ...settings);
}

export interface RedisBackend extends Backend {
  readonly port: number;
  readonly pid: number;
}

export async function startRedisOn(port: number, ...settings: string[]): Promise<RedisBackend> {
  const server = spawn(
    redisServer ?? '',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', ...settings],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  for await (const chunk of server.stdout) if (String(chunk).includes('Ready to accept connections')) break;
  server.stdout.resume();
  return {
    address: { kind: 'redis', url: `redis://127.0.0.1:${port}` },
    port,
    pid: server.pid ?? 0,
    stop: async () => {
      if (server.exitCode !== null || server.signalCode !== null) return;
      server.kill('SIGKILL');
      await once(server, 'exit');
    },
  };
}
