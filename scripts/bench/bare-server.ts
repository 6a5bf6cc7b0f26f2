/** The least that an intake can do: the signature over the bytes, one job into the queue, the answer. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { openQueue } from '../../src/queue/open.ts';
import type { Queue } from '../../src/queue/queue.ts';
import { serveParent } from './child.ts';

export interface BareQuestion {
  readonly secret: string;
  readonly dataDir: string;
  readonly redisUrl?: string;
}

export interface BareAnswer {
  readonly url: string;
  /** Jobs that wait. */
  readonly waiting: number;
}

let queue: Queue | undefined;
let url: string | undefined;

async function start({ secret, ...store }: BareQuestion): Promise<BareAnswer> {
  queue ??= await openQueue({ ...store, name: 'bare', log: pino({ level: 'silent' }) });
  url ??= await listen(secret, queue);
  return { url, waiting: (await queue.counts()).waiting };
}

async function listen(secret: string, jobs: Queue): Promise<string> {
  const server = createServer((request, response) => {
    take(request, secret, jobs).then(
      (status) => response.writeHead(status).end(),
      (error: unknown) => response.writeHead(503).end(String(error)),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function take(request: IncomingMessage, secret: string, jobs: Queue): Promise<number> {
  const hmac = createHmac('sha256', secret);
  for await (const chunk of request as AsyncIterable<Buffer>) hmac.update(chunk);
  const wanted = Buffer.from(`sha256=${hmac.digest('hex')}`);
  const given = Buffer.from(String(request.headers['x-hub-signature-256']));
  if (wanted.length !== given.length || !timingSafeEqual(wanted, given)) return 401;
  const delivery = String(request.headers['x-github-delivery']);
  await jobs.add({ name: 'review', version: 1, data: {}, trace: { delivery } }, { latestOnly: delivery });
  return 202;
}

serveParent(start, async () => queue?.close());
