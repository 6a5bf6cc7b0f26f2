import type { UsageCounters } from '../release/state.ts';
import type { PrometheusSample } from './prometheus-text.ts';

/** Names of a gateway's own metrics: a counter with a label `code`, and the buckets of a histogram with a label `le` in seconds. */
export interface MetricNames {
  readonly requests: string;
  readonly durationBucket: string;
}

/** The counters of one API from its samples, those of all nodes added up. */
export function countersOf(samples: readonly PrometheusSample[], names: MetricNames): UsageCounters {
  const requests = samples.filter(({ name }) => name === names.requests);
  const buckets = new Map<number, number>();
  for (const { name, labels, value } of samples) {
    if (name !== names.durationBucket) continue;
    const le = labels['le'] === '+Inf' ? Infinity : Number(labels['le']);
    buckets.set(le, (buckets.get(le) ?? 0) + value);
  }
  return {
    requests: total(requests),
    errors: total(requests.filter(({ labels }) => Number(labels['code']) >= 500)),
    latency: [...buckets]
      .sort(([a], [b]) => a - b)
      .map(([le, count]) => ({ le: Number.isFinite(le) ? le : null, count })),
  };
}

function total(samples: readonly PrometheusSample[]): number {
  return samples.reduce((sum, { value }) => sum + value, 0);
}
