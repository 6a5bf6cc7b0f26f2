import { expect, it } from 'vitest';
import type { Target } from '../../../src/gateway/target.ts';
import { takeSample, type Watcher } from '../../../src/jobs/release/samples.ts';
import { startUpstream } from '../../../src/local/upstreams.ts';
import { never } from '../../gateway/harness.ts';

it('takes of several targets the one that does not answer as wanted, be its status lower or higher', async () => {
  const shut = await startUpstream({ name: 'shut', behaviour: { status: 401 } });
  const open = await startUpstream({ name: 'open' });
  const targets = [{ url: shut.url }, { url: open.url }] as Target[];
  const context = { services: { now: () => new Date(0) }, repo: { id: 1, fullName: 'acme/apis' }, signal: never };
  const sampled = async (status: number): Promise<number | undefined> => {
    const analysis = { bake: '1s', checks: [{ http: '/orders', status }] };
    const sample = await takeSample(context as Watcher, 'production', {}, analysis, targets, { changed: [] });
    return sample.probes[0]?.status;
  };
  expect(await sampled(401)).toBe(200);
  expect(await sampled(200)).toBe(401);
  await Promise.all([shut.close(), open.close()]);
});

it('is of the moment at which it began to ask', async () => {
  let now = 1000;
  const prometheus = {
    query() {
      now = 9000;
      return Promise.resolve({ ok: true, series: [] });
    },
  };
  const context = { services: { now: () => new Date(now) }, repo: { id: 1, fullName: 'acme/apis' }, signal: never };
  const analysis = { bake: '1s', checks: [{ prometheus: { query: 'up', min: 1 } }] };
  const targets = [{ name: 'edge', prometheus }] as unknown as Target[];
  const sample = await takeSample(context as Watcher, 'production', {}, analysis, targets, { changed: [] });
  expect(sample).toMatchObject({ at: 1000, readings: [{ kind: 'no-data', message: 'no series' }] });
});
