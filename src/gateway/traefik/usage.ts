import type { UsageCounters } from '../../release/state.ts';
import { countersOf } from '../counters.ts';
import { parsePrometheusText, type PrometheusSample } from '../prometheus-text.ts';
import { ownerKey } from './document.ts';

const metrics = {
  requests: 'traefik_service_requests_total',
  durationBucket: 'traefik_service_request_duration_seconds_bucket',
} as const;

/** The counters of one owner's APIs, all nodes' metrics added up: those of the service that has the API's name. */
export function usageOf(owner: string, texts: readonly string[]): Record<string, UsageCounters> {
  const prefix = `${ownerKey(owner)}:`;
  return usageBy(texts, (service) =>
    service.startsWith(prefix) ? service.slice(prefix.length).replace(/@.*$/, '') : undefined,
  );
}

/** Counters per API, all nodes' metrics added up; `apiOf`: the API that a service, by its full name, belongs to. */
export function usageBy(
  texts: readonly string[],
  apiOf: (service: string) => string | undefined,
): Record<string, UsageCounters> {
  const byApi = new Map<string, PrometheusSample[]>();
  for (const sample of texts.flatMap(parsePrometheusText)) {
    const api = apiOf(sample.labels['service'] ?? '');
    if (api === undefined) continue;
    const known = byApi.get(api);
    if (known === undefined) byApi.set(api, [sample]);
    else known.push(sample);
  }
  return Object.fromEntries([...byApi].map(([api, samples]) => [api, countersOf(samples, metrics)]));
}
