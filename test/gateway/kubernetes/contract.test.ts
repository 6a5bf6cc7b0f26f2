import { createServer, connect, type Server } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { traefikProcess } from '../../../src/local/gateways/traefik-process.ts';
import { kubernetesTarget } from '../../../src/gateway/kubernetes/target.ts';
import type { Renders } from '../../../src/gateway/kubernetes/render/manifest.ts';
import { asObject, own, type Json, type JsonObject } from '../../../src/spec/json.ts';
import { missing, serverBinary } from '../../servers/server.ts';
import type { Ability } from '../abilities.ts';
import { certificates } from '../certificates.ts';
import { describeTarget } from '../contract.ts';
import { startFaultPoint } from '../fault-point.ts';
import { replaced, type ByHand, type Harness } from '../harness.ts';
import { programs, startCluster, type Cluster } from './cluster.ts';
import { isObjectWrite } from './object-write.ts';

const traefik = serverBinary('traefik');
if (traefik === undefined)
  process.stdout.write(`The tests on a cluster with Traefik are passed over: ${missing('traefik')}.\n`);

/** A cluster, and a Traefik that routes by what is in it. */
async function open(renders: Renders): Promise<Harness> {
  const cluster = await startCluster(programs!);
  const folder = await mkdtemp(join(tmpdir(), 'sluice-traefik-'));
  certificates(folder);
  await prepare(cluster, await readFile(join(folder, 'ca.pem'), 'utf8'));
  const { url, token, certificate } = cluster;
  const provider = { kubernetes: url, token, certificate, gatewayApi: true };
  const node = await traefikProcess({ binary: traefik!, folder, provider });
  await node.start();
  await cluster.ask('POST', '/apis/gateway.networking.k8s.io/v1/namespaces/default/gateways', {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'gw' },
    spec: {
      gatewayClassName: 'traefik',
      listeners: [{ name: 'web', port: Number(new URL(node.url).port), protocol: 'HTTP' }],
    },
  });
  const faults = await startFaultPoint(() => cluster.url, { send: cluster.send, isWrite: isObjectWrite });
  const doors: Server[] = [];
  let count = 0;
  return {
    target: kubernetesTarget('eu-1', {
      access: { kubeconfig: await cluster.kubeconfig(faults.url) },
      renders,
      namespaces: ['default'],
      url: node.url,
      api: [node.api],
      parent: { name: 'gw' },
    }),
    faults,
    consumerKey: '',
    userOf: () => Promise.resolve('ann:admin'),
    certificates: folder,
    spoil: (resource) => ({ ...resource, body: { ...asObject(resource.body), spec: { unheardOf: true } } }),
    ...(renders === 'gateway-api' && {
      reach: async (url: string) => {
        count += 1;
        const [address, name] = [`127.7.0.${count + 10}`, `upstream-${count}`];
        const port = Number(new URL(url).port);
        doors.push(await openDoor(address, port));
        await cluster.ask('POST', '/api/v1/namespaces/default/services', {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name },
          spec: { clusterIP: address, ports: [{ port }] },
        });
        return `http://${name}.default.svc:${port}`;
      },
    }),
    // The name of a Service follows from the upstream: one that was sent elsewhere by hand has none that a block would give it.
    byHand: { ...byHand(cluster), ...(renders === 'traefik-proxy' && { unadoptable: /core\/Service.* as a whole/ }) },
    kill: () => cluster.kill(),
    start: () => cluster.start(),
    async close() {
      for (const door of doors) door.close();
      await Promise.all([faults.close(), node.end('SIGKILL')]);
      await cluster.close();
      await rm(folder, { recursive: true });
    },
  };
}

const who = 'kubectl-edit';
/** Where the kinds are that portable blocks become. */
const folders = [
  '/api/v1/namespaces/default/services',
  ...['ingressroutes', 'middlewares', 'serverstransports'].map(
    (plural) => `/apis/traefik.io/v1alpha1/namespaces/default/${plural}`,
  ),
  '/apis/gateway.networking.k8s.io/v1/namespaces/default/httproutes',
];

