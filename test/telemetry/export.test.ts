import { afterEach, expect, it, vi } from 'vitest';
import { inSpan } from '../../src/telemetry/spans.ts';
import { createLogger } from '../../src/web/log.ts';
import { startExporting, type Exporting } from './exporting.ts';

let exporting: Exporting;
afterEach(() => exporting.end());

const SECRETS = {
  OTEL_EXPORTER_OTLP_HEADERS: 'api-key=hunter2,authorization=Bearer%20hunter2',
  OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test,service.name=of-the-list',
  OTEL_SERVICE_NAME: 'sluice-eu',
};

function work(name = 'work'): Promise<number> {
  return inSpan(name, {}, () => Promise.resolve(1));
}

it('sends protobuf to the path of traces, with the headers and the names of the environment', async () => {
  exporting = await startExporting(SECRETS, 'http/protobuf');
  const { collector } = exporting;
  await work('review compare');
  await exporting.end();
  expect(collector.requests).toMatchObject([
    {
      path: '/v1/traces',
      headers: { 'content-type': 'application/x-protobuf', 'api-key': 'hunter2', authorization: 'Bearer hunter2' },
    },
  ]);
  const text = collector.bytes().toString('latin1');
  for (const word of ['review compare', 'sluice-eu', 'deployment.environment.name', '1.2.3'])
    expect(text).toContain(word);
  for (const word of ['hunter2', 'of-the-list']) expect(text).not.toContain(word);
});

it('leaves out what the sampler leaves out, and names no trace in the log that nobody has', async () => {
  exporting = await startExporting({ OTEL_TRACES_SAMPLER: 'parentbased_always_off' });
  const lines: string[] = [];
  const log = createLogger({ destination: { write: (line) => void lines.push(line) } });
  await inSpan('work', {}, () => {
    log.info('inside');
    return Promise.resolve();
  });
  expect(await exporting.end()).toEqual([]);
  expect(lines.join('')).not.toContain('trace_id');
});

it('names the trace and the span in every line that is written inside, and in no other', async () => {
  exporting = await startExporting();
  const lines: string[] = [];
  const log = createLogger({ destination: { write: (line) => void lines.push(line) } });
  log.info('before');
  await inSpan('work', {}, () => {
    log.child({ job: 'review' }).info('inside');
    return Promise.resolve();
  });
  const [span] = await exporting.end();
  const [before, inside] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(before).not.toHaveProperty('trace_id');
  expect(inside).toMatchObject({ job: 'review', trace_id: span?.traceId, span_id: span?.spanId });
});

it('tells errors by their code, never by their words', async () => {
  exporting = await startExporting();
  const coded = Object.assign(new Error('hunter2'), { code: 'ECONNREFUSED' });
  const worded = Object.assign(new Error('hunter2'), { code: 'says hunter2', kind: 'also hunter2', name: 'Our Error' });
  const kind = Object.assign(new Error('hunter2'), { kind: 'rate-limited', code: 'E' });
  for (const error of [coded, worded, kind, 'hunter2']) {
    const failing = inSpan('work', {}, () => Promise.reject(error as Error));
    await expect(failing).rejects.toBe(error);
  }
  const spans = await exporting.end();
  expect(spans.map(({ error }) => error)).toEqual(['ECONNREFUSED', 'Error', 'rate-limited', 'unknown']);
  expect(spans.map(({ facts }) => facts['error.type'])).toEqual(spans.map(({ error }) => error));
  expect(exporting.collector.bytes().toString('utf8')).not.toContain('hunter2');
});

it.each<[string, number | undefined, string]>([
  ['refuses', 401, 'answered 401'],
  ['asks for later', 503, 'no answer in time'],
  ['says nothing', undefined, 'no answer in time'],
])('goes on where the collector %s, and tells it once', async (_, status, reason) => {
  exporting = await startExporting({ ...SECRETS, OTEL_EXPORTER_OTLP_TIMEOUT: '150' });
  const { collector, lines } = exporting;
  collector.answer(status);
  const started = performance.now();
  for (let round = 0; round < 100; round += 1) await work();
  // One after the other, waiting, they would take 15 s.
  expect(performance.now() - started).toBeLessThan(3_000);
  await vi.waitFor(() => {
    expect(lines).toHaveLength(1);
  }, 5_000);
  await work();
  await vi.waitFor(() => {
    expect(collector.requests.length).toBeGreaterThan(1);
  }, 5_000);
  await exporting.end();
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'warn',
    reason: expect.stringContaining(reason) as string,
  });
  for (const word of ['hunter2', 'stranger', collector.url]) expect(lines.join('')).not.toContain(word);
});

it('says when traces are delivered again', async () => {
  exporting = await startExporting();
  const { collector, lines } = exporting;
  collector.answer(401);
  await work();
  await vi.waitFor(() => {
    expect(lines).toHaveLength(1);
  });
  collector.answer(200);
  await work();
  await vi.waitFor(() => {
    expect(lines).toHaveLength(2);
  });
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ level: 'info', lost: 1 });
});

it('ends within seconds where the collector never answers', async () => {
  exporting = await startExporting({ OTEL_BSP_SCHEDULE_DELAY: '60000' });
  exporting.collector.answer(undefined);
  await work();
  const started = performance.now();
  await exporting.end();
  expect(performance.now() - started).toBeLessThan(3_900);
});
