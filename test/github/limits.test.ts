import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Priority } from '../../src/github/context.ts';
import { createLimits } from '../../src/github/limits.ts';

// A busy machine's clock would give writes back while the first are still being sent.
beforeEach(() => vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

it('lets half of a minute’s writes go at once, then the most urgent first', async () => {
  const limits = createLimits({ perMinute: 60, perHour: 100_000 });
  const order: Priority[] = [];
  const write = (priority: Priority) =>
    limits.run({ write: true, priority }, () => Promise.resolve(order.push(priority)));
  const burst = Array.from({ length: 30 }, () => write('review'));
  await vi.advanceTimersByTimeAsync(500);
  expect(order.splice(0)).toHaveLength(30);
  const waiting = [write('review'), write('release'), write('rollback')];
  await vi.advanceTimersByTimeAsync(500);
  expect(order).toEqual([]);
  await vi.advanceTimersByTimeAsync(6000);
  await Promise.all([...burst, ...waiting]);
  expect(order).toEqual(['rollback', 'release', 'review']);
});

it('lets reads pass while writes wait', async () => {
  const limits = createLimits({ perMinute: 2, perHour: 1000 });
  const ended: string[] = [];
  const run = (name: string, write: boolean) =>
    limits.run({ write, priority: 'review' }, () => Promise.resolve(ended.push(name)));
  const all = [run('write', true), run('late write', true), run('read', false)];
  await vi.advanceTimersByTimeAsync(1000);
  expect(ended.toSorted()).toEqual(['read', 'write']);
  await vi.advanceTimersByTimeAsync(60_000);
  await Promise.all(all);
  expect(ended).toHaveLength(3);
});
