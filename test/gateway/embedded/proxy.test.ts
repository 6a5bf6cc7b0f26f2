import { once } from 'node:events';
import { createServer, request as httpRequest, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startUpstream, type Upstream } from '../../../src/local/upstreams.ts';
import { api, deploy, never, status, upstreamOf } from '../harness.ts';
import { raw, startLocalGateway, type LocalGateway } from './local-gateway.ts';

interface Seen {
  readonly upstream: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly bytes: number;
}

let gateway: LocalGateway;
let one: Upstream;
let two: Upstream;
const servers: Server[] = [];
const seen = (body: string): Seen => JSON.parse(body) as Seen;
const scope = { owner: 'acme/apis@staging' };
const url = (path: string): string => `${gateway.url}${path}`;

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Everything that comes back for these bytes, until the gateway closes the connection. */
async function exchange(text: string): Promise<string> {
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  socket.write(text);
  let answer = '';
  for await (const chunk of socket as AsyncIterable<Buffer>) answer += chunk.toString();
  return answer;
}

beforeAll(async () => {
  [gateway, one, two] = await Promise.all([
    startLocalGateway(['a', 'b']),
    startUpstream({ name: 'one' }),
    startUpstream({ name: 'two' }),
  ]);
});
afterAll(async () => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  await Promise.all([gateway.close(), one.close(), two.close()]);
});

describe('routing', () => {
  it('takes the longest prefix of whole segments, and the host first', async () => {
    await deploy(gateway.target, scope, [
      api('orders', { upstream: one.url }),
      api('orders-v2', { upstream: two.url, path: '/orders/v2' }),
      api('by-host', { upstream: two.url, path: '/orders', host: 'API.acme.example' }),
    ]);
    expect(await upstreamOf(url('/orders'))).toBe('one');
    expect(await upstreamOf(url('/orders/v22'))).toBe('one');
    expect(await upstreamOf(url('/orders/v2/x'))).toBe('two');
    expect(await status(url('/orders2'))).toBe(404);
    const byHost = await raw(gateway.url, '/orders/x', { headers: { host: 'api.ACME.example:80' } });
    expect(seen(byHost.body).upstream).toBe('two');
    const absolute = await raw(gateway.url, 'http://api.acme.example/orders/x', {
      headers: { host: 'ignored.example' },
    });
    expect(seen(absolute.body).upstream).toBe('two');
  });

  it('strips the listen path or leaves it, below the base path of the upstream', async () => {
    await deploy(gateway.target, scope, [
      api('orders', { upstream: `${one.url}/base/` }),
      api('items', { upstream: one.url, path: '/shop/items', stripPath: false }),
      api('rest', { upstream: one.url, path: '/' }),
    ]);
    const path = async (from: string): Promise<string> => seen((await raw(gateway.url, from)).body).path;
    expect(await path('/orders')).toBe('/base/');
    expect(await path('/orders/7/?a=%2F&b=..')).toBe('/base/7/?a=%2F&b=..');
    expect(await path('/shop/items/7')).toBe('/shop/items/7');
    expect(await path('/anything')).toBe('/anything');
  });

  it('never forwards a way out of the prefix', async () => {
    await deploy(gateway.target, scope, [api('orders', { upstream: `${one.url}/base` })]);
    const before = one.requests();
    for (const path of ['/orders/../admin', '/orders/%2e%2e/admin', '/orders/%2E./%2e%2e/x']) {
      expect((await raw(gateway.url, path)).status).toBe(404);
    }
    for (const path of ['/orders/..%2fadmin', '/orders/..%5cadmin', '/orders/..;/admin', '/orders/%00']) {
      expect((await raw(gateway.url, path)).status).toBe(400);
    }
    expect(one.requests()).toBe(before);
    expect(seen((await raw(gateway.url, '//orders//x')).body).path).toBe('/base/x');
  });

  it('lets through what is described, and says what is not', async () => {
    const paths = { '/items': { get: {}, post: {} }, '/items/{id}': { delete: {} } };
    await deploy(gateway.target, scope, [api('orders', { upstream: one.url }, { paths })]);
    expect(await status(url('/orders/items'))).toBe(200);
    const unknown = await fetch(url('/orders/other'));
    expect(unknown.status).toBe(404);
    expect(unknown.headers.get('content-type')).toBe('application/problem+json');
    expect(await unknown.json()).toMatchObject({ status: 404, title: 'Not Found' });
    const method = await fetch(url('/orders/items'), { method: 'DELETE' });
    expect([method.status, method.headers.get('allow')]).toEqual([405, 'GET, POST']);
  });
});

