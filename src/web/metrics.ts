import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Queue, QueueCounts } from '../queue/queue.ts';

export interface WebMetrics {
  /** `event` is GitHub's name for it, and only once its signature was checked. */
  webhook(event: string | undefined, status: number, seconds: number): void;
}

export function webMetrics(registry: Registry, queue: Pick<Queue, 'counts'>): WebMetrics {
  const registers = [registry];
  const webhooks = new Counter({
    name: 'sluice_webhooks_total',
    help: 'Webhook requests by event and answer.',
    labelNames: ['event', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'sluice_webhook_seconds',
    help: 'From the headers of a webhook request to its answer.',
    labelNames: ['status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 2.5, 10],
    registers,
  });
  const jobs: Gauge = new Gauge({
    name: 'sluice_jobs',
    help: 'Jobs by state; dead ones need somebody to look.',
    labelNames: ['state'],
    registers,
    collect: async () => {
      jobs.reset();
      const counts: Partial<QueueCounts> = await queue.counts().catch(() => ({}));
      for (const [state, count] of Object.entries<number>(counts)) jobs.set({ state }, count);
    },
  });
  return {
    webhook: (event, status, seconds) => {
      webhooks.inc({ event: event ?? 'unverified', status });
      durations.observe({ status }, seconds);
    },
  };
}
