import { describe, expect, it } from 'vitest';
import { readQuery } from '../../src/config/promql.ts';

const minute = 60_000;

describe('readQuery', () => {
  it.each([
    ['up', 0],
    ['1', 0],
    ['constructor', 0],
    ['sum(rate(http_requests_total{code=~"5.."}[5m])) / sum(rate(http_requests_total[1m]))', 5 * minute],
    ['rate(a[1h30m])', 90 * minute],
    ['rate(a[ 90s ])', 1.5 * minute],
    ['rate(a[120])', 2 * minute],
    ['max_over_time(rate(a[1m])[5m:])', 6 * minute],
    ['max_over_time(rate(a[1m])[5m:30s])', 6 * minute],
    ['rate(a[1m]) / rate(a[5m] offset 1w)', minute],
    ['rate(a[1m]) / rate(a[5m]\n  @ start())', minute],
    ['avg_over_time(rate(a[1m])[1d:] OFFSET 1h)', minute],
    ['a{b="[5m]", c=\'[5m]\', d=`[5m]`}', 0],
    ['a{b="say \\"[5m]\\""}', 0],
    ['# as [5m] before\nrate(a[1m]) # and [9m] after', minute],
    ['a{b="#"} + rate(c[1m])', minute],
  ])('of %s sees how far it looks back', (query, reach) => {
    expect(readQuery(query)).toEqual({ ok: true, reach });
  });

  it.each([
    ['', 'it asks nothing'],
    [' \n# nothing\n()', 'it asks nothing'],
    ['sum(up', 'the ( is not closed'],
    ['sum(up))', 'the ) closes nothing'],
    ['a{b="c")', 'the ) closes nothing'],
    ['a]', 'the ] closes nothing'],
    ['a{b="c}', 'a text in quotes is not closed'],
    ['a{b="c\n"}', 'a text in quotes is not closed'],
    ['rate(a[5m)', 'the [ is not closed'],
    ['rate(a[$__rate_interval])', 'the window [$__rate_interval] is no duration such as [5m]'],
    ['rate(a[])', 'the window [] is no duration such as [5m]'],
    ['rate(a[5 m])', 'the window [5 m] is no duration such as [5m]'],
  ])('refuses %j', (query, problem) => {
    expect(readQuery(query)).toEqual({ ok: false, problem });
  });

  it.each([
    ['brackets', '('.repeat(4096)],
    ['windows', '[5m'.repeat(1365)],
    ['windows that are one', `a[${'1m'.repeat(2000)}!]`],
    ['spaces', `a[1m]${' '.repeat(4090)}`.repeat(1)],
    ['quotes', '"\\'.repeat(2048)],
    ['comments', '#\n'.repeat(2048)],
  ])('is done at once with many %s', (_, query) => {
    const started = performance.now();
    readQuery(query);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
