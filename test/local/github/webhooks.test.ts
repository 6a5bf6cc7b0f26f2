import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Events } from '../../../src/local/github/events.ts';
import type { WebhookEvent } from '../../../src/local/github/events.ts';
import { Faults } from '../../../src/local/github/faults/faults.ts';
import type { App } from '../../../src/local/github/model.ts';
import { Store } from '../../../src/local/github/store.ts';
import { Webhooks } from '../../../src/local/github/webhooks/webhooks.ts';
import type { World } from '../../../src/local/github/world.ts';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const SECRET = 'a secret';
let folder: string;
let world: World;
let faults: Faults;
let webhooks: Webhooks;
let listener: Server;
let received: Received[];
let answer: { status: number; afterMs: number };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'webhooks-'));
  received = [];
  answer = { status: 202, afterMs: 0 };
  listener = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      setTimeout(() => response.writeHead(answer.status).end('thanks'), answer.afterMs);
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const store = await Store.open(folder);
  const events = new Events();
  world = { store, events, repositoriesDir: folder, url: '', tokenLifetimeMs: 1, now: () => new Date() };
  store.apps.insert(app(`http://127.0.0.1:${(listener.address() as AddressInfo).port}/hook`));
  faults = new Faults();
  webhooks = new Webhooks({ world, faults, timeoutMs: 200 });
});

afterEach(async () => {
  await webhooks.close();
  listener.closeAllConnections();
  listener.close();
  await world.store.flush();
  await rm(folder, { recursive: true, force: true });
});

function app(webhookUrl: string): App {
  return {
    id: 7,
    ownerId: 1,
    botId: 2,
    slug: 'sluice',
    name: 'Sluice',
    description: null,
    externalUrl: '',
    clientId: 'Iv1.a',
    publicKeyPem: '',
    webhookUrl,
    webhookSecret: SECRET,
    permissions: {},
    events: ['push'],
    createdAt: '2026-01-01T00:00:00Z',
  };
}

function happens(number: number, event = 'pull_request', action: string | null = 'opened'): void {
  const payload: WebhookEvent['payload'] = { action, number };
  world.events.emit('webhook', { appId: 7, installationId: 3, repositoryId: 4, event, action, payload });
}

const numbers = () => received.map(({ body }) => (JSON.parse(body) as { number: number }).number);
const deliveries = () => world.store.deliveries.all();

test('a delivery is signed, named and kept', async () => {
  happens(1);
  await webhooks.idle();
  const [{ headers, body }] = received as [Received];
  expect(headers['x-hub-signature-256']).toBe(`sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`);
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'x-github-event': 'pull_request',
    'x-github-hook-installation-target-id': '7',
    'x-github-hook-installation-target-type': 'integration',
  });
  expect(headers['user-agent']).toMatch(/^GitHub-Hookshot\//);
  expect(deliveries()).toMatchObject([
    {
      guid: headers['x-github-delivery'],
      event: 'pull_request',
      action: 'opened',
      installationId: 3,
      repositoryId: 4,
      redelivery: false,
      status: 'OK',
      statusCode: 202,
      response: { payload: 'thanks' },
    },
  ]);
});

test('what happened is sent as it was then', async () => {
  const labels = ['a'];
  const payload = { labels };
  faults.set({ webhooks: { holdMs: 20 } });
  world.events.emit('webhook', { appId: 7, installationId: 3, repositoryId: 4, event: 'push', action: null, payload });
  labels.push('later');
  await webhooks.idle();
  expect(received[0]?.body).toBe('{"labels":["a"]}');
});

describe('a delivery that fails is kept and not tried again', () => {
  test.each([
    ['the App answers 503', () => (answer = { status: 503, afterMs: 0 }), 503, 'Invalid HTTP Response: 503'],
    ['the App is too slow', () => (answer = { status: 202, afterMs: 5_000 }), 0, 'timed out'],
    ['the App is not there', () => listener.close(), 0, 'failed to connect to host'],
    [
      'the faults say so',
      () => {
        faults.set({ webhooks: { failed: 1 } });
      },
      0,
      'failed to connect to host',
    ],
  ])('%s', async (_, arrange, statusCode, status) => {
    arrange();
    happens(1);
    await webhooks.idle();
    expect(deliveries()).toMatchObject([{ statusCode, status }]);
    expect(received.length).toBeLessThanOrEqual(1);
  });
});

test('an App without an address hears nothing', async () => {
  world.store.apps.update(world.store.apps.must(7), { webhookUrl: null });
  happens(1);
  await webhooks.idle();
  expect(deliveries()).toEqual([]);
});

test('a redelivery keeps GUID and payload, even while deliveries are lost', async () => {
  happens(1);
  await webhooks.idle();
  faults.set({ webhooks: { lost: 1 } });
  const [first] = deliveries();
  const again = await webhooks.redeliver(first!.id);
  expect(again).toMatchObject({ guid: first!.guid, redelivery: true, status: 'OK' });
  expect(again!.id).not.toBe(first!.id);
  expect(received[1]).toMatchObject({ body: received[0]!.body });
  expect(received[1]!.headers['x-github-delivery']).toBe(first!.guid);
  expect(await webhooks.redeliver(999)).toBeUndefined();
});

describe('faults', () => {
  test('lost: neither sent nor listed, and only where the events say so', async () => {
    faults.set({ webhooks: { lost: 1, events: ['push', 'pull_request.closed'] } });
    happens(1);
    happens(2, 'pull_request', 'closed');
    happens(3, 'push', null);
    await webhooks.idle();
    expect(numbers()).toEqual([1]);
    expect(deliveries()).toHaveLength(1);
  });

  test('doubled: under one GUID', async () => {
    faults.set({ webhooks: { doubled: 1 } });
    happens(1);
    await webhooks.idle();
    expect(numbers()).toEqual([1, 1]);
    expect(new Set(deliveries().map(({ guid }) => guid)).size).toBe(1);
  });

  test('reversed within a window', async () => {
    faults.set({ webhooks: { reverseWindowMs: 40 } });
    for (const number of [1, 2, 3]) happens(number);
    await webhooks.idle();
    happens(4);
    await webhooks.idle();
    expect(numbers()).toEqual([3, 2, 1, 4]);
  });

  test('held back', async () => {
    faults.set({ webhooks: { holdMs: 60 } });
    const started = performance.now();
    happens(1);
    await webhooks.idle();
    expect(performance.now() - started).toBeGreaterThan(50);
    expect(numbers()).toEqual([1]);
  });

  test('closing drops what is held back', async () => {
    faults.set({ webhooks: { holdMs: 10_000 } });
    happens(1);
    await webhooks.close();
    expect(deliveries()).toEqual([]);
  });
});