/** By the API server, as an administrator with kubectl. */
function byHand(cluster: Cluster): ByHand {
  const ask: Cluster['ask'] = (...question) => cluster.ask(...question);
  const metadataOf = (object: JsonObject): JsonObject => asObject(own(object, 'metadata')) ?? {};
  const objectsOf = async (api: string): Promise<{ path: string; object: JsonObject }[]> => {
    const lists = await Promise.all(
      folders.map(async (folder) => {
        const { body } = await ask('GET', folder);
        return (own(body, 'items') as JsonObject[]).map((object) => {
          const metadata = metadataOf(object);
          const marked = asObject(own(metadata, 'annotations'));
          return { path: `${folder}/${own(metadata, 'name') as string}`, object, api: own(marked, 'sluice/api') };
        });
      }),
    );
    return lists.flat().filter((each) => each.api === api);
  };
  const first = ({ hostname }: URL): string => hostname.split('.')[0] ?? '';
  return {
    who,
    async reroute(_, api, from, to) {
      const [before, after] = [new URL(from), new URL(to)];
      for (const { path, object } of await objectsOf(api)) {
        const spec = replaced(replaced(object['spec'], first(before), first(after)), before.port, after.port);
        if (JSON.stringify(spec) === JSON.stringify(object['spec'])) continue;
        expect((await ask('PUT', path, { ...object, spec: spec ?? {} }, who)).status).toBe(200);
      }
    },
    async remove(_, api) {
      for (const { path } of await objectsOf(api)) expect((await ask('DELETE', path)).status).toBe(200);
    },
    async add(_, like, more) {
      const copied = (await objectsOf(like)).at(-1)!;
      const { labels, annotations } = replaced(metadataOf(copied.object), `"${like}"`, `"${more}"`);
      const metadata = { name: more, ...(labels && { labels }), ...(annotations && { annotations }) };
      const { apiVersion, kind, spec } = copied.object as Record<string, Json>;
      const folder = copied.path.slice(0, copied.path.lastIndexOf('/'));
      expect(
        (await ask('POST', folder, { apiVersion: apiVersion!, kind: kind!, spec: spec!, metadata }, who)).status,
      ).toBe(201);
    },
  };
}

async function prepare(cluster: Cluster, authority: string): Promise<void> {
  await cluster.ask('POST', '/apis/networking.k8s.io/v1/servicecidrs', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'ServiceCIDR',
    metadata: { name: 'loopback' },
    spec: { cidrs: ['127.7.0.0/24'] },
  });
  await cluster.ask('POST', '/apis/gateway.networking.k8s.io/v1/gatewayclasses', {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name: 'traefik' },
    spec: { controllerName: 'traefik.io/gateway-controller' },
  });
  await cluster.ask('POST', '/api/v1/namespaces/default/secrets', {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'shop-users' },
    stringData: { users: 'ann:{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc=' },
  });
  await cluster.ask('POST', '/api/v1/namespaces/default/secrets', {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'partners' },
    stringData: { 'tls.ca': authority },
  });
}

/** What is asked of a Service's address goes to the upstream on the loopback. */
async function openDoor(address: string, port: number): Promise<Server> {
  const door = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream])
      socket.on('error', () => {
        client.destroy();
        upstream.destroy();
      });
  });
  door.listen(port, address);
  await once(door, 'listening');
  return door;
}

const never: readonly Ability[] = ['atomic', 'quota', 'key', 'jwt', 'jwtClaims', 'oauth2', 'internal'];

describe.skipIf(programs === undefined || traefik === undefined)('kubernetes', () => {
  describeTarget('kubernetes as Traefik Proxy', () => open('traefik-proxy'), never);
  describeTarget('kubernetes as Gateway API', () => open('gateway-api'), [
    ...never,
    'basic',
    'ips',
    'mtls',
    'rateLimit',
    'requestSize',
    'retries',
    'retryAfter',
  ]);
});
