import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { gate, jobOf, settled, type Bench } from './bench.ts';

/** What holds between processes: recovery, leases, the cache. */
export function sharingContract(bench: Bench): void {
  describe('a process', () => {
    const children: ChildProcess[] = [];
    afterEach(() => {
      for (const child of children.splice(0)) child.kill('SIGKILL');
    });

    const startChild = async (
      name: string,
    ): Promise<{ child: ChildProcess; said: { data: unknown; lease: number } }> => {
      const script = fileURLToPath(new URL('worker-process.ts', import.meta.url));
      const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(bench.address()), name], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      children.push(child);
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      return { child, said: JSON.parse(line.toString()) as { data: unknown; lease: number } };
    };

    test('that is killed in the middle of a job loses neither the job nor a lease', async () => {
      const name = randomUUID();
      const queue = await bench.open(name);
      await queue.add(jobOf('heavy'), { latestOnly: 'a' });
      const { child, said } = await startChild(name);
      expect(said.data).toBe('heavy');
      expect(await queue.lease('held-by-child')).toBeUndefined();

      const { handler, started, go } = gate();
      go();
      await queue.work(handler, { concurrency: 1 });
      await sleep(200);
      expect(started).toEqual([]);

      child.kill('SIGKILL');
      await vi.waitFor(() => {
        expect(started).toEqual(['heavy']);
      }, 20_000);
      await settled(queue);

      const lease = await vi.waitFor(async () => {
        const taken = await queue.lease('held-by-child');
        expect(taken).toBeDefined();
        return taken!;
      }, 20_000);
      expect(lease.token).toBeGreaterThan(said.lease);
    });

    test('that slept while its job and its lease went to another is told so when it wakes', async () => {
      const name = randomUUID();
      const queue = await bench.open(name);
      await queue.add(jobOf('heavy'));
      const { child } = await startChild(name);
      let said = '';
      child.stdout?.on('data', (chunk) => (said += String(chunk)));
      child.kill('SIGSTOP');
      const { handler, started, go } = gate();
      await queue.work(handler, { concurrency: 1 });
      await vi.waitFor(() => {
        expect(started).toEqual(['heavy']);
      }, 20_000);
      child.kill('SIGCONT');
      await vi.waitFor(() => {
        expect(said).toContain('lease lost');
        expect(said).toContain('job lost');
      }, 20_000);
      go();
      await settled(queue);
      expect(await queue.deadLetters()).toEqual([]);
    });

    test('that shuts down waits for its jobs', async () => {
      const queue = await bench.open();
      const { handler, started, contexts, go } = gate();
      await queue.work(handler, { concurrency: 1 });
      await queue.add(jobOf(1));
      await vi.waitFor(() => {
        expect(started).toEqual([1]);
      });
      let isClosed = false;
      const closing = bench.close(queue, { graceMs: 10_000 }).then(() => {
        isClosed = true;
      });
      await sleep(150);
      expect([isClosed, contexts[0]?.signal.aborted]).toEqual([false, false]);
      go();
      await closing;
    });

    test('that may wait no longer aborts its jobs, and they run again elsewhere without a counted attempt', async () => {
      const name = randomUUID();
      const queue = await bench.open(name);
      await queue.work(
        async (_, { signal }) => {
          await once(signal, 'abort');
          throw new Error('aborted');
        },
        { concurrency: 1 },
      );
      await queue.add(jobOf(1));
      await vi.waitFor(async () => {
        expect(await queue.counts()).toMatchObject({ active: 1 });
      });
      await bench.close(queue, { graceMs: 50 });

      const next = await bench.open(name);
      const { handler, contexts, go } = gate();
      go();
      await next.work(handler, { concurrency: 1 });
      await settled(next);
      expect(contexts).toMatchObject([{ attempt: 1 }]);
    });
  });

  describe('leases', () => {
    test('have one owner at a time, and a token that grows', async () => {
      const name = randomUUID();
      const [one, two] = [await bench.open(name), await bench.open(name)];
      const tokens: number[] = [];
      for (const [owner, other] of [
        [one, two],
        [two, one],
        [one, two],
      ] as const) {
        const lease = await owner.lease('target/eu-1');
        expect(await other.lease('target/eu-1')).toBeUndefined();
        expect(await owner.lease('target/eu-1')).toBeUndefined();
        tokens.push(lease!.token);
        await lease!.release();
      }
      expect(tokens).toEqual([...tokens].sort((a, b) => a - b));
      expect(new Set(tokens).size).toBe(3);
    });

    test('of different keys do not meet', async () => {
      const queue = await bench.open();
      const leases = await Promise.all([queue.lease('a'), queue.lease('b')]);
      expect(leases.map((lease) => lease?.key)).toEqual(['a', 'b']);
    });

    test('go to exactly one of many that ask at once', async () => {
      const name = randomUUID();
      const queues = [await bench.open(name), await bench.open(name)];
      const asked = await Promise.all(Array.from({ length: 20 }, (_, i) => queues[i % 2]!.lease('contended')));
      expect(asked.filter((lease) => lease !== undefined)).toHaveLength(1);
    });

    test('are renewed for as long as they are held', async () => {
      const name = randomUUID();
      const [one, two] = [await bench.open(name), await bench.open(name)];
      const lease = await one.lease('a', { ttlMs: 2_000 });
      await sleep(4_500);
      expect(await two.lease('a')).toBeUndefined();
      expect(lease!.signal.aborted).toBe(false);
    });

    test('are released on close', async () => {
      const name = randomUUID();
      const [one, two] = [await bench.open(name), await bench.open(name)];
      await one.lease('a');
      await bench.close(one);
      expect(await two.lease('a')).toBeDefined();
    });
  });

  describe('the cache', () => {
    test('keeps any bytes', async () => {
      const { cache } = await bench.open();
      const bytes = randomBytes(300_000);
      await cache.set('blob', bytes);
      expect((await cache.get('blob'))?.equals(bytes)).toBe(true);
      await cache.set('blob', Buffer.from([0, 255, 254]));
      expect(await cache.get('blob')).toEqual(Buffer.from([0, 255, 254]));
      await cache.delete('blob');
      expect(await cache.get('blob')).toBeUndefined();
    });

    test('forgets after the ttl, and not without one', async () => {
      const { cache } = await bench.open();
      await cache.set('long', Buffer.from('y'));
      await cache.set('short', Buffer.from('x'), { ttlMs: 2_000 });
      expect(await cache.get('short')).toEqual(Buffer.from('x'));
      await vi.waitFor(async () => {
        expect(await cache.get('short')).toBeUndefined();
      }, 20_000);
      expect(await cache.get('long')).toEqual(Buffer.from('y'));
    });
  });
}
