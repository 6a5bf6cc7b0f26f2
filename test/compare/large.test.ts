import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import { load } from '../../src/spec/load.ts';
import type { Description } from '../../src/spec/description.ts';
import { shared } from './shared.ts';

/** Far above what it takes on a quiet machine (1.5 s): paths must not be enumerated, that is all. */
const BUDGET_MS = 15_000;

function describeLarge(file: string): Description {
  const bytes = execFileSync('xz', ['-dc', file], { maxBuffer: 64 * 1024 * 1024 });
  const result = load('api.json', { read: (path) => (path === 'api.json' ? bytes : null) });
  if (result.kind !== 'loaded') throw new Error(`${file} does not load: ${JSON.stringify(result)}`);
  return result.description;
}

test("Stripe's two releases are compared at once, and read as a page", (context) => {
  const [base, head] = ['base', 'revision'].map((side) => shared(`corpora/big/stripe-${side}.json.xz`));
  if (base === undefined || head === undefined || !existsSync(base))
    return context.skip('the large descriptions are not there');
  const [before, after] = [describeLarge(base), describeLarge(head)];
  const start = performance.now();
  const changes = compare(before, after, { today: '2026-11-20' });
  expect(performance.now() - start).toBeLessThan(BUDGET_MS);
  expect(changes.filter(({ level }) => level === 'error').length).toBeLessThan(100);
  expect(changes.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(40_000);
  expect(Math.max(...changes.map(({ operations }) => operations.length))).toBeGreaterThan(370);
  expect(compare(before, before, { today: '2026-11-20' })).toEqual([]);
});
