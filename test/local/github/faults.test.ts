import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { judgeTraffic } from '../../../src/local/github/contract/traffic.ts';
import { Faults } from '../../../src/local/github/faults/faults.ts';
import { disturbTraffic } from '../../../src/local/github/faults/traffic.ts';

let server: FastifyInstance;
let faults: Faults;
let done: number;

beforeEach(() => {
  server = Fastify();
  faults = new Faults();
  done = 0;
  disturbTraffic(server, faults);
  server.put('/api/v3/repos/acme/apis/pulls/1/merge', () => {
    done += 1;
    return { sha: 'a', merged: true, message: 'Pull Request successfully merged' };
  });
  server.get('/api/v3/rate_limit', () => ({}));
  server.get('/acme/apis', () => 'a page');
});

afterEach(() => server.close());

const merge = () => server.inject({ method: 'PUT', url: '/api/v3/repos/acme/apis/pulls/1/merge' });

describe('faults of requests', () => {
  test.each([
    ['unavailable', { unavailable: 1 }, 502, undefined, 0],
    ['done, and the answer lost', { answerLost: 1 }, 502, undefined, 1],
    ['secondary limit', { secondaryLimit: 1, retryAfterSeconds: 7 }, 403, '7', 0],
    ['too many', { tooMany: 1, retryAfterSeconds: 3 }, 429, '3', 0],
    ['another operation', { operations: 'checks/*', unavailable: 1 }, 200, undefined, 1],
    ['this operation', { operations: 'pulls/*', unavailable: 1 }, 502, undefined, 0],
  ])('%s', async (_, settings, status, retryAfter, times) => {
    faults.set({ requests: [settings] });
    const response = await merge();
    expect([response.statusCode, response.headers['retry-after'], done]).toEqual([status, retryAfter, times]);
    expect(response.json()).toHaveProperty('message');
  });

  test('latency', async () => {
    faults.set({ requests: [{ latencyMs: 40 }] });
    const started = performance.now();
    expect((await merge()).statusCode).toBe(200);
    expect(performance.now() - started).toBeGreaterThan(30);
  });

  test('pages are not disturbed', async () => {
    faults.set({ requests: [{ unavailable: 1 }] });
    expect((await server.inject('/acme/apis')).statusCode).toBe(200);
  });

  test('the same seed gives the same faults', async () => {
    const run = async () => {
      faults.set({ seed: 42, requests: [{ unavailable: 0.5 }] });
      return Promise.all(Array.from({ length: 30 }, async () => (await merge()).statusCode));
    };
    const first = await run();
    expect(new Set(first)).toEqual(new Set([200, 502]));
    expect(await run()).toEqual(first);
  });

  test('are changed over HTTP while it runs', async () => {
    const put = (payload: object) => server.inject({ method: 'PUT', url: '/_local/faults', payload });
    expect((await put({ requests: [{ operations: 'pulls/merge', tooMany: 1 }] })).statusCode).toBe(200);
    expect((await merge()).statusCode).toBe(429);
    expect((await put({ requests: [{ tooMany: 2 }] })).statusCode).toBe(422);
    expect((await put({ webhook: {} })).statusCode).toBe(422);
    expect((await merge()).statusCode).toBe(429);
    expect((await server.inject({ method: 'DELETE', url: '/_local/faults' })).json()).toEqual({
      seed: 1,
      webhooks: { events: [], lost: 0, failed: 0, doubled: 0, holdMs: 0, reverseWindowMs: 0 },
      requests: [],
    });
    expect((await merge()).statusCode).toBe(200);
  });
});

test('a lost answer is judged as it was before it was lost', async () => {
  const judged = Fastify();
  const contract = judgeTraffic(judged, { strict: true });
  disturbTraffic(judged, faults);
  judged.put('/api/v3/repos/acme/apis/pulls/1/merge', () => ({ merged: true }));
  faults.set({ requests: [{ answerLost: 1 }] });
  const response = await judged.inject({ method: 'PUT', url: '/api/v3/repos/acme/apis/pulls/1/merge' });
  expect(response.statusCode).toBe(502);
  expect(contract.violations).toMatchObject([{ operation: 'pulls/merge', where: 'answer' }]);
  await judged.close();
});
