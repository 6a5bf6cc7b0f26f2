import type { UsageCounters } from '../../release/state.ts';
import { parsePrometheusText, type PrometheusSample } from '../prometheus-text.ts';

/** The counters of one owner's APIs, all nodes' metrics added up. */
export function usageOf(owner: string, texts: readonly string[]): Record<string, UsageCounters> {
  const samples = texts.flatMap(parsePrometheusText).filter(({ labels }) => labels['owner'] === owner);
  const apis = new Set(samples.map(({ labels }) => labels['api'] ?? ''));
  return Object.fromEntries(
    [...apis].map((api) => [api, countersOf(samples.filter(({ labels }) => labels['api'] === api))]),
  );
}

function countersOf(samples: readonly PrometheusSample[]): UsageCounters {
  const requests = samples.filter(({ name }) => name === 'sluice_gateway_requests_total');
  const buckets = new Map<number, number>();
  for (const { name, labels, value } of samples) {
    if (name !== 'sluice_gateway_request_duration_seconds_bucket') continue;
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
