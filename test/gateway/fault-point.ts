import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What happens to requests for a gateway's admin side. `down`: the connection breaks before the gateway hears of it.
 * `lose-answer`: the gateway does it and the answer is lost. `slow`: they arrive late, and not at all where the client left.
 */
type Fault = 'none' | 'down' | 'lose-answer' | 'slow';

/** Stands between a target and the admin side of its gateway. */
export interface FaultPoint {
  readonly url: string;
  /** For requests that come from now on; `writes` only: reads still pass. */
  set(fault: Fault, on?: 'everything' | 'writes'): void;
  /** Requests other than GET that reached the gateway. */
  writes(): number;
  /** Called once, when the next write is about to be passed on. */
  onNextWrite(action: () => void): void;
  close(): Promise<void>;
}

const slowMs = 2000;

export async function startFaultPoint(gateway: () => string): Promise<FaultPoint> {
  let [fault, on]: [Fault, 'everything' | 'writes'] = ['none', 'everything'];
  let writes = 0;
  let action: (() => void) | undefined;
  const server = createServer((request, response) => {
    const serve = async (): Promise<void> => {
      const isWrite = request.method !== 'GET';
      const now = on === 'everything' || isWrite ? fault : 'none';
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      if (now === 'down') throw new Error('down');
      if (now === 'slow') await sleep(slowMs);
      if (response.destroyed) return;
      if (isWrite) {
        writes += 1;
        action?.();
        action = undefined;
      }
      const answer = await fetch(`${gateway()}${request.url ?? ''}`, {
        method: request.method ?? 'GET',
        headers: Object.entries(request.headers)
          .filter(([name]) => !['host', 'connection', 'content-length'].includes(name))
          .map(([name, value]): [string, string] => [name, String(value)]),
        body: isWrite ? Buffer.concat(chunks) : null,
      });
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
    set(next, scope = 'everything') {
      [fault, on] = [next, scope];
    },
    writes: () => writes,
    onNextWrite(next) {
      action = next;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
