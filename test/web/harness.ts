import { createHmac, randomUUID } from 'node:crypto';
import { Registry } from 'prom-client';
import { vi } from 'vitest';
import { createLogger } from '../../src/web/log.ts';
import { WEBHOOK_PATH } from '../../src/web/webhooks.ts';
import { startWeb, type Web, type WebOptions } from '../../src/web/server.ts';

export const SECRET = 'the-secret-of-the-webhook';

export interface Bench {
  readonly web: Web;
  readonly lines: () => string;
  readonly receive: ReturnType<typeof vi.fn<WebOptions['receive']>>;
}

export async function startBench(changes: Partial<WebOptions> = {}): Promise<Bench> {
  const lines: string[] = [];
  const receive = vi.fn<WebOptions['receive']>(() => Promise.resolve());
  const web = await startWeb({
    port: 0,
    secrets: [SECRET],
    receive,
    queue: {
      ping: () => Promise.resolve(),
      counts: () => Promise.resolve({ waiting: 2, active: 1, delayed: 0, dead: 3 }),
    },
    log: createLogger({ level: 'debug', destination: { write: (line) => void lines.push(line) } }),
    metrics: new Registry(),
    ...changes,
  });
  return { web, lines: () => lines.join(''), receive };
}

export const sign = (body: string | Buffer, secret = SECRET): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

/** The headers that GitHub sends with this body. */
export function headersFor(
  body: string | Buffer,
  changes: Record<string, string | undefined> = {},
): Record<string, string> {
  const headers: Record<string, string | undefined> = {
    'content-type': 'application/json',
    'x-github-event': 'pull_request',
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': sign(body),
    ...changes,
  };
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

export function post(
  web: Web,
  body: string | Buffer,
  changes: Record<string, string | undefined> = {},
): Promise<Response> {
  return fetch(web.url + WEBHOOK_PATH, {
    method: 'POST',
    body: new Uint8Array(Buffer.from(body)),
    headers: headersFor(body, changes),
  });
}
