import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import { largePair } from './large-pair.ts';
import { shared } from './shared.ts';

/** Far above what it takes on a quiet machine (1.5 s): paths must not be enumerated, that is all. */
const BUDGET_MS = 15_000;

test("Stripe's two releases are compared at once, one change for each cause", (context) => {
  if (!existsSync(shared('corpora/big'))) return context.skip('the large descriptions are not there');
  const { before, after } = largePair('stripe');
  const start = performance.now();
  const changes = compare(before, after, { today: '2026-11-20' });
  expect(performance.now() - start).toBeLessThan(BUDGET_MS);
  expect(changes.filter(({ level }) => level === 'error').length).toBeLessThan(100);
  expect(changes.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(40_000);
  expect(Math.max(...changes.map(({ operations }) => operations.length))).toBeGreaterThan(370);
  expect(compare(before, before, { today: '2026-11-20' })).toEqual([]);
});
