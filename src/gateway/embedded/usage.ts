import type { UsageCounters } from '../../release/state.ts';
import { countersOf } from '../counters.ts';
import { parsePrometheusText } from '../prometheus-text.ts';

const metrics = {
  requests: 'sluice_gateway_requests_total',
  durationBucket: 'sluice_gateway_request_duration_seconds_bucket',
} as const;

/** The counters of one owner's APIs, all nodes' metrics added up. */
export function usageOf(owner: string, texts: readonly string[]): Record<string, UsageCounters> {
  const samples = texts.flatMap(parsePrometheusText).filter(({ labels }) => labels['owner'] === owner);
  const apis = new Set(samples.map(({ labels }) => labels['api'] ?? ''));
  return Object.fromEntries(
    [...apis].map((api) => [
      api,
      countersOf(
        samples.filter(({ labels }) => labels['api'] === api),
        metrics,
      ),
    ]),
  );
}
