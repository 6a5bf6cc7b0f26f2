import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubernetesTarget } from '../../../src/gateway/kubernetes/target.ts';
import { traefikProcess, type TraefikProcess } from '../../../src/local/gateways/traefik-process.ts';
import { startTraffic } from '../../../src/local/traffic.ts';
import { startUpstream, type Upstream } from '../../../src/local/upstreams.ts';
import { serverBinary } from '../../servers/server.ts';
import { api, deploy } from '../harness.ts';
import { programs, startCluster, type Cluster } from './cluster.ts';
import { startLateWatch, type LateWatch } from './late-watch.ts';

const traefik = serverBinary('traefik');
/** Much for a watch, and less than controllers are given. */
const lateMs = 500;

describe.skipIf(programs === undefined || traefik === undefined)('a Traefik that hears late', () => {
  let cluster: Cluster;
  let watch: LateWatch;
  let node: TraefikProcess;
  let folder: string;
  let upstreams: readonly [Upstream, Upstream];

  beforeAll(async () => {
    cluster = await startCluster(programs!);
    watch = await startLateWatch(cluster);
    folder = await mkdtemp(join(tmpdir(), 'sluice-late-'));
    const { token, certificate } = cluster;
    const provider = { kubernetes: watch.url, token, certificate, gatewayApi: false };
    node = await traefikProcess({ binary: traefik!, folder, provider });
    await node.start();
    upstreams = [await startUpstream({ name: 'one' }), await startUpstream({ name: 'two' })];
  });
  afterAll(async () => {
    await Promise.all([...upstreams.map((each) => each.close()), node.end('SIGKILL')]);
    await watch.close();
    await cluster.close();
    await rm(folder, { recursive: true });
  });

  it.each(['services', 'ingressroutes', 'middlewares'])(
    'of %s fails no request where a route turns',
    async (plural) => {
      const [one, two] = upstreams;
      const target = kubernetesTarget('eu-1', {
        access: { kubeconfig: await cluster.kubeconfig() },
        renders: 'traefik-proxy',
        namespaces: ['default'],
        url: node.url,
        api: [node.api],
      });
      const [scope, name] = [{ owner: `acme/${plural}@staging` }, `late-${plural}`];
      await deploy(target, scope, [api(name, { upstream: one.url, rateLimit: '60000/second' })]);
      watch.delay(plural, lateMs);
      const traffic = startTraffic({ url: node.url, paths: [`/${name}`], perSecond: 100 });
      await deploy(target, scope, [
        api(name, { upstream: two.url, timeout: '30s', rateLimit: '60000/second', cors: { origins: ['*'] } }),
      ]);
      await deploy(target, scope, [api(name, { upstream: one.url, rateLimit: '60000/second' })]);
      await sleep(2 * lateMs);
      const counts = await traffic.stop();
      expect(Object.keys(counts[`/${name}`]!)).toEqual(['200']);
    },
  );
});
