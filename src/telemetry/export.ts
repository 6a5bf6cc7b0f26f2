/** Sends traces away by OTLP. Loaded by `main.ts` alone, and only where an endpoint is set. */
import { setTimeout as sleep } from 'node:timers/promises';
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { ExportResultCode, W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type ReadableSpan,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import type { Logger } from 'pino';
import type { TracesWanted } from './wanted.ts';

const FLUSH_MS = 2_000;
const TELL_EVERY_MS = 10 * 60_000;

/**
 * Address, headers, certificates, sampler, batches and resource are read from the environment of the process by OpenTelemetry's own packages.
 * Spans wait in a bounded buffer, and what does not fit or cannot be delivered is lost: no work waits for a collector. Resolves to what
 * ends it: that sends what is left, for two seconds at most.
 */
export async function exportTraces(
  protocol: Extract<TracesWanted, { kind: 'on' }>['protocol'],
  version: string,
  log: Logger,
): Promise<() => Promise<void>> {
  const exporter = new TellingExporter(await exporterFor(protocol), log);
  const provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'sluice', [ATTR_SERVICE_VERSION]: version }))
      .merge(detectResources({ detectors: [serviceInstanceIdDetector, envDetector] })),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  return async () => {
    await within(FLUSH_MS, provider.shutdown());
    trace.disable();
    propagation.disable();
    context.disable();
  };
}

async function exporterFor(protocol: Extract<TracesWanted, { kind: 'on' }>['protocol']): Promise<SpanExporter> {
  const { OTLPTraceExporter } =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter();
}

/** Resolves in time, whatever becomes of `work`: who told already that it cannot deliver says no more. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  const timeout = new AbortController();
  const { signal } = timeout;
  await Promise.race([work.catch(() => undefined), sleep(ms, undefined, { signal }).catch(() => undefined)]);
  timeout.abort();
}

type Done = Parameters<SpanExporter['export']>[1];

/** Tells once in a while that spans are lost, and when they no longer are. */
class TellingExporter implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #log: Logger;
  #lost = 0;
  #toldAt = Number.NEGATIVE_INFINITY;
  #isTold = false;

  constructor(exporter: SpanExporter, log: Logger) {
    this.#exporter = exporter;
    this.#log = log;
  }

  export(spans: ReadableSpan[], done: Done): void {
    this.#exporter.export(spans, (result) => {
      if (result.code === ExportResultCode.SUCCESS) this.#delivered();
      else this.#failed(spans.length, result.error);
      done(result);
    });
  }

  async forceFlush(): Promise<void> {
    await this.#exporter.forceFlush?.();
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }

  #failed(spans: number, error: unknown): void {
    this.#lost += spans;
    if (performance.now() - this.#toldAt < TELL_EVERY_MS) return;
    this.#toldAt = performance.now();
    this.#isTold = true;
    this.#log.warn(
      { reason: reasonOf(error), lost: this.#lost },
      'traces cannot be delivered: spans are lost, the work goes on. OTEL_EXPORTER_OTLP_ENDPOINT says where they go',
    );
  }

  #delivered(): void {
    if (!this.#isTold) return;
    this.#log.info({ lost: this.#lost }, 'traces are delivered again');
    this.#lost = 0;
    this.#isTold = false;
  }
}

/** The status or the system's code alone: what a collector says, and the address that it has, are for nobody's log. */
function reasonOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code === 'number') return `answered ${code}`;
  return typeof code === 'string' ? code : 'no answer in time, or none that can be used';
}
