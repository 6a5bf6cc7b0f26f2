import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';
import { refOf } from '../../../src/gateway/kubernetes/object.ts';
import { startKubernetes, type KubernetesCluster } from '../../../src/local/gateways/kubernetes-process.ts';
import { asObject, type Json } from '../../../src/spec/json.ts';
import { shared } from '../../compare/shared.ts';
import { missing, serverBinary } from '../../servers/server.ts';

/** What the suites need; undefined where they are passed over. */
export const programs = found();

interface Programs {
  readonly apiServer: string;
  readonly etcd: string;
  readonly definitions: string;
}

function found(): Programs | undefined {
  const [apiServer, etcd, definitions] = [serverBinary('kube-apiserver'), serverBinary('etcd'), shared('crds')];
  const lacks =
    apiServer === undefined
      ? missing('kube-apiserver')
      : etcd === undefined
        ? missing('etcd')
        : existsSync(definitions)
          ? undefined
          : `there are no custom resource definitions in ${definitions}`;
  if (lacks === undefined && apiServer !== undefined && etcd !== undefined) return { apiServer, etcd, definitions };
  process.stdout.write(`The tests on a real API server are passed over: ${lacks}.\n`);
  return undefined;
}

export type Cluster = KubernetesCluster;

/** With every custom resource definition that there is. */
export async function startCluster({ apiServer, etcd, definitions }: Programs): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-cluster-'));
  const cluster = await startKubernetes({ apiServer, etcd }, folder);
  await define(definitions, (...question) => cluster.ask(...question));
  return {
    ...cluster,
    async close() {
      await cluster.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function define(folder: string, ask: Cluster['ask']): Promise<void> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  const objects = files.flatMap((file) =>
    parseAllDocuments(readFileSync(join(folder, file), 'utf8'))
      .map((document) => asObject(document.toJS() as Json))
      .filter((object) => object !== undefined),
  );
  await Promise.all(
    objects.map(async (object) => {
      const { apiVersion, kind, name } = refOf(object);
      const path = `/apis/${apiVersion}/${kind === 'CustomResourceDefinition' ? 'customresourcedefinitions' : `${kind.toLowerCase().replace(/y$/, 'ie')}s`}/${name}`;
      const answer = await ask('PATCH', path, object, 'tests');
      if (answer.status > 201) throw new Error(`${kind} ${name}: ${JSON.stringify(answer.body).slice(0, 300)}`);
    }),
  );
  const names = objects
    .filter((object) => refOf(object).kind === 'CustomResourceDefinition')
    .map((object) => refOf(object).name);
  await Promise.all(names.map((name) => established(name, ask)));
}

async function established(name: string, ask: Cluster['ask']): Promise<void> {
  for (;;) {
    const { body } = await ask('GET', `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`);
    if (/"type":"Established"[^}]*"status":"True"|"status":"True"[^}]*"type":"Established"/.test(JSON.stringify(body)))
      return;
    await sleep(50);
  }
}