describe('forwarding', () => {
  it('says where a request came from, and drops what was only meant for the gateway', async () => {
    await deploy(gateway.target, scope, [api('orders', { upstream: one.url, auth: { key: {} } })]);
    const { headers } = seen(
      (
        await raw(gateway.url, '/orders', {
          headers: {
            host: 'api.acme.example',
            'x-api-key': 'KEY-a',
            'x-forwarded-for': '9.9.9.9',
            'x-forwarded-proto': 'https',
            forwarded: 'for=9.9.9.9',
            connection: 'keep-alive, x-secret-hop',
            'x-secret-hop': '1',
            te: 'trailers',
            'proxy-authorization': 'Basic eA==',
            'x-kept': 'yes',
          },
        })
      ).body,
    );
    expect(headers).toMatchObject({
      host: new URL(one.url).host,
      'x-forwarded-host': 'api.acme.example',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-kept': 'yes',
    });
    for (const name of ['x-api-key', 'forwarded', 'x-secret-hop', 'te', 'proxy-authorization']) {
      expect(headers).not.toHaveProperty(name);
    }
  });

  it('hands back status, headers and body as they are, HEAD and 204 without one', async () => {
    const upstream = await serve((request, response) => {
      if (request.url === '/empty') response.writeHead(204).end();
      else if (request.url === '/moved') response.writeHead(302, { location: '/elsewhere' }).end();
      else {
        response.writeHead(203, {
          'set-cookie': ['a=1', 'b=2'],
          'content-length': '5',
          connection: 'x-hop',
          'x-hop': '1',
        });
        response.end(request.method === 'HEAD' ? undefined : 'hello');
      }
    });
    await deploy(gateway.target, scope, [api('orders', { upstream })]);
    const answer = await raw(gateway.url, '/orders');
    expect([answer.status, answer.body, answer.headers['set-cookie']]).toEqual([203, 'hello', ['a=1', 'b=2']]);
    expect(answer.headers).not.toHaveProperty('x-hop');
    const head = await raw(gateway.url, '/orders', { method: 'HEAD' });
    expect([head.status, head.body, head.headers['content-length']]).toEqual([203, '', '5']);
    expect((await raw(gateway.url, '/orders/empty')).status).toBe(204);
    expect((await raw(gateway.url, '/orders/moved')).headers['location']).toBe('/elsewhere');
  });

  it('streams both ways: the answer begins before the request has ended', async () => {
    const upstream = await serve((request, response) => {
      response.writeHead(200).flushHeaders();
      request.pipe(response);
    });
    await deploy(gateway.target, scope, [api('echo', { upstream })]);
    const request = httpRequest(url('/echo'), { method: 'POST' });
    request.write('first');
    const [answer] = (await once(request, 'response')) as [NodeJS.ReadableStream];
    const [chunk] = (await once(answer, 'data')) as [Buffer];
    expect(chunk.toString()).toBe('first');
    request.end('last');
    const rest: string[] = [];
    for await (const part of answer) rest.push(part.toString());
    expect(rest.join('')).toBe('last');
  });

  it('answers 502 where nobody listens, and 504 where nobody answers in time', async () => {
    const closed = await startUpstream({ name: 'closed' });
    await closed.close();
    const silent = await serve(() => undefined);
    const stalling = await serve((_request, response) => response.writeHead(200).write('x'));
    await deploy(gateway.target, scope, [
      api('closed', { upstream: closed.url }),
      api('silent', { upstream: silent, timeout: '200ms' }),
      api('stalling', { upstream: stalling, timeout: '300ms' }),
    ]);
    expect(await status(url('/closed'))).toBe(502);
    expect((await raw(gateway.url, '/closed', { method: 'POST', body: 'x'.repeat(100_000) })).status).toBe(502);
    const started = performance.now();
    expect(await status(url('/silent'))).toBe(504);
    expect(performance.now() - started).toBeLessThan(10_000);
    await expect(status(url('/stalling'))).rejects.toThrow();
    await vi.waitFor(async () => {
      const usage = await gateway.target.usage!(scope, never);
      expect(usage).toMatchObject({ apis: { closed: { errors: 2 }, silent: { errors: 1 }, stalling: { errors: 1 } } });
    }, 20_000);
  });

  it('does not count a client that left as an error, and lets the upstream go', async () => {
    let left = false;
    const upstream = await serve((request) => request.socket.once('close', () => (left = true)));
    await deploy(gateway.target, scope, [api('patient', { upstream })]);
    await expect(fetch(url('/patient'), { signal: AbortSignal.timeout(200) })).rejects.toThrow();
    await vi.waitFor(async () => {
      const usage = await gateway.target.usage!(scope, never);
      expect(usage).toMatchObject({ apis: { patient: { requests: 1, errors: 0 } } });
    }, 20_000);
    expect(left).toBe(true);
  });
});

