import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a sample upstream answers; may be changed while it runs. */
export interface Behaviour {
  /** Of healthy answers; 200 if not said. */
  readonly status?: number;
  /** Share of requests that are answered 500 instead, 0 to 1. Spread evenly, not at random. */
  readonly errorRate?: number;
  /** Added before every answer, in milliseconds. */
  readonly latencyMs?: number;
}

export interface Upstream {
  readonly name: string;
  readonly url: string;
  /** Takes effect from the next request on. */
  set(behaviour: Behaviour): void;
  /** How many requests arrived so far. */
  requests(): number;
  close(): Promise<void>;
}

/**
 * A sample upstream on a free port of the loopback. Every path answers
 * `{ "upstream", "method", "path", "headers", "bytes" }`: which upstream it was, what it saw, and how long the request's body was.
 */
export async function startUpstream(options: {
  readonly name: string;
  readonly behaviour?: Behaviour;
}): Promise<Upstream> {
  let behaviour = options.behaviour ?? {};
  let requests = 0;
  let failing = 0;
  const server = createServer((request, response) => {
    requests += 1;
    failing += behaviour.errorRate ?? 0;
    const fails = failing >= 1;
    if (fails) failing -= 1;
    answer(options.name, request, response, behaviour, fails).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    name: options.name,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set(next) {
      behaviour = next;
      failing = 0;
    },
    requests: () => requests,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function answer(
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
  behaviour: Behaviour,
  fails: boolean,
): Promise<void> {
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) bytes += chunk.length;
  if (behaviour.latencyMs !== undefined) await sleep(behaviour.latencyMs);
  const { method, url: path, headers } = request;
  const body = fails ? { upstream: name, error: 'sample failure' } : { upstream: name, method, path, headers, bytes };
  response.writeHead(fails ? 500 : (behaviour.status ?? 200), { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
