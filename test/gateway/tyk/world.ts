import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tykTarget, type TykOptions } from '../../../src/gateway/tyk/target.ts';
import type { Target } from '../../../src/gateway/target.ts';
import type { JsonObject } from '../../../src/spec/json.ts';
import { startTyk, type TykCluster } from '../../../src/local/gateways/tyk-process.ts';
import { startFaultPoint, type FaultPoint } from '../fault-point.ts';
import { never } from '../harness.ts';
import { tykPrograms } from './programs.ts';

const secret = 'a-secret-for-tests-only';

/** Real Tyk nodes, and a target that reaches the first one's REST API through a fault point. */
export interface TykWorld {
  readonly cluster: TykCluster;
  readonly faults: FaultPoint;
  readonly target: Target;
  /** Another target on the same nodes. */
  open(options: Partial<TykOptions>): Promise<Target>;
  /** What somebody else does by the REST API of a node; JSON in, JSON out. */
  ask(method: string, path: string, body?: unknown, node?: number): Promise<{ status: number; body: unknown }>;
  close(): Promise<void>;
}

export async function startTykWorld(nodes = 1, storage: 'shared' | 'each' = 'shared'): Promise<TykWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-tyk-'));
  const cluster = await startTyk({ ...tykPrograms!, folder, secret, nodes, storage });
  const urls = cluster.nodes.map(({ url }) => url);
  const [first = '', ...others] = urls;
  const faults = await startFaultPoint(() => first);
  const open = async (options: Partial<TykOptions>): Promise<Target> => {
    const target = tykTarget('edge', {
      nodes: [faults.url, ...others],
      url: first,
      secret,
      storage,
      settings: { jwtSigning: 'ecdsa', secrets: { 'shop-client': 'env://SHOP_CLIENT_SECRET' } },
      ...options,
    });
    const version = await target.version!(never);
    return { ...target, render: (scope, apis) => target.render(scope, apis, version) };
  };
  return {
    cluster,
    faults,
    target: await open({}),
    open,
    async ask(method, path, body, node = 0) {
      const response = await fetch(`${urls[node] ?? ''}${path}`, {
        method,
        headers: { 'x-tyk-authorization': secret, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json() };
    },
    async close() {
      await faults.close();
      await cluster.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** An OAS definition as somebody might have made it by hand. */
export function handMade(id: string, path: string, upstream: string): JsonObject {
  return {
    openapi: '3.0.3',
    info: { title: id, version: '1' },
    paths: {},
    'x-tyk-api-gateway': {
      info: { id, name: id, orgId: 'default', state: { active: true } },
      upstream: { url: upstream },
      server: { listenPath: { value: path, strip: true } },
    },
  };
}

/** A key that opens every API, as the operator of a test gateway hands it out. Tyk makes none where it serves no API yet. */
export async function consumerKey(world: TykWorld): Promise<string> {
  await world.ask('POST', '/tyk/apis/oas', handMade('legacy', '/legacy', 'http://127.0.0.1:9'));
  await world.ask('GET', '/tyk/reload?block=true');
  const made = await world.ask('POST', '/tyk/keys', { org_id: 'default', rate: 1000, per: 1, quota_max: -1 });
  return (made.body as { key: string }).key;
}
