import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import type { Bench } from './part.ts';

/** Requests to the admin side of gateways, as they pass. */
export interface AdminLog {
  /** The operator's targets file with its lists of addresses led through here. */
  lead(targets: string): Promise<string>;
  /** Since the last call; what was asked for counters apart, since analyses ask for them all the time. */
  take(): number;
}

export function adminLog(bench: Bench): AdminLog {
  let seen = 0;
  const through = async (address: string): Promise<string> => {
    const pool = bench.keep(new Pool(address), (open) => open.destroy());
    const server = createServer((request, response) => {
      if (!(request.url ?? '').startsWith('/metrics')) seen += 1;
      const headers = without(request.headers, ['host', 'connection']);
      const options = { path: request.url ?? '/', method: request.method ?? 'GET', headers, body: request };
      pool
        .stream(options, ({ statusCode, headers: answered }) =>
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
  };
  return {
    async lead(targets) {
      let led = targets;
      // In lists only: a single address is where traffic enters.
      for (const [, address = ''] of targets.matchAll(/(?<=[[,]\s*)"(http:\/\/[^"]+)"/g))
        led = led.replace(`"${address}"`, `"${await through(address)}"`);
      return led;
    },
    take() {
      const taken = seen;
      seen = 0;
      return taken;
    },
  };
}

/** Headers that are between two neighbours only. */
function without(headers: IncomingHttpHeaders, names: readonly string[]): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}
