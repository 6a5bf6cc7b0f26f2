import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { SluiceConfig } from '../../../src/config/sluice-config.ts';
import type { DesiredApi, Scope } from '../../../src/gateway/target.ts';
import { openTargets, type TargetRegistry } from '../../../src/gateway/registry.ts';
import { COPY_VERSION, type EnvironmentCopy } from '../../../src/jobs/offline/copy.ts';
import { openCopies, type Copies } from '../../../src/jobs/offline/copies.ts';
import { openSinks } from '../../../src/notify/sinks.ts';
import { startUpstream, type Upstream } from '../../../src/local/upstreams.ts';
import type { Queue } from '../../../src/queue/queue.ts';
import { ofApi, type Resource } from '../../../src/release/manifest.ts';
import type { ReleaseRun } from '../../../src/release/state.ts';
import { deploy, rendered } from '../../gateway/harness.ts';
import { startLocalGateway, type LocalGateway } from '../../gateway/embedded/local-gateway.ts';
import { secret } from '../../gateway/embedded/process.ts';

/** Nobody is told of anything. */
export const noSinks = openSinks({}, {}, 'https://github.example');
export const silent = pino({ level: 'silent' });
export const REPOSITORY = { installation: 7, id: 42, fullName: 'acme/apis' };
export const ENVIRONMENT = 'production';
const scope: Scope = { owner: `${REPOSITORY.fullName}@${ENVIRONMENT}` };

/** The part of a queue that the copies use, in memory, as every process on one Redis would see it. */
export function memoryQueue(): Pick<Queue, 'cache' | 'lease'> {
  const values = new Map<string, Buffer>();
  const held = new Set<string>();
  return {
    cache: {
      get: (key) => Promise.resolve(values.get(key)),
      set: (key, value) => Promise.resolve(void values.set(key, value)),
      delete: (key) => Promise.resolve(void values.delete(key)),
    },
    lease(key) {
      if (held.has(key)) return Promise.resolve(undefined);
      held.add(key);
      return Promise.resolve({
        key,
        token: 1,
        signal: new AbortController().signal,
        release: () => Promise.resolve(void held.delete(key)),
      });
    },
  };
}

/** A gateway that serves a release of `orders` on a bad upstream, over a last good on a good one; and the copy that says so. */
export interface World {
  readonly folder: string;
  readonly gateway: LocalGateway;
  readonly good: Upstream;
  readonly bad: Upstream;
  readonly targets: TargetRegistry;
  readonly copies: Copies;
  readonly copy: EnvironmentCopy;
  /** The targets file that says the same as `targets`; `edge`'s secret is in `EDGE_SECRET`. */
  readonly targetsYaml: string;
  readonly secret: string;
  /** Name of the upstream that answers for `orders`. */
  serving(): Promise<string>;
  close(): Promise<void>;
}

export async function startWorld(queue?: Pick<Queue, 'cache' | 'lease'>): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-offline-'));
  const [gateway, good, bad] = await Promise.all([
    startLocalGateway(),
    startUpstream({ name: 'good' }),
    startUpstream({ name: 'bad' }),
  ]);
  const orders = (url: string): DesiredApi => ({
    definition: { name: 'orders', owners: [], dependsOn: [], gateway: { upstream: url, auth: { none: {} } } },
    native: [],
  });
  const resourcesOf = (api: DesiredApi): readonly Resource[] => ofApi(rendered(gateway.target, scope, [api]), 'orders');
  await deploy(gateway.target, scope, [orders(bad.url)]);
  const config = {
    targets: {
      edge: {
        kind: 'embedded' as const,
        admin: [gateway.adminUrl],
        url: gateway.url,
        secret: { env: 'EDGE_SECRET' },
        repositories: ['acme/*'],
      },
    },
  };
  const copies = openCopies(folder, queue);
  const copy = copyOf({ edge: resourcesOf(orders(good.url)) }, configOf(bad.url));
  await copies.keep(copy);
  return {
    folder,
    gateway,
    good,
    bad,
    targets: openTargets(config, { EDGE_SECRET: secret }),
    copies,
    copy,
    targetsYaml: JSON.stringify(config),
    secret,
    async serving() {
      const answer = await fetch(`${gateway.url}/orders/x`);
      return ((await answer.json()) as { upstream: string }).upstream;
    },
    async close() {
      await Promise.all([gateway.close(), good.close(), bad.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configOf(upstream: string): SluiceConfig {
  return {
    apis: [{ name: 'orders', gateway: { upstream, auth: { none: {} } } }],
    environments: {
      [ENVIRONMENT]: {
        targets: ['edge'],
        analysis: { bake: '1h', interval: '10ms', failures: 2, checks: [{ http: '/orders/health' }] },
      },
    },
  };
}

export const RUN: ReleaseRun = {
  commit: 'b'.repeat(40),
  deployment: 12,
  phase: 'live',
  startedAt: '2026-11-20T10:00:00.000Z',
  liveAt: '2026-11-20T10:00:01.000Z',
  at: '2026-11-20T10:00:01.000Z',
  plans: {},
  pins: {},
  changed: ['orders'],
  created: [],
  cause: { event: 'push', ref: 'delivery', actor: 'sluice[bot]' },
};

function copyOf(resources: Readonly<Record<string, readonly Resource[]>>, config: SluiceConfig): EnvironmentCopy {
  const commit = 'a'.repeat(40);
  const at = '2026-11-19T10:00:00.000Z';
  return {
    version: COPY_VERSION,
    repository: REPOSITORY,
    environment: ENVIRONMENT,
    seq: 5,
    at: '2026-11-20T10:00:01.500Z',
    config,
    state: {
      judged: RUN.commit,
      deployed: RUN.commit,
      current: RUN,
      good: [{ commit, deployment: 11, at }],
      holds: [],
      approvals: [],
    },
    lastGood: { orders: { blob: '1'.repeat(40), good: { commit, deployment: 11, at, resources } } },
  };
}