describe('limits', () => {
  it('counts the bytes of a body, whatever was announced', async () => {
    await deploy(gateway.target, scope, [api('small', { upstream: one.url, requestSize: '1KiB' })]);
    const post = (body: string | ReadableStream): Promise<Response> =>
      fetch(url('/small'), {
        method: 'POST',
        body,
        ...(typeof body !== 'string' && { duplex: 'half' }),
      });
    expect(((await (await post('x'.repeat(1024))).json()) as Seen).bytes).toBe(1024);
    expect((await post('x'.repeat(1025))).status).toBe(413);
    const stream = (size: number): ReadableStream =>
      new ReadableStream({
        start(controller) {
          for (let sent = 0; sent < size; sent += 256) controller.enqueue(new TextEncoder().encode('x'.repeat(256)));
          controller.close();
        },
      });
    expect(((await (await post(stream(1024))).json()) as Seen).bytes).toBe(1024);
    expect((await post(stream(4096))).status).toBe(413);
  });

  it('serves the next request on a connection whose last one was refused', async () => {
    await deploy(gateway.target, scope, [api('small', { upstream: one.url, requestSize: '10B' })]);
    const chunk = `20\r\n${'x'.repeat(32)}\r\n`;
    const answers = await exchange(
      `POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(50)}0\r\n\r\n` +
        'GET /small HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    );
    expect(answers.match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200']);
  });

  it('gives each consumer a rate of its own, and keeps the count when something else changes', async () => {
    const gatewayBlock = { upstream: one.url, auth: { key: {} }, rateLimit: '2/minute' };
    await deploy(gateway.target, scope, [api('rated', gatewayBlock)]);
    const as = (consumer: string): Promise<number> => status(url('/rated'), { 'x-api-key': `KEY-${consumer}` });
    expect([await as('a'), await as('a'), await as('a')]).toEqual([200, 200, 429]);
    expect(await as('b')).toBe(200);
    await deploy(gateway.target, scope, [api('rated', { ...gatewayBlock, upstream: two.url })]);
    expect([await as('a'), await as('b'), await as('b')]).toEqual([429, 200, 429]);
    await deploy(gateway.target, scope, [api('rated', { ...gatewayBlock, rateLimit: '5/minute' })]);
    expect(await as('a')).toBe(200);
  });

  it('refuses two keys at once', async () => {
    await deploy(gateway.target, scope, [api('keyed', { upstream: one.url, auth: { key: { header: 'X-Shop' } } })]);
    expect((await raw(gateway.url, '/keyed', { headers: { 'x-shop': ['KEY-a', 'KEY-b'] } })).status).toBe(401);
    expect((await raw(gateway.url, '/keyed', { headers: { 'x-shop': 'KEY-b' } })).status).toBe(200);
  });

  it('answers 503 where the key set cannot be fetched: nobody is let in, and the token is not to blame', async () => {
    const jwks = await serve((_request, response) => response.writeHead(500).end());
    await deploy(gateway.target, scope, [api('token', { upstream: one.url, auth: { jwt: { jwks } } })]);
    const token = `${btoa('{"alg":"ES256","kid":"k1"}')}.${btoa('{"exp":9999999999}')}.AAAA`.replaceAll('=', '');
    expect(await status(url('/token'), { authorization: `Bearer ${token}` })).toBe(503);
    const unsigned = `${btoa('{"alg":"none"}')}.${btoa('{"exp":9999999999}')}.`.replaceAll('=', '');
    expect(await status(url('/token'), { authorization: `Bearer ${unsigned}` })).toBe(401);
  });
});

describe('smuggling', () => {
  it.each([
    ['two lengths', 'Content-Length: 3\r\nContent-Length: 30\r\n\r\nabc'],
    ['a length beside chunks', 'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['an unknown coding', 'Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n'],
    ['a folded header', 'X-A: 1\r\n b\r\n\r\n'],
    ['a space before the colon', 'Content-Length : 3\r\n\r\nabc'],
    ['two hosts', 'Host: b\r\nConnection: close\r\n\r\n'],
  ])('refuses %s', async (_, rest) => {
    await deploy(gateway.target, scope, [api('orders', { upstream: one.url })]);
    const before = one.requests();
    expect(await exchange(`POST /orders HTTP/1.1\r\nHost: a\r\n${rest}`)).toMatch(/^HTTP\/1\.1 400 /);
    await sleep(20);
    expect(one.requests()).toBe(before);
  });
});
