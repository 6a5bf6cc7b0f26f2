import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What happens to requests for a gateway's admin side. `down`: the connection breaks before the gateway hears of it.
 * `lose-answer`: the gateway does it and the answer is lost. `hang`: it hears nothing of them, and they stay open
 * until the client leaves.
 */
type Fault = 'none' | 'down' | 'lose-answer' | 'hang';

/** Stands between a target and the admin side of its gateway. */
export interface FaultPoint {
  readonly url: string;
  /** For requests that come from now on; `writes` only: reads still pass. */
  set(fault: Fault, on?: 'everything' | 'writes'): void;
  /** Writes that reached the gateway. */
  writes(): number;
  /** Called once, when the next write is about to be passed on. */
  onNextWrite(action: () => void | Promise<void>): void;
  close(): Promise<void>;
}

interface HttpFaultPoint extends FaultPoint {
  /** After this many more writes, this is what happens to all requests. */
  afterWrites(count: number, fault: Fault): void;
}

interface Passage {
  /** How the gateway is reached, where plain `fetch` does not do. */
  readonly send?: typeof fetch;
  /** Which requests are writes; every one but GET if not said. */
  readonly isWrite?: (method: string, path: string) => boolean;
}

export async function startFaultPoint(
  gateway: () => string,
  { send = fetch, isWrite: counts = (method) => method !== 'GET' }: Passage = {},
): Promise<HttpFaultPoint> {
  let [fault, on]: [Fault, 'everything' | 'writes'] = ['none', 'everything'];
  let writes = 0;
  let action: (() => void | Promise<void>) | undefined;
  let next: { readonly at: number; readonly fault: Fault } | undefined;
  const server = createServer((request, response) => {
    const serve = async (): Promise<void> => {
      const isWrite = counts(request.method ?? 'GET', request.url ?? '');
      const now = on === 'everything' || isWrite ? fault : 'none';
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      if (now === 'down') throw new Error('down');
      if (now === 'hang' && !response.destroyed) await once(response, 'close');
      if (response.destroyed) return;
      if (isWrite) {
        writes += 1;
        if (writes === next?.at) [fault, on, next] = [next.fault, 'everything', undefined];
        const then = action;
        action = undefined;
        await then?.();
      }
      const answer = await passOn(send, gateway(), request, Buffer.concat(chunks));
      const body = Buffer.from(await answer.arrayBuffer());
      if (now === 'lose-answer') throw new Error('lost');
      response.writeHead(answer.status, [...answer.headers].filter(([name]) => name !== 'transfer-encoding').flat());
      response.end(body);
    };
    serve().catch(() => request.socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set(wanted, scope = 'everything') {
      [fault, on, next] = [wanted, scope, undefined];
    },
    afterWrites(count, wanted) {
      next = { at: writes + count, fault: wanted };
    },
    writes: () => writes,
    onNextWrite(wanted) {
      action = wanted;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function passOn(send: typeof fetch, gateway: string, request: IncomingMessage, body: Buffer): Promise<Response> {
  return send(`${gateway}${request.url ?? ''}`, {
    method: request.method ?? 'GET',
    headers: Object.entries(request.headers)
      .filter(([name]) => !['host', 'connection', 'content-length'].includes(name))
      .map(([name, value]): [string, string] => [name, String(value)]),
    body: body.length > 0 ? body : null,
  });
}
