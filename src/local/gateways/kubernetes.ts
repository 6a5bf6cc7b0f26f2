import { join } from 'node:path';
import { startKubernetes, type KubernetesCluster } from './kubernetes-process.ts';
import type { GatewayOpener } from './opener.ts';
import { findProgram, missingProgram } from './program.ts';
import { traefikProcess } from './traefik-process.ts';

const programs = {
  apiServer: { name: 'kube-apiserver', variable: 'SLUICE_KUBE_APISERVER' },
  etcd: { name: 'etcd', variable: 'SLUICE_ETCD' },
  traefik: { name: 'traefik', variable: 'SLUICE_TRAEFIK' },
};

/** A cluster without machines, and beside it the Traefik that routes by what is in it. */
export const kubernetes: GatewayOpener = {
  missing: () =>
    Object.values(programs)
      .map(missingProgram)
      .find((sentence) => sentence !== undefined),
  routesOperations: false,
  countsRequests: false,
  async open({ folder, front }) {
    const [apiServer, etcd, binary] = [programs.apiServer, programs.etcd, programs.traefik].map(findProgram);
    if (apiServer === undefined || etcd === undefined || binary === undefined) throw new Error(kubernetes.missing());
    const cluster = await startKubernetes({ apiServer, etcd }, join(folder, 'cluster'));
    await defineTraefiksKinds(cluster);
    const { url, token, certificate } = cluster;
    const provider = { kubernetes: url, token, certificate, gatewayApi: false };
    const running = await traefikProcess({ binary, folder: join(folder, 'traefik'), provider });
    await running.start();
    return {
      url: running.url,
      targets: `targets:
  edge:
    kind: kubernetes
    renders: traefik-proxy
    kubeconfig: ${JSON.stringify(await cluster.kubeconfig(await front(url)))}
    namespaces: [default]
    api: ["${await front(running.api)}"]
    url: "${running.url}"
    repositories: ["acme/*"]
`,
      env: {},
      async close() {
        await running.end('SIGTERM');
        await cluster.close();
      },
    };
  },
};

const kinds = [
  'IngressRoute',
  'IngressRouteTCP',
  'IngressRouteUDP',
  'Middleware',
  'MiddlewareTCP',
  'ServersTransport',
  'ServersTransportTCP',
  'TLSOption',
  'TLSStore',
  'TraefikService',
];

/** As little of Traefik's definitions as it takes to hold its objects; a real cluster has Traefik's own. */
async function defineTraefiksKinds(cluster: KubernetesCluster): Promise<void> {
  const group = 'traefik.io';
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  for (const kind of kinds) {
    const singular = kind.toLowerCase();
    const plural = `${singular}s`;
    const answer = await cluster.ask('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${plural}.${group}` },
      spec: {
        group,
        scope: 'Namespaced',
        names: { kind, singular, plural },
        versions: [{ name: 'v1alpha1', served: true, storage: true, schema }],
      },
    });
    if (answer.status !== 201) throw new Error(`The cluster does not take ${kind}: ${JSON.stringify(answer.body)}`);
  }
}
