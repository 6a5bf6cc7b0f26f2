import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { Renders } from '../../../src/gateway/kubernetes/render/manifest.ts';
import { kubernetesTarget } from '../../../src/gateway/kubernetes/target.ts';
import type { DesiredApi, Receipt, Scope, Target } from '../../../src/gateway/target.ts';
import type { JsonObject } from '../../../src/spec/json.ts';
import { startFaultPoint } from '../fault-point.ts';
import { never, planned } from '../harness.ts';
import { programs, startCluster, type Cluster } from './cluster.ts';
import { isObjectWrite } from './object-write.ts';

/** A Service of the cluster that every test may route to; it has 8081 too. */
export const upstream = 'http://orders.default.svc:8080';

export function object(apiVersion: string, kind: string, name: string, rest: JsonObject): JsonObject {
  return { apiVersion, kind, metadata: { name }, ...rest };
}

/** One cluster for the tests of a file; each test has an owner and a name of its own. */
export function useCluster() {
  let cluster: Cluster;
  let point: Awaited<ReturnType<typeof startFaultPoint>>;
  let count = 0;
  let scope: Scope = { owner: '' };
  let name = '';

  beforeAll(async () => {
    cluster = await startCluster(programs!);
    point = await startFaultPoint(() => cluster.url, { send: cluster.send, isWrite: isObjectWrite });
    const ports = [8080, 8081].map((port) => ({ name: `p${port}`, port }));
    const service = object('v1', 'Service', 'orders', { spec: { ports } });
    await cluster.ask('POST', '/api/v1/namespaces/default/services', service);
    const listeners = [{ name: 'web', port: 8000, protocol: 'HTTP' }];
    const gateway = { spec: { gatewayClassName: 'x', listeners } };
    await cluster.ask(
      'POST',
      '/apis/gateway.networking.k8s.io/v1/namespaces/default/gateways',
      object('gateway.networking.k8s.io/v1', 'Gateway', 'gw', gateway),
    );
  });
  beforeEach(() => {
    count += 1;
    scope = { owner: `acme/shop-${count}@staging` };
    name = `api-${count}`;
    point.set('none');
  });
  afterAll(async () => {
    await point.close();
    await cluster.close();
  });

  const ask: Cluster['ask'] = (...question) => cluster.ask(...question);
  return {
    ask,
    fresh: () => ({ scope, name }),
    faults: () => point,
    kubeconfig: () => cluster.kubeconfig(point.url),
    open: async (
      renders: Renders = 'traefik-proxy',
      namespaces: readonly [string, ...string[]] = ['default'],
      token?: string,
      clusterKinds: readonly string[] = [],
    ): Promise<Target> =>
      kubernetesTarget('eu-1', {
        access: { kubeconfig: await cluster.kubeconfig(point.url, token) },
        renders,
        namespaces,
        clusterKinds,
        url: 'http://127.0.0.1:1',
        parent: { name: 'gw' },
        readyWithinMs: 300,
      }),
    apply: async (target: Target, apis: readonly DesiredApi[]): Promise<Receipt> =>
      target.apply(scope, await planned(target, scope, apis), never),
    /** An API of the user's own objects only. */
    native: (...bodies: JsonObject[]): DesiredApi => ({
      definition: { name, owners: [], dependsOn: [] },
      native: bodies.map((body, index) => ({ file: `gateway/${index}.yaml`, body })),
    }),
    path: (plural: string, apiVersion = 'traefik.io/v1alpha1', named = name): string =>
      `/apis/${apiVersion}/namespaces/default/${plural}/${named}`,
    /** A change by somebody who is not Sluice. */
    patch: (path: string, body: JsonObject, manager = 'kubectl-edit') =>
      ask('PATCH', `${path}?force=true`, body, manager),
    /** What a controller would say of an object. */
    status: async (path: string, kind: string, content: JsonObject): Promise<void> => {
      const [apiVersion, named] = [path.split('/').slice(2, 4).join('/'), path.split('/').at(-1) ?? ''];
      const body = { apiVersion, kind, metadata: { name: named }, status: content };
      const answer = await ask('PATCH', `${path}/status?force=true`, body, 'controller');
      expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200 });
    },
  };
}
