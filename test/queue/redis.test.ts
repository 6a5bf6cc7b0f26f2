import { Redis } from 'ioredis';
import { describe, expect, test, vi } from 'vitest';
import { Permanent } from '../../src/queue/queue.ts';
import { givenRedis, hasRedisServer, type Backend, openOn, startRedis, startRedisOn } from './backends.ts';
import { done, gate, jobOf, settled } from './bench.ts';
import { queueContract } from './contract.ts';

function onOwnRedis(): void {
  queueContract(startRedis, { canStop: true });

  test('refuses a Redis that may evict jobs, and names the fix', async () => {
    const backend = await startRedis('--maxmemory-policy', 'allkeys-lru');
    try {
      await expect(openOn(backend.address, 'evicting')).rejects.toThrow(
        /allkeys-lru.*CONFIG SET maxmemory-policy noeviction/,
      );
    } finally {
      await backend.stop();
    }
  });

  test('does not wait for a Redis that hangs', async () => {
    const backend = await startRedis();
    const queue = await openOn(backend.address, 'hanging');
    try {
      process.kill(backend.pid, 'SIGSTOP');
      const askedAt = performance.now();
      await expect(queue.add(jobOf(1))).rejects.toThrow();
      expect(performance.now() - askedAt).toBeLessThan(15_000);
    } finally {
      process.kill(backend.pid, 'SIGCONT');
      await queue.close();
      await backend.stop();
    }
  });

  test('goes on with a Redis that was started again', async () => {
    const backend = await startRedis();
    const queue = await openOn(backend.address, 'restarted');
    const { handler, started, go } = gate();
    go();
    await queue.work(handler, { concurrency: 1 });
    await backend.stop();
    await expect(queue.add(jobOf('lost, and said so'))).rejects.toThrow();
    const next = await startRedisOn(backend.port);
    try {
      await vi.waitFor(() => queue.ping(), 5_000);
      await queue.add(jobOf('after'));
      await vi.waitFor(() => {
        expect(started).toContain('after');
      }, 20_000);
    } finally {
      await queue.close();
      await next.stop();
    }
  });

  test('keeps nothing of what is done, and the newest dead letters only', async () => {
    const backend = await startRedis();
    const queue = await openOn(backend.address, 'tidy');
    const redis = new Redis(backend.port);
    try {
      await queue.work(
        ({ data }) => (data === 'done' ? Promise.resolve(done) : Promise.reject(new Permanent(String(data)))),
        { concurrency: 50 },
      );
      await queue.add(jobOf('done'));
      await settled(queue);
      const atRest = await redis.dbsize();
      await Promise.all(Array.from({ length: 300 }, () => queue.add(jobOf('done'))));
      await settled(queue);
      expect(await redis.dbsize()).toBeLessThanOrEqual(atRest + 1);
      for (let sent = 0; sent < 1_200; sent += 100) {
        await Promise.all(Array.from({ length: 100 }, (_, index) => queue.add(jobOf(sent + index))));
      }
      await settled(queue);
      expect((await queue.counts()).dead).toBe(1_000);
      expect((await queue.deadLetters()).map(({ reason }) => Number(reason))).toContain(1_199);
    } finally {
      redis.disconnect();
      await queue.close();
      await backend.stop();
    }
  }, 60_000);

  test('says where it cannot connect and why, without the password', async () => {
    const opening = openOn({ kind: 'redis', url: 'redis://user:hunter2@127.0.0.1:1' }, 'nowhere');
    await expect(opening).rejects.toThrow(/redis:\/\/127\.0\.0\.1:1: .*ECONNREFUSED/);
    await expect(opening).rejects.not.toThrow(/hunter2/);
  });

  test('says what Redis refuses: a password, and a database that it does not have', async () => {
    const backend = await startRedis('--requirepass', 'hunter2');
    const opening = (login: string, database = '') =>
      openOn({ kind: 'redis', url: `redis://${login}127.0.0.1:${backend.port}${database}` }, 'refused');
    try {
      await expect(opening('')).rejects.toThrow(/NOAUTH/);
      await expect(opening(':wrong@')).rejects.toThrow(/WRONGPASS/);
      await expect(opening(':hunter2@', '/99')).rejects.toThrow(/DB index is out of range/);
    } finally {
      await backend.stop();
    }
  });
}

if (hasRedisServer) describe('the queue on Redis', onOwnRedis);
else if (givenRedis !== undefined) {
  const backend: Backend = { address: { kind: 'redis', url: givenRedis }, stop: () => Promise.resolve() };
  describe('the queue on the Redis of REDIS_URL', () => {
    queueContract(() => Promise.resolve(backend), { canStop: false });
  });
} else test.skip('the queue on Redis: there is neither redis-server nor REDIS_URL');
