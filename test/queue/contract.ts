import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { Permanent, type Handler, type JobContext, type Queue, type QueuedJob } from '../../src/queue/queue.ts';
import type { Timing } from '../../src/queue/timing.ts';
import { openOn, type Backend } from './backends.ts';

const done = { kind: 'done' } as const;
const jobOf = (data: unknown): QueuedJob => ({ name: 'review', version: 3, data, trace: { delivery: 'delivery-1' } });

/** What every backend must do. */
export function queueContract(start: () => Promise<Backend>): void {
  let backend: Backend;
  const opened: Queue[] = [];
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    backend = await start();
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await Promise.all(opened.splice(0).map((queue) => queue.close({ graceMs: 0 })));
  });
  afterAll(() => backend.stop());

  const open = async (name: string = randomUUID(), timing?: Timing): Promise<Queue> => {
    const queue = await openOn(backend.address, name, timing);
    opened.push(queue);
    return queue;
  };
  const settled = async (queue: Queue): Promise<void> => {
    await vi.waitFor(async () => {
      expect(await queue.counts()).toMatchObject({ waiting: 0, active: 0, delayed: 0 });
    }, 10_000);
  };
  /** A handler that records the data of its jobs and holds each until told to go on. */
  const gate = (): { handler: Handler; started: unknown[]; contexts: JobContext[]; go: () => void } => {
    const started: unknown[] = [];
    const contexts: JobContext[] = [];
    let go = (): void => undefined;
    const opens = new Promise<void>((resolve) => {
      go = resolve;
    });
    const handler: Handler = async (job, context) => {
      started.push(job.data);
      contexts.push(context);
      await opens;
      return done;
    };
    return { handler, started, contexts, go };
  };

  describe('jobs', () => {
    test('come back whole, with name, version, data and trace', async () => {
      const queue = await open();
      const job = jobOf({ text: '\u{1F511} ":" \\ </script>', nested: { list: [1, null, true] } });
      const handler = vi.fn<Handler>(() => Promise.resolve(done));
      await queue.add(job);
      await queue.work(handler, { concurrency: 1 });
      await settled(queue);
      expect(handler).toHaveBeenCalledTimes(1);
      expect(handler.mock.calls[0]?.[0]).toEqual(job);
      expect(handler.mock.calls[0]?.[1]).toMatchObject({ attempt: 1 });
    });

    test('run by priority, then in order', async () => {
      const queue = await open();
      await queue.add(jobOf('review 1'));
      await queue.add(jobOf('review 2'));
      await queue.add(jobOf('release'), { priority: 5 });
      await queue.add(jobOf('rollback'), { priority: 1 });
      const ran: unknown[] = [];
      await queue.work(
        (job) => {
          ran.push(job.data);
          return Promise.resolve(done);
        },
        { concurrency: 1 },
      );
      await settled(queue);
      expect(ran).toEqual(['rollback', 'release', 'review 1', 'review 2']);
    });

    test('run as many at once as asked for', async () => {
      const queue = await open();
      const { handler, started, go } = gate();
      for (let i = 0; i < 5; i++) await queue.add(jobOf(i));
      await queue.work(handler, { concurrency: 3 });
      await vi.waitFor(() => {
        expect(started).toHaveLength(3);
      });
      await sleep(100);
      expect(await queue.counts()).toEqual({ waiting: 2, active: 3, delayed: 0, dead: 0 });
      go();
      await settled(queue);
      expect(started).toHaveLength(5);
    });

    test('wait out their delay', async () => {
      const queue = await open();
      const { handler, started, go } = gate();
      go();
      await queue.work(handler, { concurrency: 1 });
      await queue.add(jobOf('later'), { delayMs: 400 });
      expect(await queue.counts()).toMatchObject({ delayed: 1 });
      await sleep(150);
      expect(started).toEqual([]);
      await settled(queue);
      expect(started).toEqual(['later']);
    });
  });

  describe('latest only', () => {
    test('while one runs, five more leave one: the newest', async () => {
      const queue = await open();
      const { handler, started, go } = gate();
      await queue.work(handler, { concurrency: 4 });
      await queue.add(jobOf(1), { latestOnly: 'acme/apis#7' });
      await vi.waitFor(() => {
        expect(started).toEqual([1]);
      });
      for (const n of [2, 3, 4, 5]) await queue.add(jobOf(n), { latestOnly: 'acme/apis#7' });
      await sleep(100);
      expect(started).toEqual([1]);
      go();
      await settled(queue);
      expect(started).toEqual([1, 5]);
    });

    test('while one waits, the newest takes its place; other keys are not touched', async () => {
      const queue = await open();
      for (const n of [1, 2, 3]) await queue.add(jobOf(n), { latestOnly: 'a' });
      await queue.add(jobOf('other'), { latestOnly: 'b' });
      expect(await queue.counts()).toMatchObject({ waiting: 2 });
      const { handler, started, go } = gate();
      go();
      await queue.work(handler, { concurrency: 1 });
      await settled(queue);
      expect(started).toEqual([3, 'other']);
    });

    test('while one waits to be tried again, the newest takes its place at once', async () => {
      const queue = await open(randomUUID(), {
        ...(await import('./backends.ts')).testTiming,
        backoffMs: 60_000,
        backoffCapMs: 60_000,
      });
      const ran: unknown[] = [];
      await queue.work(
        (job) => {
          ran.push(job.data);
          return job.data === 1 ? Promise.reject(new Error('GitHub answered 502')) : Promise.resolve(done);
        },
        { concurrency: 1 },
      );
      await queue.add(jobOf(1), { latestOnly: 'a' });
      await vi.waitFor(async () => {
        expect(await queue.counts()).toMatchObject({ delayed: 1 });
      });
      await queue.add(jobOf(2), { latestOnly: 'a' });
      await settled(queue);
      expect(ran).toEqual([1, 2]);
    });

    test.each([
      ['done', () => Promise.resolve(done)],
      ['dead', () => Promise.reject(new Permanent('no'))],
    ])('one that is %s does not stand in the way of an equal one', async (_, handler) => {
      const queue = await open();
      const work = vi.fn<Handler>(handler);
      await queue.work(work, { concurrency: 1 });
      for (const times of [1, 2, 3]) {
        await queue.add(jobOf('same'), { latestOnly: 'a' });
        await vi.waitFor(() => {
          expect(work).toHaveBeenCalledTimes(times);
        });
        await settled(queue);
      }
    });

    test('under a hail of adds and runs the newest is always the last to run, and never two at once', async () => {
      const [producer, consumer] = await Promise.all(
        ['hail', 'hail'].map((name) => open(`${name}-${backend.address.kind}`)),
      );
      const ran: number[] = [];
      let atOnce = 0;
      await consumer!.work(
        async (job) => {
          expect(++atOnce).toBe(1);
          ran.push(job.data as number);
          await sleep(Math.random() * 6);
          atOnce--;
          return done;
        },
        { concurrency: 4 },
      );
      for (let n = 1; n <= 150; n++) {
        await producer!.add(jobOf(n), { latestOnly: 'a' });
        if (n % 10 === 0) await sleep(Math.random() * 10);
      }
      await settled(consumer!);
      expect(ran.at(-1)).toBe(150);
      expect(await producer!.deadLetters()).toEqual([]);
    });
  });

  describe('outcomes', () => {
    test('a thrown error is tried again, and a dead letter after five attempts', async () => {
      const queue = await open();
      const attempts: number[] = [];
      await queue.work(
        (_, { attempt }) => {
          attempts.push(attempt);
          return Promise.reject(new Error('the gateway answered 500'));
        },
        { concurrency: 1 },
      );
      const job = jobOf({ pull: 7 });
      await queue.add(job);
      await vi.waitFor(async () => {
        expect(await queue.counts()).toMatchObject({ dead: 1 });
      }, 10_000);
      expect(attempts).toEqual([1, 2, 3, 4, 5]);
      const [letter, ...others] = await queue.deadLetters();
      expect(others).toEqual([]);
      expect(letter).toMatchObject({ job, reason: 'the gateway answered 500', attempts: 5 });
      expect(Math.abs(Date.parse(letter!.failedAt) - Date.now())).toBeLessThan(60_000);
    });

    test('an error that passes is no dead letter', async () => {
      const queue = await open();
      const handler = vi.fn<Handler>((_, { attempt }) =>
        attempt < 3 ? Promise.reject(new Error('503')) : Promise.resolve(done),
      );
      await queue.work(handler, { concurrency: 1 });
      await queue.add(jobOf(1));
      await vi.waitFor(() => {
        expect(handler).toHaveBeenCalledTimes(3);
      });
      await settled(queue);
      expect(await queue.counts()).toMatchObject({ dead: 0 });
    });

    test('Permanent is a dead letter at once', async () => {
      const queue = await open();
      const handler = vi.fn<Handler>(() => Promise.reject(new Permanent('the repository is gone')));
      await queue.work(handler, { concurrency: 1 });
      await queue.add(jobOf(1));
      await settled(queue);
      expect(handler).toHaveBeenCalledTimes(1);
      expect(await queue.deadLetters()).toMatchObject([{ reason: 'the repository is gone', attempts: 1 }]);
    });

    test('again runs later and counts no attempt', async () => {
      const queue = await open();
      const attempts: number[] = [];
      await queue.work(
        (_, { attempt }) => {
          attempts.push(attempt);
          return Promise.resolve(attempts.length < 8 ? { kind: 'again', delayMs: 10 } : done);
        },
        { concurrency: 1 },
      );
      await queue.add(jobOf(1));
      await vi.waitFor(() => {
        expect(attempts).toHaveLength(8);
      }, 10_000);
      await settled(queue);
      expect(new Set(attempts)).toEqual(new Set([1]));
      expect(await queue.counts()).toMatchObject({ dead: 0 });
    });

    test('a dead letter that is revived runs with all its attempts, once', async () => {
      const queue = await open();
      let isBroken = true;
      const ran: unknown[] = [];
      await queue.work(
        (job, { attempt }) => {
          ran.push([job.data, attempt]);
          return isBroken ? Promise.reject(new Permanent('broken')) : Promise.resolve(done);
        },
        { concurrency: 1 },
      );
      await queue.add(jobOf('x'), { latestOnly: 'a' });
      await settled(queue);
      const [letter] = await queue.deadLetters();
      isBroken = false;
      expect(await queue.revive(letter!.id)).toBe(true);
      await settled(queue);
      expect(ran).toEqual([
        ['x', 1],
        ['x', 1],
      ]);
      expect(await queue.deadLetters()).toEqual([]);
      expect(await queue.revive(letter!.id)).toBe(false);
      expect(await queue.revive('unknown')).toBe(false);
    });
  });

  describe('a process', () => {
    const startChild = async (
      name: string,
    ): Promise<{ child: ChildProcess; said: { data: unknown; lease: number } }> => {
      const script = fileURLToPath(new URL('worker-process.ts', import.meta.url));
      const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(backend.address), name], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      children.push(child);
      const [line] = (await once(child.stdout!, 'data')) as [Buffer];
      return { child, said: JSON.parse(line.toString()) as { data: unknown; lease: number } };
    };

    test('that is killed in the middle of a job loses neither the job nor a lease', async () => {
      const name = randomUUID();
      const queue = await open(name);
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
      const killedAt = performance.now();
      await vi.waitFor(() => {
        expect(started).toEqual(['heavy']);
      }, 10_000);
      expect(performance.now() - killedAt).toBeLessThan(5_000);
      await settled(queue);

      const lease = await vi.waitFor(async () => {
        const taken = await queue.lease('held-by-child');
        expect(taken).toBeDefined();
        return taken!;
      }, 5_000);
      expect(lease.token).toBeGreaterThan(said.lease);
    });

    test('that shuts down waits for its jobs', async () => {
      const queue = await open();
      const { handler, started, contexts, go } = gate();
      await queue.work(handler, { concurrency: 1 });
      await queue.add(jobOf(1));
      await vi.waitFor(() => {
        expect(started).toEqual([1]);
      });
      let isClosed = false;
      const closing = queue.close({ graceMs: 10_000 }).then(() => {
        isClosed = true;
      });
      await sleep(150);
      expect([isClosed, contexts[0]?.signal.aborted]).toEqual([false, false]);
      go();
      await closing;
      opened.splice(opened.indexOf(queue), 1);
    });

    test('that may wait no longer aborts its jobs, and they run again elsewhere without a counted attempt', async () => {
      const name = randomUUID();
      const queue = await open(name);
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
      await queue.close({ graceMs: 50 });
      opened.splice(opened.indexOf(queue), 1);

      const next = await open(name);
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
      const [one, two] = [await open(name), await open(name)];
      const tokens: number[] = [];
      for (const [owner, other] of [
        [one, two],
        [two, one],
        [one, two],
      ] as const) {
        const lease = await owner.lease('target/eu-1');
        expect(await other.lease('target/eu-1')).toBeUndefined();
        expect(await owner.lease('target/eu-1')).toBeUndefined();
        expect(await lease!.stillMine()).toBe(true);
        tokens.push(lease!.token);
        await lease!.release();
        expect(await lease!.stillMine()).toBe(false);
      }
      expect(tokens).toEqual([...tokens].sort((a, b) => a - b));
      expect(new Set(tokens).size).toBe(3);
    });

    test('of different keys do not meet', async () => {
      const queue = await open();
      const leases = await Promise.all([queue.lease('a'), queue.lease('b')]);
      expect(leases.map((lease) => lease?.key)).toEqual(['a', 'b']);
    });

    test('go to exactly one of many that ask at once', async () => {
      const name = randomUUID();
      const queues = [await open(name), await open(name)];
      const asked = await Promise.all(Array.from({ length: 20 }, (_, i) => queues[i % 2]!.lease('contended')));
      expect(asked.filter((lease) => lease !== undefined)).toHaveLength(1);
    });

    test('are renewed for as long as they are held', async () => {
      const name = randomUUID();
      const [one, two] = [await open(name), await open(name)];
      const lease = await one.lease('a', { ttlMs: 600 });
      await sleep(1_500);
      expect(await two.lease('a')).toBeUndefined();
      expect([await lease!.stillMine(), lease!.signal.aborted]).toEqual([true, false]);
    });

    test('are released on close', async () => {
      const name = randomUUID();
      const [one, two] = [await open(name), await open(name)];
      await one.lease('a');
      await one.close();
      opened.splice(opened.indexOf(one), 1);
      expect(await two.lease('a')).toBeDefined();
    });
  });

  describe('the cache', () => {
    test('keeps any bytes', async () => {
      const { cache } = await open();
      const bytes = randomBytes(300_000);
      await cache.set('blob', bytes);
      expect((await cache.get('blob'))?.equals(bytes)).toBe(true);
      await cache.set('blob', Buffer.from([0, 255, 254]));
      expect(await cache.get('blob')).toEqual(Buffer.from([0, 255, 254]));
      await cache.delete('blob');
      expect(await cache.get('blob')).toBeUndefined();
    });

    test('forgets after the ttl, and not without one', async () => {
      const { cache } = await open();
      await cache.set('short', Buffer.from('x'), { ttlMs: 100 });
      await cache.set('long', Buffer.from('y'));
      expect(await cache.get('short')).toEqual(Buffer.from('x'));
      await sleep(150);
      expect(await cache.get('short')).toBeUndefined();
      expect(await cache.get('long')).toEqual(Buffer.from('y'));
    });

    test('sets what is absent once, also when asked for at once, and anew after the ttl', async () => {
      const { cache } = await open();
      const asked = await Promise.all(
        Array.from({ length: 10 }, (_, i) => cache.setIfAbsent('k', Buffer.from([i]), { ttlMs: 200 })),
      );
      expect(asked.filter(Boolean)).toHaveLength(1);
      expect(await cache.get('k')).toEqual(Buffer.from([asked.indexOf(true)]));
      await sleep(250);
      expect(await cache.setIfAbsent('k', Buffer.from('anew'))).toBe(true);
      expect(await cache.get('k')).toEqual(Buffer.from('anew'));
    });
  });

  test('with its store gone it says so quickly, and leases are lost', async () => {
    const own = await start();
    const queue = await openOn(own.address, 'down');
    try {
      await queue.ping();
      await queue.work(() => Promise.resolve(done), { concurrency: 1 });
      const lease = await queue.lease('a', { ttlMs: 900 });
      await own.stop();
      const askedAt = performance.now();
      await expect(queue.add(jobOf(1))).rejects.toThrow();
      await expect(queue.ping()).rejects.toThrow();
      expect(performance.now() - askedAt).toBeLessThan(4_500);
      await vi.waitFor(() => {
        expect(lease!.signal.aborted).toBe(true);
      }, 5_000);
    } finally {
      await queue.close({ graceMs: 100 });
    }
  });
}
