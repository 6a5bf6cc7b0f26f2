import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { post } from '../../src/notify/post.ts';
import { never } from '../gateway/harness.ts';
import { startReceiver, status, type Answer, type Receiver } from './receiver.ts';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  await receiver.close();
});

const message = { body: '{"a":"é"}', headers: { 'content-type': 'application/json' } };
const send = (timeoutMs?: number, path = '/hook/very-secret') =>
  post(`${receiver.url}${path}`, message, never, timeoutMs);

/** Sends as long as somebody listens. */
function endless(response: ServerResponse): void {
  const chunk = 'x'.repeat(65_536);
  const more = (): void => {
    if (!response.writableEnded && !response.destroyed) response.write(chunk, () => setImmediate(more));
  };
  more();
}

const headOnly: Answer = (response) => {
  response.writeHead(200);
  response.flushHeaders();
};

it('posts the bytes as they are', async () => {
  expect(await send()).toEqual({ kind: 'taken' });
  expect(receiver.received).toMatchObject([
    { path: '/hook/very-secret', body: message.body, headers: { 'content-type': 'application/json' } },
  ]);
});

it.each<[what: string, answer: Answer, outcome: object]>([
  ['201', status(201), { kind: 'taken' }],
  ['204', status(204), { kind: 'taken' }],
  ['a body without end', endless, { kind: 'taken' }],
  ['a body that never comes', headOnly, { kind: 'taken' }],
  ['400', status(400), { kind: 'refused', reason: 'it answered 400' }],
  ['410', status(410), { kind: 'refused', reason: 'it answered 410' }],
  ['408', status(408), { kind: 'later', reason: 'it answered 408' }],
  ['500', status(500), { kind: 'later', reason: 'it answered 500' }],
  ['503 with a time', status(503, { 'retry-after': '7' }), { kind: 'later', retryAfterMs: 7000 }],
  ['429 with a time', status(429, { 'retry-after': '90' }), { kind: 'later', retryAfterMs: 90_000 }],
  [
    '429 with a date that is over',
    status(429, { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }),
    { retryAfterMs: 0 },
  ],
  ['429 with nonsense', status(429, { 'retry-after': 'soon' }), { kind: 'later', reason: 'it answered 429' }],
  ['a connection that breaks', (response) => response.destroy(), { kind: 'later' }],
])('takes %s for what it is', async (_, answer, outcome) => {
  receiver.answer(answer);
  expect(await send()).toMatchObject(outcome);
  expect(receiver.received).toHaveLength(1);
});

it.each([301, 302, 307, 308])('follows no redirect (%i), to wherever it leads', async (code) => {
  const other = await startReceiver();
  receiver.answer(status(code, { location: other.url }));
  expect(await send()).toMatchObject({ kind: 'refused' });
  expect(other.received).toEqual([]);
  await other.close();
});

it('waits for an answer no longer than it may, and holds no connection of one that goes on for ever', async () => {
  receiver.answer(() => undefined);
  expect(await send(50)).toEqual({ kind: 'later', reason: 'it cannot be reached (no answer in 0.05 s)' });
  receiver.answer(endless);
  await send();
  await vi.waitFor(async () => {
    expect(await receiver.connections()).toBe(0);
  });
});

it('stops when it is told to', async () => {
  const stop = new AbortController();
  receiver.answer(() => {
    stop.abort();
  });
  await expect(post(receiver.url, message, stop.signal)).rejects.toThrow();
});

it('never says where it posts', async () => {
  const said: string[] = [];
  for (const answer of [status(302, { location: '/x' }), status(404), status(500)]) {
    receiver.answer(answer);
    said.push(JSON.stringify(await send()));
  }
  await receiver.close();
  said.push(
    JSON.stringify(await send()),
    JSON.stringify(await post('http://no-such-host.invalid/very-secret', message, never)),
  );
  expect(said.join()).not.toMatch(/very-secret|127\.0\.0\.1|no-such-host/);
});
