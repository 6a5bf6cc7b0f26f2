import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as ask } from 'node:https';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import type { Cluster } from './cluster.ts';

export interface LateWatch {
  readonly url: string;
  /** Controllers hear of this kind so much later, in milliseconds; of all others at once. */
  delay(plural: string, ms: number): void;
  close(): Promise<void>;
}

/** Stands between an API server and a controller, which hears of some kind later than of the others. */
export async function startLateWatch({ url, certificate }: Cluster): Promise<LateWatch> {
  const ca = await readFile(certificate);
  let late: { readonly plural: string; readonly ms: number } | undefined;
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const isLate = (): boolean => path.includes('watch=true') && path.split('?')[0]!.endsWith(`/${late?.plural}`);
    const passed = ask(`${url}${path}`, { method: request.method, headers: request.headers, ca }, (answer) => {
      deliver(answer, response, () => (isLate() ? (late?.ms ?? 0) : 0));
    });
    passed.on('error', () => response.destroy());
    response.on('close', () => passed.destroy());
    pipeline(request, passed, () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    delay(plural, ms) {
      late = { plural, ms };
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Timers of one length end in the order in which they were set, and so do the events. */
function deliver(answer: IncomingMessage, response: ServerResponse, lateMs: () => number): void {
  response.writeHead(answer.statusCode ?? 500, answer.headers);
  response.flushHeaders();
  answer.on('data', (chunk: Buffer) => setTimeout(() => response.write(chunk), lateMs()));
  answer.on('end', () => setTimeout(() => response.end(), lateMs()));
  answer.on('error', () => response.destroy());
}
