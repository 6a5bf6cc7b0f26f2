import { describe, expect, it } from 'vitest';
import type { AnalysisConfig } from '../../src/config/sluice-config.ts';
import { judge, type Sample } from '../../src/release/analysis.ts';
import type { Reading } from '../../src/release/queries.ts';
import type { UsageCounters } from '../../src/release/state.ts';

const errorRate: AnalysisConfig = {
  bake: '4s',
  failures: 2,
  minRequests: 10,
  checks: [{ errorRate: { max: 0.01 } }],
};
const probe: AnalysisConfig = { bake: '4s', failures: 2, checks: [{ http: '/orders/health' }] };

function usage(requests: number, errors: number): UsageCounters {
  return {
    requests,
    errors,
    latency: [
      { le: 0.1, count: requests },
      { le: null, count: requests },
    ],
  };
}

function samples(...readings: (readonly [number, number] | undefined)[]): Sample[] {
  return readings.map((reading, index) => ({
    at: (index + 1) * 1000,
    probes: [],
    ...(reading === undefined ? {} : { usage: { orders: usage(...reading) } }),
  }));
}

function verdictOf(
  config: AnalysisConfig,
  taken: Sample[],
  before: readonly [number, number] = [100, 0],
): { verdict: string; failing: readonly string[] } {
  const { verdict, failing } = judge({
    config,
    apis: ['orders'],
    before: { orders: usage(...before) },
    samples: [{ at: 0, probes: [], usage: { orders: usage(...before) } }, ...taken],
  });
  return { verdict, failing };
}

describe('error rate', () => {
  it.each([
    ['good for the whole bake', samples([120, 0], [140, 0], [160, 0], [180, 0]), [100, 0], 'passed'],
    ['not long enough', samples([120, 0], [140, 0]), [100, 0], 'running'],
    ['two bad samples in a row', samples([120, 10], [140, 20]), [100, 0], 'failed'],
    ['flapping', samples([120, 10], [140, 10], [160, 20], [180, 20]), [100, 0], 'passed'],
    ['old good traffic dilutes nothing', samples([1000, 0], [1020, 20], [1040, 40]), [100, 0], 'failed'],
    ['a handful of requests', samples([102, 2], [103, 3], [104, 4], [105, 5]), [100, 0], 'inconclusive'],
    ['no requests at all', samples([100, 0], [100, 0], [100, 0], [100, 0]), [100, 0], 'inconclusive'],
    ['metrics gone', samples(undefined, undefined, undefined, undefined), [100, 0], 'error'],
    ['as bad as before', samples([120, 14], [140, 18], [160, 22], [180, 26]), [100, 20], 'passed'],
    ['much worse than a bad before', samples([120, 40], [140, 60]), [100, 20], 'failed'],
    ['much worse than a handful of failures before', samples([22, 20], [42, 40]), [2, 2], 'failed'],
    ['counters reset by a restart', samples([20, 0], [40, 0], [60, 0], [80, 0]), [1000, 500], 'passed'],
    ['bad at the very end: looked at again', samples([120, 0], [140, 0], [160, 0], [180, 20]), [100, 0], 'running'],
    ['still bad after it', samples([120, 0], [140, 0], [160, 0], [180, 20], [200, 40]), [100, 0], 'failed'],
    ['good again after it', samples([120, 0], [140, 0], [160, 0], [180, 20], [200, 20]), [100, 0], 'passed'],
  ] as const)('%s', (_, taken, before, expected) => {
    expect(verdictOf(errorRate, [...taken], before).verdict).toBe(expected);
  });

  it.each([
    ['while it waited for a gateway', { orders: usage(100, 0) }],
    ['before anything was counted', undefined],
  ])('is none of its failures %s', (_, before) => {
    const taken = samples([1000, 100], [1002, 100], [1004, 100], [1006, 100], [1008, 100]);
    const input = { config: errorRate, apis: ['orders'], samples: taken };
    expect(judge({ ...input, ...(before && { before }) }).verdict).toBe('inconclusive');
  });

  it('is told in figures that differ from the limit where it does', () => {
    const { reason } = judge({
      config: { ...errorRate, failures: 1, checks: [{ errorRate: { max: 0.0005 } }] },
      apis: ['orders'],
      samples: samples([0, 0], [10_000, 8]),
    });
    expect(reason).toBe('error rate of orders: 0.08 % (limit 0.05 %)');
  });

  it('bakes from the first sample on: who was to take it may have been away', () => {
    const late = samples([100, 0], [130, 0], [160, 0], [190, 0], [220, 0]).map((sample) => ({
      ...sample,
      at: sample.at + 3_600_000,
    }));
    const verdicts = late.map(
      (_, index) => judge({ config: errorRate, apis: ['orders'], samples: late.slice(0, index + 1) }).verdict,
    );
    expect(verdicts).toEqual(['running', 'running', 'running', 'running', 'passed']);
  });

  it('never judges without a sample', () => {
    expect(verdictOf(errorRate, []).verdict).toBe('running');
  });
});

