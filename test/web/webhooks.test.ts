import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { Registry } from 'prom-client';
import { headersFor, post, SECRET, sign, startBench, type Bench } from './harness.ts';

const BODY = JSON.stringify({ action: 'opened', number: 7, text: 'café \u{1F511}', marker: 'payload-marker' });

describe('the webhook intake', () => {
  let bench: Bench;
  afterEach(() => bench.web.close());

  test('hands a signed delivery on and answers 202', async () => {
    bench = await startBench();
    const response = await post(bench.web, BODY, { 'x-github-delivery': 'a1b2c3d4-0000' });
    expect(response.status).toBe(202);
    expect(bench.receive.mock.calls).toEqual([
      [{ id: 'a1b2c3d4-0000', name: 'pull_request', payload: JSON.parse(BODY) as unknown }],
    ]);
    expect(bench.lines()).toContain('"delivery":"a1b2c3d4-0000"');
    expect(bench.lines()).not.toContain('payload-marker');
  });

  test.each<[string, string | Buffer, Record<string, string | undefined>, number]>([
    ['no signature', BODY, { 'x-hub-signature-256': undefined }, 401],
    [
      'an SHA-1 signature only',
      BODY,
      {
        'x-hub-signature-256': undefined,
        'x-hub-signature': `sha1=${createHmac('sha1', SECRET).update(BODY).digest('hex')}`,
      },
      401,
    ],
    [
      'an SHA-1 signature in the place of the other',
      BODY,
      { 'x-hub-signature-256': `sha1=${createHmac('sha1', SECRET).update(BODY).digest('hex')}` },
      401,
    ],
    ['a signature by another secret', BODY, { 'x-hub-signature-256': sign(BODY, 'another') }, 401],
    ['a signature by an empty secret', BODY, { 'x-hub-signature-256': sign(BODY, '') }, 401],
    ['a signature by the default secret of a library', BODY, { 'x-hub-signature-256': sign(BODY, 'development') }, 401],
    ['a signature cut short', BODY, { 'x-hub-signature-256': sign(BODY).slice(0, -2) }, 401],
    ['a signature in capitals', BODY, { 'x-hub-signature-256': sign(BODY).toUpperCase() }, 401],
    ['two signatures', BODY, { 'x-hub-signature-256': `${sign(BODY, 'x')}, ${sign(BODY)}` }, 401],
    ['one byte changed', BODY, { 'x-hub-signature-256': sign(BODY.replace('7', '8')) }, 401],
    ['other spaces', BODY, { 'x-hub-signature-256': sign(JSON.stringify(JSON.parse(BODY), undefined, 2)) }, 401],
    ['another normal form of the same text', BODY, { 'x-hub-signature-256': sign(BODY.normalize('NFD')) }, 401],
    ['a form', 'payload=%7B%7D', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['no content type', BODY, { 'content-type': '' }, 415],
    ['a content type that only begins right', BODY, { 'content-type': 'application/json-seq' }, 415],
    ['a compressed body', gzipSync(Buffer.alloc(10_000_000)), { 'content-encoding': 'gzip' }, 415],
    ['no event', BODY, { 'x-github-event': undefined }, 400],
    ['an event that is none', BODY, { 'x-github-event': '../push' }, 400],
    ['no delivery id', BODY, { 'x-github-delivery': undefined }, 400],
    ['a delivery id with a colon', BODY, { 'x-github-delivery': 'a:b:c:d:e:f' }, 400],
    ['a delivery id that is too long', BODY, { 'x-github-delivery': 'a'.repeat(65) }, 400],
    ['no JSON', '{"a":', {}, 400],
    ['an empty body', '', {}, 400],
    ['an array', '[]', {}, 400],
    ['a string', '"x"', {}, 400],
  ])('refuses %s and logs nothing of it', async (_, body, headers, status) => {
    bench = await startBench();
    const response = await post(bench.web, body, headers);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: expect.any(String) as string });
    expect(response.headers.get('connection')).toBe('close');
    expect(bench.receive).not.toHaveBeenCalled();
    expect(bench.lines()).toBe('');
  });

  test('accepts the charset that GitHub may add', async () => {
    bench = await startBench();
    expect((await post(bench.web, BODY, { 'content-type': 'application/json; charset=utf-8' })).status).toBe(202);
  });

  test('while secrets rotate accepts both, afterwards only the new one', async () => {
    bench = await startBench({ secrets: ['new-secret', 'old-secret'] });
    for (const secret of ['new-secret', 'old-secret']) {
      expect((await post(bench.web, BODY, { 'x-hub-signature-256': sign(BODY, secret) })).status).toBe(202);
    }
    await bench.web.close();
    bench = await startBench({ secrets: ['new-secret'] });
    expect((await post(bench.web, BODY, { 'x-hub-signature-256': sign(BODY, 'old-secret') })).status).toBe(401);
  });

  test.each([[[]], [['']], [['right', ' ']]])('does not start with the secrets %j', async (secrets) => {
    bench = await startBench();
    await expect(startBench({ secrets })).rejects.toThrow(/webhook secret is empty.*WEBHOOK_SECRET/);
  });

  test('answers 503 while the queue is down, and says nothing of the reason', async () => {
    bench = await startBench({ receive: () => Promise.reject(new Error('connect ECONNREFUSED 10.1.2.3:6379')) });
    const response = await post(bench.web, BODY);
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.text()).not.toContain('10.1.2.3');
    expect(bench.lines()).toContain('10.1.2.3');
    expect(bench.lines()).not.toContain('payload-marker');
  });

  test.each([
    ['__proto__', '{"__proto__":{"polluted":true},"pull_request":{"__proto__":{"polluted":true},"number":7}}'],
    ['constructor.prototype', '{"constructor":{"prototype":{"polluted":true}},"pull_request":{"number":7}}'],
    ['an escaped __proto__', '{"\\u005f_proto__":{"polluted":true},"pull_request":{"number":7}}'],
  ])('drops %s from a payload', async (_, body) => {
    bench = await startBench();
    expect((await post(bench.web, body)).status).toBe(202);
    const payload = bench.receive.mock.calls[0]![0].payload as Record<string, unknown>;
    expect(payload).toEqual({ pull_request: { number: 7 } });
    expect(Object.getPrototypeOf(payload)).toBe(Object.prototype);
    const merged = { ...payload };
    expect([merged['polluted'], ({} as Record<string, unknown>)['polluted']]).toEqual([undefined, undefined]);
  });

  test.each([
    ['arrays', `{"a":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`],
    ['objects', `${'{"a":'.repeat(1_000_000)}1${'}'.repeat(1_000_000)}`],
  ])('survives %s a million deep', async (_, body) => {
    bench = await startBench();
    expect([202, 400]).toContain((await post(bench.web, body)).status);
    expect((await post(bench.web, BODY)).status).toBe(202);
  });

  test('counts by event once verified, and not by what a stranger writes', async () => {
    const metrics = new Registry();
    bench = await startBench({ metrics });
    await post(bench.web, BODY);
    await post(bench.web, BODY, { 'x-github-event': 'invented', 'x-hub-signature-256': sign('') });
    const text = await (await fetch(`${bench.web.url}/metrics`)).text();
    expect(text).toContain('sluice_webhooks_total{event="pull_request",status="202"} 1');
    expect(text).toContain('sluice_webhooks_total{event="unverified",status="401"} 1');
    expect(text).not.toContain('invented');
    expect(text).toContain('sluice_jobs{state="dead"} 3');
    expect(text).toMatch(/sluice_webhook_seconds_count\{status="202"\} 1/);
  });

  test('takes a hundred deliveries at once', async () => {
    bench = await startBench();
    const responses = await Promise.all(Array.from({ length: 100 }, () => post(bench.web, BODY)));
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(bench.receive.mock.calls.map(([event]) => event.id)).size).toBe(100);
  });

  test('is found by POST only', async () => {
    bench = await startBench();
    expect((await fetch(`${bench.web.url}/api/github/webhooks`)).status).toBe(404);
    expect(
      (await fetch(`${bench.web.url}/api/github/webhooks/`, { method: 'POST', body: BODY, headers: headersFor(BODY) }))
        .status,
    ).toBe(404);
  });
});
