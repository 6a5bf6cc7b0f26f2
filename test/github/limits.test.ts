import { expect, it } from 'vitest';
import type { Priority } from '../../src/github/context.ts';
import { createLimits } from '../../src/github/limits.ts';

it('lets half of a minute’s writes go at once, then the most urgent first', async () => {
  const limits = createLimits({ perMinute: 240, perHour: 100_000 });
  const order: string[] = [];
  const write = (priority: Priority, name: string = priority) =>
    limits.run({ write: true, priority }, () => Promise.resolve(order.push(name)));
  await Promise.all(Array.from({ length: 120 }, () => write('review', 'burst')));
  expect(order).toHaveLength(120);
  const spare = [1, 2, 3].map(() => write('review', 'spare'));
  await Promise.all([...spare, write('review'), write('release'), write('rollback')]);
  const waited = order.filter((name) => name !== 'burst' && name !== 'spare');
  expect(waited).toEqual(['rollback', 'release', 'review']);
});

it('lets reads pass while writes wait', async () => {
  const limits = createLimits({ perMinute: 2, perHour: 1000 });
  const write = () => limits.run({ write: true, priority: 'review' }, () => Promise.resolve('written'));
  await write();
  const late = write();
  const read = limits.run({ write: false, priority: 'review' }, () => Promise.resolve('read'));
  expect(await Promise.race([late, read])).toBe('read');
});
