import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { bodyLimits } from '../../src/web/body.ts';
import { headersFor, post, sign, startBench, type Bench } from './harness.ts';

const MIB = 1024 * 1024;
const SMALL = '{"a":1}';

describe('the limits of the intake', () => {
  let bench: Bench;
  const sockets: Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await bench.web.close();
  });

  /** A JSON object of exactly so many bytes. */
  const ofSize = (bytes: number): Buffer => {
    const body = Buffer.alloc(bytes, 0x20);
    body.write('{"a":"');
    body.write('"}', bytes - 2);
    return body;
  };

  /** Sends chunks without a length, as fast as the server takes them; the status, or `cut` where the connection ended without one. */
  const sendChunked = (bytes: number): Promise<number | 'cut'> =>
    new Promise((resolve) => {
      const outgoing = request(`${bench.web.url}/api/github/webhooks`, { method: 'POST', headers: headersFor('') });
      let sent = 0;
      outgoing.on('response', (response) => {
        resolve(response.statusCode ?? 0);
        outgoing.destroy();
      });
      outgoing.on('error', () => {
        resolve('cut');
      });
      const write = (): void => {
        while (sent < bytes && !outgoing.destroyed) {
          sent += MIB;
          if (!outgoing.write(Buffer.alloc(MIB, 0x20))) {
            outgoing.once('drain', write);
            return;
          }
        }
        outgoing.end();
      };
      write();
    });

  /** A connection that sends what it is told and collects what comes back. */
  const open = async (): Promise<{ socket: Socket; answer: () => string; closed: Promise<unknown> }> => {
    const socket = connect(Number(new URL(bench.web.url).port), '127.0.0.1');
    sockets.push(socket);
    await once(socket, 'connect');
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', () => undefined);
    return { socket, answer: () => answer, closed: once(socket, 'close') };
  };
  const head = (length: number): string => {
    const headers = { ...headersFor(''), host: 'sluice', 'content-length': String(length) };
    return `POST /api/github/webhooks HTTP/1.1\r\n${Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}\r\n`;
  };

  test('25 MiB go through, one byte more does not', async () => {
    bench = await startBench();
    const most = ofSize(bodyLimits.bytes);
    expect((await post(bench.web, most, { 'x-hub-signature-256': sign(most) })).status).toBe(202);
    const { socket, answer, closed } = await open();
    socket.write(head(bodyLimits.bytes + 1));
    await closed;
    expect(answer()).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('a body without a length is counted as it comes', async () => {
    bench = await startBench();
    expect([413, 'cut']).toContain(await sendChunked(26 * MIB));
    expect(bench.receive).not.toHaveBeenCalled();
    expect((await post(bench.web, SMALL)).status).toBe(202);
  });

  test('more bytes at once than there is room for are refused, until there is room again', async () => {
    bench = await startBench({ limits: { ...bodyLimits, bytesAtOnce: 1_000 } });
    expect((await post(bench.web, ofSize(2_000))).status).toBe(503);
    expect(bench.receive).not.toHaveBeenCalled();
    expect((await post(bench.web, SMALL)).status).toBe(202);
  });

  test('memory stays flat under a flood of 26 MiB bodies, and others are served meanwhile', async () => {
    bench = await startBench({ limits: { ...bodyLimits, bytesAtOnce: 64 * MIB } });
    const before = process.memoryUsage.rss();
    let peak = before;
    const sampler = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 10);
    const flood = Promise.all(Array.from({ length: 24 }, () => sendChunked(26 * MIB)));
    const slowest = { ms: 0 };
    const others = (async () => {
      for (let i = 0; i < 10; i++) {
        const at = performance.now();
        expect([202, 503]).toContain((await post(bench.web, SMALL)).status);
        slowest.ms = Math.max(slowest.ms, performance.now() - at);
      }
    })();
    const answers = await flood;
    await others;
    clearInterval(sampler);
    for (const answer of answers) expect([413, 503, 'cut']).toContain(answer);
    expect(peak - before).toBeLessThan(400 * MIB);
    expect(slowest.ms).toBeLessThan(10_000);
    expect((await post(bench.web, SMALL)).status).toBe(202);
  });

  test('a body that trickles is cut off, others are served meanwhile', async () => {
    bench = await startBench({ limits: { ...bodyLimits, graceMs: 300 } });
    const { socket, answer, closed } = await open();
    socket.write(head(1_000));
    const drip = setInterval(() => socket.write(' '), 50);
    const startedAt = performance.now();
    expect((await post(bench.web, SMALL)).status).toBe(202);
    await closed;
    clearInterval(drip);
    expect(answer()).toMatch(/^HTTP\/1\.1 408 /);
    expect(performance.now() - startedAt).toBeLessThan(9_000);
  });

  test('a body that never comes is cut off', async () => {
    bench = await startBench({ limits: { ...bodyLimits, graceMs: 300 } });
    const { socket, answer, closed } = await open();
    socket.write(head(1_000));
    await closed;
    expect(answer()).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('headers that trickle are cut off', async () => {
    bench = await startBench();
    const { socket, answer, closed } = await open();
    socket.write('POST /api/github/webhooks HTTP/1.1\r\nhost: sluice\r\n');
    const drip = setInterval(() => socket.write('x-a: 1\r\n'), 100);
    const startedAt = performance.now();
    await closed;
    clearInterval(drip);
    expect(answer()).toMatch(/^HTTP\/1\.1 408 /);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });

  test('a body fast enough by the second is still cut off after ten', async () => {
    bench = await startBench();
    const { socket, closed } = await open();
    socket.write(head(10 * MIB));
    const drip = setInterval(() => socket.write(Buffer.alloc(4_096, 0x20)), 100);
    const startedAt = performance.now();
    await closed;
    clearInterval(drip);
    expect(performance.now() - startedAt).toBeGreaterThan(9_000);
    expect(performance.now() - startedAt).toBeLessThan(25_000);
  });

  test('a sender that goes away takes nothing with it', async () => {
    bench = await startBench();
    for (let i = 0; i < 20; i++) {
      const { socket } = await open();
      socket.write(head(MIB));
      socket.write(Buffer.alloc(1_000));
      await sleep(2);
      socket.destroy();
    }
    expect((await post(bench.web, SMALL)).status).toBe(202);
  });
});