describe('probes', () => {
  const seen = (...states: (number | undefined)[]): Sample[] =>
    states.map((status, index) => ({
      at: (index + 1) * 1000,
      probes: [{ path: '/orders/health', api: 'orders', ms: 1, ...(status === undefined ? {} : { status }) }],
    }));

  it.each([
    ['healthy', seen(200, 200, 204, 302), 'passed', []],
    ['down', seen(200, 502, 502), 'failed', ['orders']],
    ['no answer', seen(undefined, undefined), 'failed', ['orders']],
    ['one failure is none', seen(502, 200, 502, 200), 'passed', []],
  ] as const)('%s', (_, taken, verdict, failing) => {
    expect(verdictOf(probe, [...taken])).toEqual({ verdict, failing });
  });

  it('blames no API that the release left alone', () => {
    const { verdict, failing } = judge({ config: probe, apis: ['customers'], samples: seen(502, 502) });
    expect({ verdict, failing }).toEqual({ verdict: 'running', failing: [] });
  });
});

describe('queries', () => {
  const config = (query: string, limits: { readonly min?: number; readonly max?: number }): AnalysisConfig => ({
    ...{ bake: '4s', failures: 2 },
    checks: [{ prometheus: { query, ...limits } }],
  });
  const errors = config('errors', { max: 0.01 });
  const early = config('rate(errors[2s])', { max: 0.01 });
  const traffic = config('requests', { min: 5 });

  type Seen = number | 'nothing' | 'away' | readonly [value: number, before: number];
  const reading = (seen: Seen, targets = 'eu-1'): Reading => {
    const place = { check: 0, targets };
    if (seen === 'nothing') return { ...place, kind: 'no-data', message: 'no series' };
    if (seen === 'away') return { ...place, kind: 'unreadable', message: 'Prometheus answered 503' };
    const [value, before] = typeof seen === 'number' ? [seen] : seen;
    return { ...place, kind: 'number', value, series: '`{code="502"}`', ...(before !== undefined && { before }) };
  };
  const taken = (...all: Seen[]): Sample[] =>
    all.map((seen, index) => ({ at: index * 1000, probes: [], readings: [reading(seen)] }));
  const judged = (of: AnalysisConfig, all: Sample[], apis = ['customers', 'orders']) =>
    judge({ config: of, apis, samples: all });

  it.each([
    ['good for the whole bake', errors, taken(0, 0, 0.01, 0, 0), 'passed'],
    ['not long enough', errors, taken(0, 0, 0, 0), 'running'],
    ['two bad samples in a row', errors, taken(0, 0.02, 0.02), 'failed'],
    ['flapping', errors, taken(0, 0.02, 0, 0.02, 0), 'passed'],
    ['no data between bad samples', errors, taken(0.02, 'nothing', 0.02, 'nothing', 0.02, 0), 'passed'],
    ['no data at all', errors, taken('nothing', 'nothing', 'nothing', 'nothing', 'nothing'), 'inconclusive'],
    ['no data at the end', errors, taken(0, 0, 0, 0, 'nothing'), 'inconclusive'],
    ['a Prometheus that is away', errors, taken('away', 'away', 'away', 'away', 'away'), 'error'],
    ['one that is away after one bad sample', errors, taken(0, 0, 0, 0.02, 'away'), 'error'],
    ['one that is back', errors, taken('away', 'away', 'away', 'away', 0), 'passed'],
    ['bad at the very end: looked at again', errors, taken(0, 0, 0, 0, 0.02), 'running'],
    ['as bad as before', errors, taken(...Array<Seen>(5).fill([0.24, 0.2])), 'inconclusive'],
    ['good though it was bad before', errors, taken(...Array<Seen>(5).fill([0, 0.2])), 'passed'],
    ['much worse than a bad before', errors, taken([0.26, 0.2], [0.26, 0.2]), 'failed'],
    ['worse than a good before', errors, taken([0.02, 0.01], [0.02, 0.01]), 'failed'],
    ['too little of what there should be', traffic, taken(4, 4), 'failed'],
    ['enough of it', traffic, taken(5, 6, 7, 8, 9), 'passed'],
    ['as little as before', traffic, taken(...Array<Seen>(5).fill([3.3, 4])), 'inconclusive'],
    ['much less than before', traffic, taken([2.9, 4], [2.9, 4]), 'failed'],
    ['a window that reaches back before the release', early, taken(1, 1), 'running'],
    ['bad in what is this release’s', early, taken(1, 1, 0.02, 0.02), 'failed'],
    ['bad only in what was before it', early, taken(1, 1, 0, 0, 0), 'passed'],
    ['no sample', errors, [], 'running'],
    ['no reading in any sample', errors, taken(0, 0, 0, 0, 0).map(({ at }) => ({ at, probes: [] })), 'inconclusive'],
  ] as const)('%s', (_, of, all, expected) => {
    const verdicts = [undefined, ...all].map((_, taken) => judged(of, all.slice(0, taken)).verdict);
    expect(verdicts.at(-1)).toBe(expected);
    expect(verdicts.slice(0, -1)).not.toContain('failed');
  });

  it('blame every API of the release, and none where it has none', () => {
    expect(judged(errors, taken(1, 1)).failing).toEqual(['customers', 'orders']);
    expect(judged(errors, taken(1, 1), [])).toMatchObject({ verdict: 'running', failing: [] });
  });

  it('are told with the number, its labels, the limit and what was before', () => {
    const { reason, measures } = judged(errors, taken([0.38123, 0.002], [0.38123, 0.002]));
    expect(reason).toBe('query `errors` of customers, orders: 0.381 `{code="502"}` (limit 0.01), 2 samples in a row');
    expect(measures).toEqual([
      {
        ...{ api: 'all', check: 'query `errors`', before: '0.002', after: '0.381 `{code="502"}`', limit: '0.01' },
        state: 'bad',
      },
    ]);
    expect(judged(traffic, taken(4, 4)).measures[0]?.limit).toBe('at least 5');
    expect(judged(config('a', { min: 1, max: 2 }), taken(4)).measures[0]?.limit).toBe('1 to 2');
  });

  it.each([
    [taken(...Array<Seen>(5).fill('away')), 'could not be read: query `errors` of all (Prometheus answered 503)'],
    [taken(...Array<Seen>(5).fill('nothing')), 'too little data: query `errors` of all (no series)'],
    [
      taken(...Array<Seen>(5).fill([0.24, 0.2])),
      'bad at the end of the bake: query `errors` of all (0.24 `{code="502"}`, 0.2 before)',
    ],
  ])('say why there is no verdict', (all, reason) => {
    expect(judged(errors, all).reason).toBe(reason);
  });

  it('are of each Prometheus for itself: one that is well makes up for no other', () => {
    const both = (eu: Seen, us: Seen) => (_: unknown, index: number) => ({
      ...{ at: index * 1000, probes: [], readings: [reading(eu), reading(us, 'us-1')] },
    });
    const of = (eu: Seen, us: Seen) => judged(errors, Array.from({ length: 5 }, both(eu, us)));
    expect(of(0, 0).verdict).toBe('passed');
    expect(of(0, 'away').reason).toBe('could not be read: query `errors` on us-1 of all (Prometheus answered 503)');
    expect(of(0, 1)).toMatchObject({ verdict: 'failed', measures: [{ state: 'ok' }, { state: 'bad' }] });
  });

  it('of which many have no answer are counted from the sixth on', () => {
    const checks = Array.from({ length: 9 }, (_, index) => ({ prometheus: { query: `q${index}`, max: 1 } }));
    const all = taken(0, 0, 0, 0, 0).map(({ at }) => ({ at, probes: [] }));
    expect(judged({ ...errors, checks }, all).reason).toMatch(/^too little data: query `q0`.* and 4 more$/);
  });
});

