import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inclusionScore } from '../../../scripts/corpus/inclusion.ts';
import { shared } from '../shared.ts';

const file = shared('corpora/inclusion.jsonl');

test('gives no wrong answer on the corpus, and few that are none', { timeout: 300_000 }, async (context) => {
  if (!existsSync(file)) return context.skip(`${file} is not there`);
  const { wrong, plain, hard } = await inclusionScore(file);
  expect(wrong).toEqual([]);
  expect(plain.of + hard.of).toBeGreaterThan(3000);
  expect(plain.answered / plain.of, 'outside the hard sets').toBeGreaterThanOrEqual(0.995);
  expect(hard.answered / hard.of, 'in the hard sets').toBeGreaterThanOrEqual(0.99);
});
