import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { GitHubError } from '../../src/github/errors.ts';
import { StoredQueue } from '../../src/queue/bull.ts';
import { openPostgres } from '../../src/queue/postgres.ts';
import { Permanent, type AddOptions, type Handler, type Queue, type QueuedJob } from '../../src/queue/queue.ts';
import { keptOrigin, processing } from '../../src/telemetry/jobs.ts';
import { inSpan } from '../../src/telemetry/spans.ts';
import { createLogger } from '../../src/web/log.ts';
import { startPostgres, testTiming, type Backend } from '../queue/backends.ts';
import type { Received } from './collector.ts';
import { startExporting, type Exporting } from './exporting.ts';

let store: Backend;
beforeAll(async () => {
  store = await startPostgres();
});
afterAll(() => store.stop());

let exporting: Exporting;
let queues: Queue[] = [];
let lines: string[] = [];
beforeEach(async () => {
  exporting = await startExporting();
  lines = [];
});
afterEach(async () => {
  for (const queue of queues.splice(0)) await queue.close();
  await exporting.end();
});

/** As another process would have it. */
async function open(name: string): Promise<Queue> {
  if (store.address.kind !== 'postgres') throw new Error('a Postgres was started');
  const log = createLogger({ destination: { write: (line) => void lines.push(line) } });
  const backend = await openPostgres(store.address, name, log, testTiming);
  const queue = new StoredQueue(backend, log, testTiming, () => Promise.resolve());
  queues = [...queues, queue];
  return queue;
}

const job = (name: string, delivery = 'delivery-1'): QueuedJob => ({
  name,
  version: 1,
  data: {},
  trace: { delivery, repository: 'acme/apis' },
});

async function asked(by: string, queue: Queue, queued: QueuedJob, options?: AddOptions): Promise<void> {
  await inSpan(by, { root: true }, () => queue.add(queued, options));
}

/** Works on what waits until `times` tries have ended, then tells what arrived. */
async function worked(name: string, times: number, handler: Handler): Promise<Received[]> {
  const worker = await open(name);
  let ended = 0;
  await worker.work((queued, context) => handler(queued, context).finally(() => (ended += 1)), { concurrency: 1 });
  await vi.waitFor(() => {
    expect(ended).toBe(times);
  }, 20_000);
  for (const queue of queues.splice(0)) await queue.close();
  return exporting.end();
}

function only(spans: readonly Received[], name: string): Received {
  const [span, ...more] = spans.filter((each) => each.name === name);
  if (span === undefined || more.length > 0) throw new Error(`${more.length + (span ? 1 : 0)} spans ${name}`);
  return span;
}

it('takes the trace of who asked along to whoever works, also at the second try and for what that asks for', async () => {
  await asked('webhook', await open('joined'), job('review'));
  const spans = await worked('joined', 3, async ({ name }, { attempt }) => {
    if (name === 'drift') return { kind: 'done' };
    if (attempt === 1) throw Object.assign(new Error('a stranger says'), { code: 'ECONNRESET' });
    await queues.at(-1)?.add(job('drift'));
    return { kind: 'done' };
  });
  const webhook = only(spans, 'webhook');
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([webhook.traceId]));
  const add = only(spans, 'add review');
  expect(add).toMatchObject({ kind: 'producer', parentSpanId: webhook.spanId, links: [] });
  const tries = spans.filter(({ name }) => name === 'process review');
  expect(tries).toMatchObject([
    {
      kind: 'consumer',
      parentSpanId: add.spanId,
      error: 'ECONNRESET',
      facts: {
        'sluice.job': 'review',
        'sluice.attempt': 1,
        'sluice.outcome': 'failed',
        'sluice.delivery': 'delivery-1',
        'sluice.repository': 'acme/apis',
        'messaging.system': 'bullmq',
        'messaging.operation.type': 'process',
      },
    },
    { parentSpanId: add.spanId, error: undefined, facts: { 'sluice.attempt': 2, 'sluice.outcome': 'done' } },
  ]);
  expect(only(spans, 'add drift').parentSpanId).toBe(tries[1]?.spanId);
  expect(only(spans, 'process drift').parentSpanId).toBe(only(spans, 'add drift').spanId);
  // Told where the job is no longer under way.
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { msg: 'job failed', trace_id: webhook.traceId },
  ]);
  expect(lines.join('')).not.toContain('traceparent');
});

it('goes on in the trace that a waiting job has when it is asked for again, and links who asked to it', async () => {
  const queue = await open('again');
  await asked('first', queue, job('review', 'delivery-1'), { latestOnly: 'review-7' });
  await asked('second', queue, job('review', 'delivery-2'), { latestOnly: 'review-7' });
  const spans = await worked('again', 1, () => Promise.resolve({ kind: 'done' }));
  const [first, second] = [only(spans, 'first'), only(spans, 'second')];
  const added = (by: Received): Received | undefined => spans.find(({ parentSpanId }) => parentSpanId === by.spanId);
  expect(first.traceId).not.toBe(second.traceId);
  expect(added(second)?.links).toEqual([added(first)?.spanId]);
  expect(only(spans, 'process review')).toMatchObject({
    traceId: first.traceId,
    parentSpanId: added(first)?.spanId,
    facts: { 'sluice.delivery': 'delivery-2' },
  });
});

