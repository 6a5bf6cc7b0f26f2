import { afterEach, beforeEach, expect, it } from 'vitest';
import { inSpan } from '../../src/telemetry/spans.ts';
import { WEBHOOK_PATH } from '../../src/web/webhooks.ts';
import { post, startBench, type Bench } from '../web/harness.ts';
import { startExporting, type Exporting } from './exporting.ts';

const stranger = {
  traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  tracestate: 'vendor=hunter2',
  baggage: 'k=hunter2',
};
let exporting: Exporting;
let bench: Bench;
beforeEach(async () => {
  exporting = await startExporting();
});
afterEach(async () => {
  await bench.web.close();
  await exporting.end();
});

it('begins a trace of its own with each delivery, whatever trace its headers name', async () => {
  bench = await startBench();
  bench.receive.mockImplementation(() => inSpan('stored', {}, () => Promise.resolve()));
  const headers = { ...stranger, 'x-github-delivery': 'a1b2c3d4-0000' };
  expect((await post(bench.web, '{"marker":"hunter2"}', headers)).status).toBe(202);
  const spans = await exporting.end();
  const [stored, delivery] = spans;
  expect(spans).toHaveLength(2);
  expect(delivery).toMatchObject({
    name: `POST ${WEBHOOK_PATH}`,
    kind: 'server',
    parentSpanId: undefined,
    error: undefined,
    facts: {
      'sluice.delivery': 'a1b2c3d4-0000',
      'sluice.event': 'pull_request',
      'http.request.method': 'POST',
      'http.route': WEBHOOK_PATH,
      'http.response.status_code': 202,
    },
  });
  expect(delivery?.traceId).not.toBe('a'.repeat(32));
  expect(stored).toMatchObject({ name: 'stored', traceId: delivery?.traceId, parentSpanId: delivery?.spanId });
  expect(exporting.collector.bytes().toString('utf8')).not.toMatch(/hunter2|aaaaaaaa|bbbbbbbb/);
  expect(bench.lines()).toContain(`"trace_id":"${delivery?.traceId ?? ''}"`);
});

it('tells of a delivery that could not be stored', async () => {
  bench = await startBench();
  bench.receive.mockRejectedValue(new Error('hunter2'));
  expect((await post(bench.web, '{}')).status).toBe(503);
  const [delivery] = await exporting.end();
  expect(delivery).toMatchObject({ error: '503', facts: { 'http.response.status_code': 503 } });
  expect(exporting.collector.bytes().toString('utf8')).not.toContain('hunter2');
});

it('tells nothing of what nobody signed: anybody could fill the traces', async () => {
  bench = await startBench();
  expect((await post(bench.web, '{}', { ...stranger, 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` })).status).toBe(
    401,
  );
  expect((await fetch(`${bench.web.url}/healthz`)).status).toBe(200);
  expect(await exporting.end()).toEqual([]);
});
