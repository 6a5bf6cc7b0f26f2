import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPrometheus } from '../../src/gateway/prometheus.ts';
import type { QueryAnswer } from '../../src/release/queries.ts';
import { never } from './harness.ts';

const TOKEN = 'a-token-of-the-tests';

let server: Server;
let url: string;
let answer: RequestListener;
let asked: { request: IncomingMessage; body: string }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push({ request, body: Buffer.concat(chunks).toString() });
      answer(request, response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

/** What is made of an answer. */
async function given(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<QueryAnswer> {
  asked = [];
  answer = (_, response) =>
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  return openPrometheus(`${url}/prometheus/`, TOKEN).query('up{a="b"}', never);
}

const success = (resultType: string, result: unknown, more: object = {}) => ({
  ...{ status: 'success', data: { resultType, result } },
  ...more,
});
const vector = (...values: string[]) =>
  values.map((value, index) => ({ metric: { n: String(index) }, value: [1700000000.1, value] }));

describe('a Prometheus', () => {
  it('is asked below its address, with the token, for a bounded time', async () => {
    await given(200, success('scalar', [1, '1']));
    const [{ request, body } = { request: undefined, body: '' }] = asked;
    expect(request).toMatchObject({
      ...{ method: 'POST', url: '/prometheus/api/v1/query' },
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({ query: 'up{a="b"}', timeout: '10000ms' });
    answer = (_, response) => response.end(JSON.stringify(success('scalar', [1, '1'])));
    await openPrometheus(url, undefined).query('1', never);
    expect(asked.at(-1)?.request.headers.authorization).toBeUndefined();
  });

  it.each([
    ['scalar', [1, '0.5'], [{ labels: {}, value: 0.5 }]],
    ['vector', [], []],
    [
      'vector',
      vector('1e-05', '-2', '0'),
      [
        { labels: { n: '0' }, value: 0.00001 },
        { labels: { n: '1' }, value: -2 },
        { labels: { n: '2' }, value: 0 },
      ],
    ],
    [
      'vector',
      vector('NaN', '+Inf', '-Inf'),
      [
        { labels: { n: '0' }, value: NaN },
        { labels: { n: '1' }, value: Infinity },
        { labels: { n: '2' }, value: -Infinity },
      ],
    ],
  ])('gives numbers in a %s', async (type, result, series) => {
    expect(await given(200, success(type, result))).toEqual({ ok: true, series });
  });

  it('gives as many series as are judged, and notes of what is odd', async () => {
    const most = success('vector', vector(...Array<string>(100).fill('1')), {
      infos: ['PromQL info: metric might not be a counter'],
      warnings: ['PromQL info: metric might not be a counter'],
    });
    expect(await given(200, most)).toMatchObject({ ok: true });
  });

  const unlike = 'does not answer like Prometheus';
  const bad = (error: string) => ({ status: 'error', errorType: 'bad_data', error });
  it.each<[what: string, status: number, body: unknown, message: string | RegExp]>([
    [
      'too many series',
      200,
      success('vector', vector(...Array<string>(101).fill('1'))),
      /^gives 101 series for this, and 100 at most/,
    ],
    ['a text', 200, success('string', [1, 'x']), 'gives a text and no number for this'],
    ['a matrix', 200, success('matrix', []), /^gives a stretch of time for this.*rate\(\)/],
    [
      'a histogram',
      200,
      success('vector', [{ metric: {}, histogram: [1, {}] }]),
      /^gives a histogram .*histogram_quantile/,
    ],
    ['another type', 200, success('constructor', []), unlike],
    ['a value that is none', 200, success('vector', vector('0x10')), unlike],
    ['no value', 200, success('vector', [{ metric: {} }]), unlike],
    ['a label that is no text', 200, success('vector', [{ metric: { a: {} }, value: [1, '1'] }]), unlike],
    ['a page', 200, '<html>Sign in</html>', unlike],
    ['nothing', 200, '', unlike],
    ['nested lists without end', 200, '['.repeat(500_000), unlike],
    [
      'half of what there is',
      200,
      success('scalar', [1, '1'], { warnings: ['PromQL info: odd', 'store eu-2 timed out'] }),
      'warns: store eu-2 timed out',
    ],
    [
      'a query that it does not take',
      400,
      bad('1:5: parse error: unexpected )'),
      'says: 1:5: parse error: unexpected )',
    ],
    ['a query that it cannot run', 422, bad('many-to-many matching'), 'says: many-to-many matching'],
    ['a failure told as success', 200, bad('expanding series'), 'says: expanding series'],
    ['a secret in what it says', 400, bad(`bearer ${'x'.repeat(40)} is bad`), 'says: bearer (hidden) is bad'],
    ['a long story', 503, bad('x'.repeat(900_000)), `says: ${'x'.repeat(200)}…`],
    ['a failure in a page', 502, '<html>Bad gateway</html>', 'answered 502'],
    ['no such page', 404, 'not found', 'answered 404'],
    ['another token wanted', 401, bad('x'), 'refuses the token (401)'],
    ['no leave', 403, '', 'refuses the token (403)'],
    ['the token back', 400, bad(`unknown tenant of ${TOKEN}`), 'sent the token back, so nothing of its answer is used'],
    ['more than is read', 200, 'x'.repeat(1024 * 1024 + 1), 'answered more than 1048576 bytes'],
  ])('that gives %s has no answer, and says why', async (_, status, body, message) => {
    const got = await given(status, body);
    const said =
      typeof message === 'string'
        ? `Prometheus ${message}`
        : (expect.stringMatching(new RegExp(message.source.replace('^', '^Prometheus '))) as string);
    expect(got).toEqual({ ok: false, message: said });
  });

  it('that sends elsewhere is not followed', async () => {
    const got = await given(307, '', { location: `${url}/elsewhere` });
    expect(got).toEqual({ ok: false, message: 'Prometheus redirects elsewhere (307), which is not followed' });
    expect(asked).toHaveLength(1);
  });

  it('that never comes to an end is not read on', async () => {
    answer = (_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    };
    const got = await openPrometheus(url, undefined).query('1', never);
    expect(got).toEqual({ ok: false, message: 'Prometheus answered more than 1048576 bytes' });
  });

  it('that says nothing is waited for as long as it may take', async () => {
    answer = () => undefined;
    const got = await openPrometheus(url, undefined, 200).query('1', never);
    expect(got).toEqual({ ok: false, message: 'Prometheus cannot be reached (no answer in 0.2 s)' });
  });

  it('that drips is waited for as long as it may take', async () => {
    answer = (_, response) => {
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => {
        clearInterval(timer);
      });
    };
    const got = await openPrometheus(url, undefined, 200).query('1', never);
    expect(got).toEqual({ ok: false, message: 'Prometheus cannot be reached (no answer in 0.2 s)' });
  });

  it('that is not there, or goes away, is told by the code of the failure alone', async () => {
    expect(await openPrometheus('http://127.0.0.1:9', undefined).query('1', never)).toEqual({
      ...{ ok: false, message: 'Prometheus cannot be reached (ECONNREFUSED)' },
    });
    answer = (request) => request.socket.destroy();
    expect(await openPrometheus(url, undefined).query('1', never)).toEqual({
      ...{ ok: false, message: 'Prometheus cannot be reached (UND_ERR_SOCKET)' },
    });
  });

  it('is left at once by whoever is cancelled', async () => {
    answer = () => undefined;
    const cancelled = AbortSignal.timeout(50);
    await expect(openPrometheus(url, undefined).query('1', cancelled)).rejects.toThrow();
    await expect(openPrometheus(url, undefined).query('1', cancelled)).rejects.toThrow();
  });
});
