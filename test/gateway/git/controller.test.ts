import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Controller } from '../../../src/gateway/git/controller.ts';
import { gitTarget } from '../../../src/gateway/git/target.ts';
import { KubernetesClient } from '../../../src/gateway/kubernetes/client.ts';
import { Connection } from '../../../src/gateway/kubernetes/connection.ts';
import type { Target } from '../../../src/gateway/target.ts';
import type { JsonObject } from '../../../src/spec/json.ts';
import { startGitServer, type GitServer } from '../../github/git-server.ts';
import { api, never, planned } from '../harness.ts';
import { programs, startCluster, type Cluster } from '../kubernetes/cluster.ts';

const scope = { owner: 'acme/shop@staging' };
const upstream = 'http://one.apis.svc:8080';

/** As much of their definitions as is needed to write down what they say. */
const definitions = [
  { group: 'argoproj.io', version: 'v1alpha1', kind: 'Application', plural: 'applications' },
  { group: 'kustomize.toolkit.fluxcd.io', version: 'v1', kind: 'Kustomization', plural: 'kustomizations' },
] as const;

describe.skipIf(programs === undefined)('a branch, and what the controller that deploys from it says', () => {
  let cluster: Cluster;
  let server: GitServer;

  beforeAll(async () => {
    cluster = await startCluster(programs!);
    for (const each of definitions) await define(cluster, each);
  });
  beforeEach(async () => {
    server = await startGitServer({ pushes: true });
    server.commit({ 'README.md': 'Deployed from here.\n' });
    return () => server.close();
  });
  afterAll(() => cluster.close());

  const open = async (kind: Controller['kind']): Promise<Target> =>
    gitTarget('fleet', {
      remote: { url: server.url, branch: 'main', secret: '' },
      folder: 'apis',
      renders: 'traefik-proxy',
      namespaces: ['apis'],
      url: 'http://127.0.0.1:1',
      controller: {
        kind,
        namespace: 'default',
        name: 'apis',
        client: new KubernetesClient('fleet', new Connection({ kubeconfig: await cluster.kubeconfig() })),
      },
      readyWithinMs: 300,
    });

  it.each<{
    kind: Controller['kind'];
    at: (typeof definitions)[number];
    good: (sha: string) => JsonObject;
    bad: (sha: string) => JsonObject;
    says: string;
  }>([
    {
      kind: 'argocd',
      at: definitions[0],
      good: (revision) => ({ sync: { status: 'Synced', revision }, health: { status: 'Healthy' } }),
      bad: (revision) => ({
        sync: { status: 'Synced', revision },
        health: { status: 'Degraded', message: 'the route is not accepted' },
      }),
      says: 'it is Synced and Degraded: the route is not accepted',
    },
    {
      kind: 'flux',
      at: definitions[1],
      good: (sha) => ({
        observedGeneration: 1,
        lastAppliedRevision: `main@sha1:${sha}`,
        conditions: [{ type: 'Ready', status: 'True', reason: 'ReconciliationSucceeded' }],
      }),
      bad: (sha) => ({
        observedGeneration: 1,
        lastAppliedRevision: `main@sha1:${sha}`,
        conditions: [{ type: 'Ready', status: 'False', reason: 'BuildFailed', message: 'kustomize build failed' }],
      }),
      says: 'it is not ready: BuildFailed kustomize build failed',
    },
  ])('$kind: live when it has deployed this content and is well', async ({ kind, at, good, bad, says }) => {
    const target = await open(kind);
    const old = server.commit({ 'README.md': 'Deployed from here.\n', 'more.md': '' });
    const receipt = await target.apply(scope, await planned(target, scope, [api('orders', { upstream })]), never);
    expect(receipt).toMatchObject({ ok: true });
    const told = async (status: JsonObject): Promise<unknown> => {
      await say(cluster, at, status);
      return target.verify(scope, receipt, never);
    };
    const head = headOf(server);
    expect(await target.verify(scope, receipt, never)).toMatchObject({
      live: false,
      message: expect.stringContaining(`there is no ${at.kind} default/apis`) as string,
    });
    expect(await told(good(old))).toMatchObject({
      live: false,
      message: expect.stringContaining('which is older') as string,
    });
    expect(await told(bad(head))).toMatchObject({ live: false, message: expect.stringContaining(says) as string });
    expect(await told(good(head))).toMatchObject({ live: true });
  });
});

async function define(cluster: Cluster, { group, version, kind, plural }: (typeof definitions)[number]): Promise<void> {
  const name = `${plural}.${group}`;
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  await cluster.ask('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [{ name: version, served: true, storage: true, schema, subresources: { status: {} } }],
    },
  });
  while ((await cluster.ask('GET', `/apis/${group}/${version}/namespaces/default/${plural}`)).status !== 200);
}

/** What the controller would write. */
async function say(
  cluster: Cluster,
  { group, version, kind, plural }: (typeof definitions)[number],
  status: JsonObject,
): Promise<void> {
  const [path, apiVersion] = [`/apis/${group}/${version}/namespaces/default/${plural}`, `${group}/${version}`];
  await cluster.ask('POST', path, { apiVersion, kind, metadata: { name: 'apis' } });
  const written = { apiVersion, kind, metadata: { name: 'apis' }, status };
  expect(await cluster.ask('PATCH', `${path}/apis/status?force=true`, written, 'controller')).toMatchObject({
    status: 200,
  });
}

function headOf(server: GitServer): string {
  return execFileSync('git', ['-C', server.dir, 'rev-parse', 'main'], { encoding: 'utf8' }).trim();
}
