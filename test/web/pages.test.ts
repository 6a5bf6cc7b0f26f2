import { afterEach, describe, expect, test } from 'vitest';
import { checks } from '../../src/compare/checks/index.ts';
import { pagePath } from '../../src/compare/reference.ts';
import { escapeHtml } from '../../src/web/pages.ts';
import { queuePage } from '../../src/web/pages/queue.ts';
import { startBench, type Bench } from './harness.ts';

describe('health and pages', () => {
  let bench: Bench;
  afterEach(() => bench.web.close());

  test('it is alive without the queue, but not ready', async () => {
    const ping = (): Promise<void> => Promise.reject(new Error('connect ECONNREFUSED 10.1.2.3:6379'));
    bench = await startBench({ queue: { ping, counts: () => Promise.reject(new Error('down')) } });
    expect((await fetch(`${bench.web.url}/healthz`)).status).toBe(200);
    const ready = await fetch(`${bench.web.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { status: 'not ready', reason: 'The queue does not answer.' },
    ]);
    expect((await fetch(`${bench.web.url}/metrics`)).status).toBe(200);
  });

  test('it is ready with the queue', async () => {
    bench = await startBench();
    expect((await fetch(`${bench.web.url}/readyz`)).status).toBe(200);
  });

  test.each(['/healthz', '/readyz', '/metrics', '/queue', '/nowhere', '/%'])(
    '%s lets a browser load, frame and keep nothing',
    async (path) => {
      bench = await startBench({
        pages: [{ path: '/queue', title: 'Queue', render: () => Promise.resolve('<p>fine</p>') }],
      });
      const { headers } = await fetch(bench.web.url + path);
      expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
      expect(Object.fromEntries(headers)).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      });
    },
  );

  test('its address is one that a browser takes, also on IPv6', async () => {
    bench = await startBench({ host: '::1' });
    expect((await fetch(`${bench.web.url}/healthz`)).status).toBe(200);
  });

  test('the queue page shows dead letters inert', async () => {
    const evil = `<script>alert("1")</script>'&`;
    const letter = {
      id: '7',
      job: {
        name: evil,
        version: 1,
        data: { token: 'never shown' },
        trace: { delivery: evil, repository: 'acme/apis' },
      },
      reason: evil,
      failedAt: '2026-11-21T06:00:00.000Z',
      attempts: 5,
    };
    const page = queuePage({
      counts: () => Promise.resolve({ waiting: 4, active: 2, delayed: 1, dead: 1 }),
      deadLetters: () => Promise.resolve([letter]),
    });
    bench = await startBench({ pages: [page] });
    const html = await (await fetch(`${bench.web.url}/queue`)).text();
    expect(html).toContain('● 1 job has failed for good. 4 waiting, 2 running, 1 for later.');
    expect(html).toContain(escapeHtml(evil));
    expect(html).toContain('<code>acme/apis</code>');
    expect(html).not.toContain('<script');
    expect(html).not.toContain('never shown');
  });

  test('every check has a page, to be read by everybody', async () => {
    bench = await startBench();
    const answers = await Promise.all(checks.map((check) => fetch(bench.web.url + pagePath(check))));
    expect(answers.map(({ status }) => status)).toEqual(checks.map(() => 200));
    const html = await (await fetch(`${bench.web.url}/checks/maximum-length`)).text();
    expect(html).toContain('<h1>Maximum length</h1>');
    expect(html).toContain('<code>request-property-max-length-decreased</code><td>error');
    const removed = await (await fetch(`${bench.web.url}/checks/operation-removed`)).text();
    expect(removed).toContain('Mark it <code>deprecated: true</code> with');
    expect(removed).not.toContain('`');
    expect((await fetch(`${bench.web.url}/checks/nothing`)).status).toBe(404);
  });

  test('a page that fails says nothing of the reason', async () => {
    bench = await startBench({
      pages: [{ path: '/queue', title: 'Queue', render: () => Promise.reject(new Error('password=hunter2')) }],
    });
    const response = await fetch(`${bench.web.url}/queue`);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('hunter2');
    expect(bench.lines()).toContain('request failed');
  });

  test('pages are there only where asked for, and change nothing', async () => {
    bench = await startBench();
    expect((await fetch(`${bench.web.url}/queue`)).status).toBe(404);
    expect((await fetch(`${bench.web.url}/metrics`, { method: 'POST' })).status).toBe(404);
  });
});