it.each([
  [0.5, 'p50 latency'],
  [0.29, 'p29 latency'],
  [0.999, 'p99.9 latency'],
])('names the quantile %d as people do', (quantile, name) => {
  const config: AnalysisConfig = { bake: '2s', checks: [{ latency: { quantile, max: '500ms' } }] };
  expect(judge({ config, apis: ['orders'], samples: [] }).measures[0]?.check).toBe(name);
});

it('latency is a quantile of what happened since, not of all time', () => {
  const config: AnalysisConfig = {
    bake: '2s',
    failures: 1,
    minRequests: 10,
    checks: [{ latency: { quantile: 0.95, max: '500ms' } }],
  };
  const at = (fast: number, slow: number): UsageCounters => ({
    requests: fast + slow,
    errors: 0,
    latency: [
      { le: 0.1, count: fast },
      { le: 1, count: fast + slow },
      { le: null, count: fast + slow },
    ],
  });
  const verdict = judge({
    config,
    apis: ['orders'],
    before: { orders: at(10_000, 0) },
    samples: [
      { at: 0, probes: [], usage: { orders: at(10_000, 0) } },
      { at: 1000, probes: [], usage: { orders: at(10_000, 100) } },
    ],
  });
  expect(verdict.verdict).toBe('failed');
  expect(verdict.measures[0]).toMatchObject({ before: '95 ms', after: '955 ms', limit: '500 ms', state: 'bad' });
});
