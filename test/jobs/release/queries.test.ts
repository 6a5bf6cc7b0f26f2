import { describe, expect, it } from 'vitest';
import type { AnalysisConfig } from '../../../src/config/sluice-config.ts';
import type { Prometheus } from '../../../src/gateway/prometheus.ts';
import { queriedBefore, readingsOf, unmeasured } from '../../../src/jobs/release/queries.ts';
import { never } from '../../gateway/harness.ts';

const analysis: AnalysisConfig = {
  bake: '1m',
  checks: [
    { prometheus: { query: 'errors', max: 0.01 } },
    { http: '/orders' },
    { prometheus: { query: 'requests', min: 5 } },
  ],
};

/** Gives the same number for each query, and counts how often it is asked. */
function prometheus(value: number): Prometheus & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    query(promql) {
      asked.push(promql);
      return Promise.resolve({ ok: true, series: [{ labels: {}, value }] });
    },
  };
}

describe('queries of an analysis', () => {
  it('are asked of each Prometheus once, whoever shares it, and held against what it said before', async () => {
    const [shared, own] = [prometheus(7), prometheus(8)];
    const targets = [
      { name: 'eu-1', prometheus: shared },
      { name: 'us-1', prometheus: own },
      { name: 'eu-2', prometheus: shared },
    ];
    const before = await queriedBefore(analysis, targets, never);
    const recorded = JSON.parse(JSON.stringify(before)) as NonNullable<typeof before>;
    const readings = await readingsOf(analysis, targets, recorded, never);
    const number = { kind: 'number', series: '' };
    expect(readings).toEqual([
      { check: 0, targets: 'eu-1, eu-2', ...number, value: 7, before: 7 },
      { check: 0, targets: 'us-1', ...number, value: 8, before: 8 },
      { check: 2, targets: 'eu-1, eu-2', ...number, value: 7, before: 7 },
      { check: 2, targets: 'us-1', ...number, value: 8, before: 8 },
    ]);
    expect(shared.asked).toEqual(['errors', 'requests', 'errors', 'requests']);
  });

  it('have no answer where a Prometheus was taken away meanwhile', async () => {
    const [reading] = await readingsOf(analysis, [{ name: 'eu-1' }], {}, never);
    expect(reading).toMatchObject({ kind: 'unreadable', message: 'the operator has named no Prometheus for it' });
  });

  it('are none where the analysis has none', async () => {
    const probes: AnalysisConfig = { bake: '1m', checks: [{ http: '/orders' }] };
    const asked = prometheus(1);
    expect(await queriedBefore(probes, [{ name: 'eu-1', prometheus: asked }], never)).toBeUndefined();
    expect(await queriedBefore(undefined, [{ name: 'eu-1', prometheus: asked }], never)).toBeUndefined();
    expect(await readingsOf(probes, [{ name: 'eu-1', prometheus: asked }], {}, never)).toEqual([]);
    expect(asked.asked).toEqual([]);
  });

  it('need a Prometheus on every target, and say who names it', () => {
    const metered = { name: 'eu-1', prometheus: prometheus(1) };
    const probes: AnalysisConfig = { bake: '1m', checks: [{ http: '/orders' }] };
    expect(unmeasured(analysis, 'production', metered)).toBeUndefined();
    expect(unmeasured(probes, 'production', { name: 'us-1' })).toBeUndefined();
    expect(unmeasured(undefined, 'production', { name: 'us-1' })).toBeUndefined();
    expect(unmeasured(analysis, 'production', { name: 'us-1' })).toBe(
      'environments.production.analysis.checks.0 asks Prometheus, and the operator has named none for us-1. The operator sets `prometheus` of that target in the targets file; until then take the check out.',
    );
  });
});
