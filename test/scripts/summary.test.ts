import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { median, percentile, ratio, readable, rounded } from '../../scripts/bench/summary.ts';
import { counted, isWrite } from '../../scripts/bench/request-log.ts';

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  test.each([
    [hundred, 0.99, 99],
    [hundred, 1, 100],
    [hundred, 0.005, 1],
    [[7], 0.99, 7],
    [[2, 10], 0.5, 2],
  ])('%#', (values, share, wanted) => {
    expect(percentile(values, share)).toBe(wanted);
  });

  test('at least that share of the values do not exceed it, and it is one of them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true }), { minLength: 1 }),
        fc.integer({ min: 1, max: 100 }),
        (values, percent) => {
          const found = percentile(values, percent / 100);
          expect(values).toContain(found);
          expect(values.filter((value) => value <= found).length).toBeGreaterThanOrEqual(
            Math.floor((percent / 100) * values.length),
          );
        },
      ),
    );
  });

  test('of nothing there is none', () => {
    expect(() => median([])).toThrow('nothing to take a percentile of');
  });
});

test('figures have as many digits as say something', () => {
  expect([readable(1234.5), readable(0.30199), readable(59), ratio(1340, 4450)]).toEqual([
    '1,230',
    '0.302',
    '59',
    '0.301×',
  ]);
  expect(rounded(1340.123)).toBe(1340);
});

describe('requests', () => {
  test.each([
    ['GET /repos/{owner}/{repo}/pulls/{number}', false],
    ['POST /app/installations/{number}/access_tokens', false],
    ['POST /acme/apis.git/git-upload-pack', false],
    ['POST /repos/{owner}/{repo}/check-runs', true],
    ['PATCH /repos/{owner}/{repo}/issues/comments/{number}', true],
  ])('%s', (operation, write) => {
    expect(isWrite(operation)).toBe(write);
  });

  test('equal ones are counted', () => {
    expect(counted(['GET /a', 'POST /b', 'GET /a'])).toBe('GET /a ×2\nPOST /b');
  });
});
