import type { UsageCounters } from './state.ts';

export const NO_USAGE: UsageCounters = { requests: 0, errors: 0, latency: [] };

/**
 * What happened between two readings of cumulative counters. A counter that went down was reset with its gateway: then
 * everything that it shows happened since (as Prometheus' `increase` has it).
 */
export function usageBetween(before: UsageCounters, after: UsageCounters): UsageCounters {
  if (after.requests < before.requests || after.errors < before.errors) return after;
  const earlier = new Map(before.latency.map(({ le, count }) => [le, count]));
  return {
    requests: after.requests - before.requests,
    errors: after.errors - before.errors,
    latency: after.latency.map(({ le, count }) => ({ le, count: Math.max(0, count - (earlier.get(le) ?? 0)) })),
  };
}

/** Share of failed requests, 0 to 1; undefined without requests. */
export function errorRate(usage: UsageCounters): number | undefined {
  return usage.requests === 0 ? undefined : usage.errors / usage.requests;
}

/**
 * Quantile in seconds by linear interpolation inside its bucket, as Prometheus' `histogram_quantile` does; undefined
 * without observations. In the last, unbounded bucket it is that bucket's lower bound.
 */
export function latencyQuantile(usage: UsageCounters, quantile: number): number | undefined {
  const total = usage.latency.at(-1)?.count ?? 0;
  if (total === 0) return undefined;
  const rank = quantile * total;
  const index = usage.latency.findIndex(({ count }) => count >= rank);
  const bucket = usage.latency[index];
  const below = index > 0 ? usage.latency[index - 1] : undefined;
  const lower = below?.le ?? 0;
  if (bucket?.le === null || bucket === undefined) return lower;
  const inBucket = bucket.count - (below?.count ?? 0);
  return inBucket === 0 ? bucket.le : lower + ((bucket.le - lower) * (rank - (below?.count ?? 0))) / inBucket;
}
