import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { Permanent, type Handler } from '../../src/queue/queue.ts';
import { testTiming } from './backends.ts';
import { done, gate, jobOf, settled, type Bench } from './bench.ts';

/** What becomes of one job after another. */
export function jobsContract(bench: Bench): void {
  describe('jobs', () => {
    test('come back whole, with name, version, data and trace', async () => {
      const queue = await bench.open();
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
      const queue = await bench.open();
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
      const queue = await bench.open();
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
  });

  describe('latest only', () => {
    test('while one runs, five more leave one: the newest', async () => {
      const queue = await bench.open();
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
      const queue = await bench.open();
      for (const n of [1, 2, 3]) await queue.add(jobOf(n), { latestOnly: 'a' });
      await queue.add(jobOf('other'), { latestOnly: 'b' });
      expect(await queue.counts()).toMatchObject({ waiting: 2 });
      const { handler, started, go } = gate();
      go();
      await queue.work(handler, { concurrency: 1 });
      await settled(queue);
      expect(started).toEqual([3, 'other']);
    });

    test('while one waits, the newest brings its own priority where that is more urgent', async () => {
      const queue = await bench.open();
      await queue.add(jobOf('late'), { latestOnly: 'a' });
      await queue.add(jobOf('other'), { priority: 5 });
      await queue.add(jobOf('more urgent'), { latestOnly: 'a', priority: 1 });
      await queue.add(jobOf('urgent'), { latestOnly: 'a', priority: 20 });
      const { handler, started, go } = gate();
      go();
      await queue.work(handler, { concurrency: 1 });
      await settled(queue);
      expect(started).toEqual(['urgent', 'other']);
    });

    test('while one waits to be tried again, the newest takes its place at once', async () => {
      const queue = await bench.open(randomUUID(), {
        ...testTiming,
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
      const queue = await bench.open();
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
        ['hail', 'hail'].map((name) => bench.open(`${name}-${bench.address().kind}`)),
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
      const queue = await bench.open();
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
      }, 20_000);
      expect(attempts).toEqual([1, 2, 3, 4, 5]);
      const [letter, ...others] = await queue.deadLetters();
      expect(others).toEqual([]);
      expect(letter).toMatchObject({ job, reason: 'the gateway answered 500', attempts: 5 });
      expect(Math.abs(Date.parse(letter!.failedAt) - Date.now())).toBeLessThan(60_000);
    });

    test('an error that passes is no dead letter', async () => {
      const queue = await bench.open();
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
      const queue = await bench.open();
      const handler = vi.fn<Handler>(() => Promise.reject(new Permanent('the repository is gone')));
      await queue.work(handler, { concurrency: 1 });
      await queue.add(jobOf(1));
      await settled(queue);
      expect(handler).toHaveBeenCalledTimes(1);
      expect(await queue.deadLetters()).toMatchObject([{ reason: 'the repository is gone', attempts: 1 }]);
    });

    test('again runs later and counts no attempt', async () => {
      const queue = await bench.open();
      const attempts: number[] = [];
      const added = new Set<number>();
      await queue.work(
        (_, { attempt, addedAt }) => {
          attempts.push(attempt);
          added.add(addedAt.getTime());
          return Promise.resolve(attempts.length < 8 ? { kind: 'again', delayMs: 10 } : done);
        },
        { concurrency: 1 },
      );
      await queue.add(jobOf(1));
      await vi.waitFor(() => {
        expect(attempts).toHaveLength(8);
      }, 20_000);
      await settled(queue);
      expect(new Set(attempts)).toEqual(new Set([1]));
      expect(added.size).toBe(1);
      expect(await queue.counts()).toMatchObject({ dead: 0 });
    });
  });
}
