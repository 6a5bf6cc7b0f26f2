import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, fetch as fetchWith } from 'undici';
import { parseAllDocuments } from 'yaml';
import { refOf } from '../../../src/gateway/kubernetes/object.ts';
import { asObject, type Json, type JsonObject } from '../../../src/spec/json.ts';
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

/** A real API server on a real etcd, with every custom resource definition that there is. */
export interface Cluster {
  readonly url: string;
  readonly token: string;
  /** File of the certificate that the API server gave itself. */
  readonly certificate: string;
  readonly send: typeof fetch;
  /** File of a kubeconfig for this server, or for what stands before it. */
  kubeconfig(server?: string, token?: string): Promise<string>;
  /** As the cluster's administrator; a PATCH is a server-side apply by `manager`. */
  ask(method: string, path: string, body?: JsonObject, manager?: string): Promise<{ status: number; body: JsonObject }>;
  /** Ends the API server as a crash would; what etcd has stays. */
  kill(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

const token = 'administrator-of-tests';

export async function startCluster({ apiServer, etcd, definitions }: Programs): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-cluster-'));
  const [client, peer, port] = [await freePort(), await freePort(), await freePort()];
  await writeFile(join(folder, 'tokens.csv'), `${token},admin,1,system:masters\nguest,guest,2\n`);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeFile(join(folder, 'account.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }));
  const store = run(folder, 'etcd', etcd, etcdArguments(folder, client, peer));
  const url = `https://127.0.0.1:${port}`;
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const send = ((input: string, init: object) => fetchWith(input, { ...init, dispatcher })) as unknown as typeof fetch;
  const serve = (): ChildProcess => run(folder, 'api', apiServer, apiArguments(folder, client, port));
  let server = serve();
  const ask: Cluster['ask'] = async (method, path, body, manager) => {
    const query = manager === undefined ? '' : `${path.includes('?') ? '&' : '?'}fieldManager=${manager}`;
    const contentType = method === 'PATCH' ? 'application/apply-patch+yaml' : 'application/json';
    const response = await send(`${url}${path}${query}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': contentType },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text.startsWith('{') ? (JSON.parse(text) as JsonObject) : { text } };
  };
  const ready = async (): Promise<void> => {
    for (;;) {
      if (server.exitCode !== null) throw new Error(`The API server ended: ${await tail(folder, 'api')}`);
      const answer = await send(`${url}/readyz`, { headers: { authorization: `Bearer ${token}` } }).catch(
        () => undefined,
      );
      await answer?.text();
      if (answer?.status === 200) return;
      await sleep(100);
    }
  };
  await ready();
  await define(definitions, ask);
  return {
    url,
    token,
    certificate: join(folder, 'certificates', 'apiserver.crt'),
    send,
    ask,
    async kubeconfig(address = url, as = token) {
      const file = join(folder, `kubeconfig-${as}-${new URL(address).port}.json`);
      await writeFile(file, kubeconfig(address, as, join(folder, 'certificates', 'apiserver.crt')));
      return file;
    },
    async kill() {
      await end(server, 'SIGKILL');
    },
    async start() {
      server = serve();
      await ready();
    },
    async close() {
      await end(server, 'SIGKILL');
      await end(store, 'SIGKILL');
      await dispatcher.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function etcdArguments(folder: string, client: number, peer: number): string[] {
  const [own, others] = [`http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`];
  return [
    ...['--data-dir', join(folder, 'etcd'), '--log-level', 'error'],
    ...['--listen-client-urls', own, '--advertise-client-urls', own],
    ...['--listen-peer-urls', others, '--initial-advertise-peer-urls', others],
    ...['--initial-cluster', `default=${others}`],
  ];
}

/** Addresses of Services are on the loopback, so that what routes to them reaches them here. */
function apiArguments(folder: string, etcd: number, port: number): string[] {
  const key = join(folder, 'account.key');
  return [
    `--etcd-servers=http://127.0.0.1:${etcd}`,
    `--secure-port=${port}`,
    '--bind-address=127.0.0.1',
    `--cert-dir=${join(folder, 'certificates')}`,
    `--token-auth-file=${join(folder, 'tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${key}`,
    `--service-account-signing-key-file=${key}`,
    '--endpoint-reconciler-type=none',
    '--disable-admission-plugins=ServiceAccount',
    '--service-cluster-ip-range=10.96.0.0/16',
  ];
}

function kubeconfig(server: string, user: string, certificate: string): string {
  const cluster = server.startsWith('https:')
    ? { server, 'certificate-authority': certificate }
    : { server, 'insecure-skip-tls-verify': true };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'tests', cluster }],
    users: [{ name: user, user: { token: user } }],
    contexts: [{ name: 'tests', context: { cluster: 'tests', user } }],
    'current-context': 'tests',
  });
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

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** What it says goes into a file; it ends with the process that started it. */
function run(folder: string, name: string, program: string, args: readonly string[]): ChildProcess {
  const script = 'exec "$0" "$@" >>"$SLUICE_LOG" 2>&1';
  const child = spawn('/bin/sh', ['-c', script, program, ...args], {
    env: { ...process.env, SLUICE_LOG: join(folder, `${name}.log`), GOMAXPROCS: '2' },
    stdio: 'ignore',
  });
  process.once('exit', () => child.kill('SIGKILL'));
  return child;
}

async function tail(folder: string, name: string): Promise<string> {
  return (await readFile(join(folder, `${name}.log`), 'utf8').catch(() => '')).slice(-2000);
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}
