import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import type { Bench } from './part.ts';

/** Requests to the admin side of gateways, as they pass. */
export interface AdminLog {
  /** Stands before an address from now on, and tells where. */
  front(address: string): Promise<string>;
  /** Since the last call; what was asked for counters apart, since analyses ask for them all the time. */
  take(): readonly string[];
}

export function adminLog(bench: Bench): AdminLog {
  let seen: string[] = [];
  return {
    async front(address) {
      // A cluster's API server has a certificate that it gave itself.
      const pool = bench.keep(new Pool(address, { connect: { rejectUnauthorized: false } }), (open) => open.destroy());
      const server = createServer((request, response) => {
        const { url = '/', method = 'GET' } = request;
        if (!url.startsWith('/metrics')) seen.push(`${method} ${url}`);
        const headers = without(request.headers, ['host', 'connection']);
        pool
          .stream({ path: url, method, headers, body: request }, ({ statusCode, headers: answered }) =>
            response.writeHead(statusCode, without(answered, ['connection', 'transfer-encoding'])),
          )
          .catch(() => response.destroy());
      }).listen(0, '127.0.0.1');
      bench.keep(server, async (open) => {
        open.close();
        open.closeAllConnections();
        await once(open, 'close');
      });
      await once(server, 'listening');
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    take() {
      const taken = seen;
      seen = [];
      return taken;
    },
  };
}

/** Headers that are between two neighbours only. */
function without(headers: IncomingHttpHeaders, names: readonly string[]): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}
