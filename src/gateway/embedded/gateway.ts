import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdmin } from './admin.ts';
import { Authenticator, type ConsumerKey } from './auth.ts';
import { GatewayMetrics } from './metrics.ts';
import { createProxy } from './proxy.ts';
import { Routes } from './routes.ts';
import { RouteStore } from './store.ts';
import type { RoutingTable } from './table.ts';

export interface GatewayOptions {
  /** Address that consumers reach; the admin API has its own. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly adminHost: string;
  readonly adminPort: number;
  /** Folder of the saved routes; made where it is not there. */
  readonly data: string;
  readonly keys: readonly ConsumerKey[];
  /** What the admin API asks for. */
  readonly secret: string;
}

export interface Gateway {
  readonly url: string;
  readonly adminUrl: string;
  /** Takes no new connections, and comes back when the requests in flight are answered. */
  close(): Promise<void>;
}

/** Starts the embedded gateway. Throws a `CorruptStateError` where its saved routes cannot be used. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const authenticator = new Authenticator(options.keys);
  const metrics = new GatewayMetrics();
  const routes = await Routes.open(new RouteStore(options.data), (table) => {
    authenticator.keepKeySets(keySetsOf(table));
  });
  const proxy = createProxy({ table: () => routes.table, authenticator, metrics });
  proxy.server.listen(options.port, options.host);
  await once(proxy.server, 'listening');
  const admin = createAdmin({ routes, metrics, secret: options.secret });
  const adminUrl = await admin.listen({ port: options.adminPort, host: options.adminHost });
  const { port } = proxy.server.address() as AddressInfo;
  return {
    url: `http://${options.host}:${port}`,
    adminUrl,
    async close() {
      const closed = once(proxy.server, 'close');
      proxy.server.close();
      await Promise.all([closed, admin.close()]);
      await proxy.close();
    },
  };
}

function keySetsOf(table: RoutingTable): Set<string> {
  const bodies = [...table.routes().values()].flat().map(({ body }) => body.auth);
  return new Set(bodies.flatMap((auth) => (auth.type === 'jwt' ? [auth.jwks] : [])));
}
