import { Counter, Histogram, Registry } from 'prom-client';

/** Counters per API since the process started, in Prometheus' text form. */
export class GatewayMetrics {
  private readonly registry = new Registry();
  private readonly requests = new Counter({
    name: 'sluice_gateway_requests_total',
    help: 'Requests of an API by the status that was answered; 499: the client left before the answer was whole.',
    labelNames: ['owner', 'api', 'code'] as const,
    registers: [this.registry],
  });
  private readonly duration = new Histogram({
    name: 'sluice_gateway_request_duration_seconds',
    help: 'From the head of a request to the end of its answer.',
    labelNames: ['owner', 'api'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });

  observe(owner: string, api: string, code: number, seconds: number): void {
    this.requests.inc({ owner, api, code });
    this.duration.observe({ owner, api }, seconds);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}