async function whenDelayed(queue: Queue): Promise<void> {
  await vi.waitFor(async () => {
    expect(await queue.counts()).toMatchObject({ delayed: 1 });
  }, 10_000);
}

it('stays one trace where somebody else asks for it before it has ended, as while a release bakes', async () => {
  const queue = await open('baking');
  const sweep = (): Promise<void> =>
    asked('sweep', queue, job('release', 'sweep-1'), { latestOnly: 'release-7', priority: 20 });
  await asked('webhook', queue, job('release', 'delivery-1'), { latestOnly: 'release-7' });
  let looks = 0;
  const spans = await worked('baking', 3, async () => {
    looks += 1;
    // First while it runs, then while it waits for its next look, which is taken at once.
    if (looks === 1) await sweep();
    if (looks === 2) void whenDelayed(queue).then(sweep);
    return looks > 2 ? { kind: 'done' } : { kind: 'again', delayMs: looks === 1 ? 10 : 60_000 };
  });
  const { traceId } = only(spans, 'webhook');
  const looked = spans.filter(({ name }) => name === 'process release');
  expect(looked).toMatchObject([{ traceId }, { traceId }, { traceId }]);
});

it.each([
  ['has one', { traceparent: 'first', since: '1970-01-01T00:00:00.000Z' }, 3_600_000, 'first'],
  ['has had it for over an hour', { traceparent: 'first', since: '1970-01-01T00:00:00.000Z' }, 3_600_001, 'second'],
  ['does not say since when', { traceparent: 'first' }, 0, 'second'],
  ['has none', undefined, 0, 'second'],
])('knows whose trace a job goes on in that %s', (_, waiting, ms, traceparent) => {
  const newer = { traceparent: 'second', since: '1970-01-01T00:00:00.000Z' };
  expect(keptOrigin(waiting, newer, new Date(ms))).toMatchObject({ traceparent });
});

it.each([
  [50 * 60_000, true],
  [70 * 60_000, false],
])(
  'goes on with what began %i ms ago in its trace, and later than an hour in one that is linked to it',
  async (ms, joined) => {
    const [traceId, spanId] = ['1'.repeat(32), '2'.repeat(16)];
    const origin = { traceparent: `00-${traceId}-${spanId}-01`, since: new Date(Date.now() - ms).toISOString() };
    await processing({ job: 'release', attempt: 1, delivery: 'd', origin }, () => Promise.resolve());
    const [span] = await exporting.end();
    expect(span).toMatchObject(joined ? { traceId, parentSpanId: spanId, links: [] } : { links: [spanId] });
    expect(span?.parentSpanId === undefined).toBe(!joined);
    expect(span?.traceId === traceId).toBe(joined);
  },
);

it('gives each of many a trace of its own, linked to what asked for all of them', async () => {
  await asked('sweep', await open('many'), job('sweep-repository'), { ownTrace: true });
  const spans = await worked('many', 1, () => Promise.resolve({ kind: 'done' }));
  const [sweep, add] = [only(spans, 'sweep'), only(spans, 'add sweep-repository')];
  expect(add).toMatchObject({ parentSpanId: undefined, links: [sweep.spanId] });
  expect(add.traceId).not.toBe(sweep.traceId);
  expect(only(spans, 'process sweep-repository')).toMatchObject({ traceId: add.traceId, parentSpanId: add.spanId });
});

it('says of a dead letter why, by the code of its cause', async () => {
  await asked('webhook', await open('dead'), job('review'));
  const cause = new GitHubError({ kind: 'forbidden', status: 403, operation: 'any', reason: 'hunter2' });
  const spans = await worked('dead', 1, () => Promise.reject(new Permanent(cause.message, { cause })));
  const facts = { 'sluice.outcome': 'dead', 'error.type': 'forbidden' };
  expect(only(spans, 'process review')).toMatchObject({ error: 'forbidden', facts });
  expect(exporting.collector.bytes().toString('utf8')).not.toContain('hunter2');
});

it('works on what another process left without a trace, and on one that makes no sense', async () => {
  const queue = await open('odd');
  await exporting.end();
  await queue.add(job('review'));
  exporting = await startExporting();
  await queue.add({ ...job('release'), origin: { traceparent: '00-hunter2' } });
  const spans = await worked('odd', 2, () => Promise.resolve({ kind: 'done' }));
  expect(only(spans, 'process review').parentSpanId).toBeUndefined();
  expect(only(spans, 'process release').facts['sluice.outcome']).toBe('done');
});
