import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startTraffic } from '../../src/local/traffic.ts';
import { startUpstream, type Upstream } from '../../src/local/upstreams.ts';

let upstream: Upstream;
afterEach(() => upstream.close());

const statuses = async (requests: number): Promise<number[]> => {
  const all: number[] = [];
  for (let sent = 0; sent < requests; sent += 1) all.push((await fetch(upstream.url)).status);
  return all;
};

describe('sample upstreams', () => {
  it('change while they run', async () => {
    upstream = await startUpstream({ name: 'orders', behaviour: { status: 201 } });
    const answer = await fetch(`${upstream.url}/a?b=1`, { method: 'POST', body: 'hello' });
    expect(await answer.json()).toMatchObject({ upstream: 'orders', method: 'POST', path: '/a?b=1', bytes: 5 });
    expect(answer.status).toBe(201);
    upstream.set({ errorRate: 0.25 });
    expect((await statuses(8)).filter((status) => status === 500)).toHaveLength(2);
    upstream.set({ latencyMs: 60 });
    const started = performance.now();
    expect(await statuses(1)).toEqual([200]);
    expect(performance.now() - started).toBeGreaterThan(50);
    expect(upstream.requests()).toBe(10);
  });
});

describe('traffic', () => {
  it('keeps its pace and counts what came of it', async () => {
    upstream = await startUpstream({ name: 'orders' });
    const started = performance.now();
    const traffic = startTraffic({ url: upstream.url, paths: ['/a', '/b'], perSecond: 100 });
    await vi.waitFor(() => {
      expect(traffic.counts()['/b']?.['200']).toBeGreaterThan(15);
    }, 20_000);
    const counts = await traffic.stop();
    const total = (counts['/a']?.['200'] ?? 0) + (counts['/b']?.['200'] ?? 0);
    expect(total).toBe(upstream.requests());
    expect(total).toBeLessThan(((performance.now() - started) * 100) / 1000 + 2);
    await sleep(50);
    expect(upstream.requests()).toBe(total);
  });

  it('counts requests that nobody answered', async () => {
    upstream = await startUpstream({ name: 'orders' });
    const closed = await startUpstream({ name: 'closed' });
    await closed.close();
    const traffic = startTraffic({ url: closed.url, paths: ['/'], perSecond: 50 });
    await vi.waitFor(() => {
      expect(traffic.counts()['/']).toHaveProperty('no answer');
    }, 20_000);
    expect(Object.keys((await traffic.stop())['/']!)).toEqual(['no answer']);
  });
});
