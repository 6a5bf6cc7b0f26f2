import { describe, expect, test, vi } from 'vitest';
import { givenRedis, hasRedisServer, type Backend, openOn, startRedis, startRedisOn } from './backends.ts';
import { gate, jobOf } from './bench.ts';
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

  test('says where it cannot connect, without the password', async () => {
    const opening = openOn({ kind: 'redis', url: 'redis://user:hunter2@127.0.0.1:1' }, 'nowhere');
    await expect(opening).rejects.toThrow(/redis:\/\/127\.0\.0\.1:1/);
    await expect(opening).rejects.not.toThrow(/hunter2/);
  });
}

if (hasRedisServer) describe('the queue on Redis', onOwnRedis);
else if (givenRedis !== undefined) {
  const backend: Backend = { address: { kind: 'redis', url: givenRedis }, stop: () => Promise.resolve() };
  describe('the queue on the Redis of REDIS_URL', () => {
    queueContract(() => Promise.resolve(backend), { canStop: false });
  });
} else test.skip('the queue on Redis: there is neither redis-server nor REDIS_URL');
