import type { UsageCounters } from '../../release/state.ts';
import { parsePrometheusText, type PrometheusSample } from '../prometheus-text.ts';
import { ownerKey } from './document.ts';

/** The counters of one owner's APIs, all nodes' metrics added up: those of the service that has the API's name. */
export function usageOf(owner: string, texts: readonly string[]): Record<string, UsageCounters> {
  const prefix = `${ownerKey(owner)}:`;
  const byApi = new Map<string, PrometheusSample[]>();
  for (const sample of texts.flatMap(parsePrometheusText)) {
    const service = sample.labels['service'] ?? '';
    if (!service.startsWith(prefix)) continue;
    const api = service.slice(prefix.length).replace(/@.*$/, '');
    const known = byApi.get(api);
    if (known === undefined) byApi.set(api, [sample]);
    else known.push(sample);
  }
  return Object.fromEntries([...byApi].map(([api, samples]) => [api, countersOf(samples)]));
}

function countersOf(samples: readonly PrometheusSample[]): UsageCounters {
  const requests = samples.filter(({ name }) => name === 'traefik_service_requests_total');
  const buckets = new Map<number, number>();
  for (const { name, labels, value } of samples) {
    if (name !== 'traefik_service_request_duration_seconds_bucket') continue;
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
