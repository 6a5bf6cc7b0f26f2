import { vi } from 'vitest';
import { exportTraces } from '../../src/telemetry/export.ts';
import { createLogger } from '../../src/web/log.ts';
import { startCollector, type Collector } from './collector.ts';

export interface Exporting {
  readonly collector: Collector;
  /** The log, a line each. */
  readonly lines: string[];
  /** Sends what is left; resolves to what arrived. Once it has ended it only tells again. */
  end(): Promise<ReturnType<Collector['spans']>>;
}

/** This process with traces to a collector of its own; `env` comes to the variables that name it. */
export async function startExporting(
  env: Readonly<Record<string, string>> = {},
  protocol: 'http/json' | 'http/protobuf' = 'http/json',
): Promise<Exporting> {
  const collector = await startCollector();
  const all = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '20', ...env };
  for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value);
  const lines: string[] = [];
  const end = await exportTraces(
    protocol,
    '1.2.3',
    createLogger({ destination: { write: (line) => void lines.push(line) } }),
  );
  vi.unstubAllEnvs();
  let ended: Promise<void> | undefined;
  return {
    collector,
    lines,
    async end() {
      await (ended ??= end().then(() => collector.close()));
      return protocol === 'http/json' ? collector.spans() : [];
    },
  };
}
