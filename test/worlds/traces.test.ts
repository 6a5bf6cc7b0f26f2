import { afterAll, expect, it, vi } from 'vitest';
import { startCollector, type Collector, type Received } from '../telemetry/collector.ts';
import { bad, deployed } from './flows.ts';
import { apis, CONFIG } from './samples.ts';
import { eventually } from './place.ts';
import { SECRET, useWorld } from './world.ts';

const HEADER = 'key-of-the-collector';
const QUERY = 'token-of-the-probe';

let collector: Collector;
const world = useWorld({
  sweepSeconds: 3_600,
  more: async () => {
    collector = await startCollector();
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_HEADERS: `api-key=${HEADER}`,
      OTEL_BSP_SCHEDULE_DELAY: '50',
    };
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    return { targets: '', env };
  },
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await collector.close();
});

const baked = `${apis}environments:
  production:
    targets: [edge]
    analysis: { bake: 300ms, interval: 100ms, failures: 2, checks: [{ http: "/HERE/orders/orders/1?key=${QUERY}" }] }
`;

/** The trace that holds a span of this name, once it has ended. */
function traceWith(name: string): Promise<Received[]> {
  return eventually(`a trace with ${name}`, () => {
    const spans = collector.spans();
    const traceIds = spans.filter((span) => span.name === name).map(({ traceId }) => traceId);
    const whole = spans.filter(({ traceId }) => traceId === traceIds.at(-1));
    return whole.some(({ name: ended }) => ended.startsWith('process ')) ? whole : undefined;
  });
}

/** What was done and what came of it, each below what it is a part of; requests apart. */
function outline(spans: readonly Received[], below?: string): string[] {
  const parts = spans.filter(({ parentSpanId, kind }) => parentSpanId === below && kind !== 'client');
  const lines = parts.flatMap(({ name, spanId, error, facts }) => {
    const { 'sluice.verdict': verdict, 'sluice.outcome': outcome, 'sluice.apis': count } = facts;
    const said = [name, count, verdict ?? outcome, error && `(${error})`].filter((word) => word !== undefined);
    return [said.join(' '), ...outline(spans, spanId).map((line) => `  ${line}`)];
  });
  return lines.filter((line, index) => line !== lines[index - 1]);
}

function requestsOf(spans: readonly Received[], phase: string): string[] {
  const ids = spans.filter(({ name }) => name === phase).map(({ spanId }) => spanId);
  return spans
    .filter(({ kind, parentSpanId }) => kind === 'client' && ids.includes(parentSpanId ?? ''))
    .map(({ name, error }) => (error === undefined ? name : `${name} (${error})`));
}

it('shows the way of a webhook to a verdict as one trace, with every request on it and no secret', async () => {
  const place = await deployed(world, baked);
  const { head, number } = await place.pull({ [CONFIG]: baked.replace('/HERE/orders,', '/HERE/orders, timeout: 5s,') });
  // Its answer is recorded: beside a release, which of the two has to look again is a matter of luck.
  await Promise.all([place.checked(head), place.ask('mira', number, '/sluice help')]);
  const sha = await place.commit('ada', 'main', { [CONFIG]: bad(baked) });
  const state = await place.settled('production', sha);
  expect(state.current.phase).toBe('restored');

  const review = await traceWith('review publish');
  expect(outline(review)).toEqual([
    'POST /api/github/webhooks',
    '  add review',
    '    process review done',
    '      review gather 1',
    '      review compare 1',
    '      review plan 1',
    '      review publish success',
  ]);
  expect(requestsOf(review, 'review plan')).toContain('GET /routes');
  expect(requestsOf(review, 'review publish')).toContain('POST /repos/{owner}/{repo}/check-runs');
  expect(review.find(({ kind }) => kind === 'consumer')?.facts).toMatchObject({
    'sluice.job': 'review',
    'sluice.attempt': 1,
    'sluice.repository': place.full,
  });

  const command = (await traceWith('process command')).find(({ name }) => name === 'process command');
  expect(command?.facts).toMatchObject({ 'sluice.command': 'help', 'sluice.verdict': 'done' });

  const release = await traceWith('release aftermath');
  expect(outline(release)).toEqual([
    'POST /api/github/webhooks',
    '  add release',
    '    process release done',
    '      release prepare 1 ready',
    '        review gather 1',
    '        review compare 1',
    '        review plan 1',
    '      release apply 1 live',
    '        release verify 1 live',
    '      release analyse 1 running',
    '      release analyse 1 failed',
    '      release restore 1 live',
    '        release verify 1 live',
    '      release aftermath 1 restored',
  ]);
  for (const phase of ['release apply', 'release restore']) expect(requestsOf(release, phase)).toContain('PUT /routes');
  expect(requestsOf(release, 'release analyse')).toContain('GET /{probe} (500)');
  expect(requestsOf(release, 'release aftermath')).toContain('POST /repos/{owner}/{repo}/pulls');
  expect(collector.requests[0]?.headers).toMatchObject({ 'api-key': HEADER });
  const sent = collector.bytes().toString('utf8');
  for (const secret of [SECRET, HEADER, QUERY, 'PRIVATE KEY', 'ghs_', 'eyJ', 'Bearer', '/orders/1', 'Change '])
    expect(sent).not.toContain(secret);
});
