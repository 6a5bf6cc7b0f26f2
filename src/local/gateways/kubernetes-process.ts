import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, fetch as fetchWith } from 'undici';
import type { JsonObject } from '../../spec/json.ts';
import { freePort } from '../free-port.ts';

export interface KubernetesPrograms {
  readonly apiServer: string;
  readonly etcd: string;
}

/** A real API server on a real etcd, on free ports of the loopback. */
export interface KubernetesCluster {
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

const token = 'administrator-of-this-cluster';

/** Everything that it writes goes into `folder`. */
export async function startKubernetes(programs: KubernetesPrograms, folder: string): Promise<KubernetesCluster> {
  await mkdir(folder, { recursive: true });
  const [client, peer, port] = [await freePort(), await freePort(), await freePort()];
  await writeFile(join(folder, 'tokens.csv'), `${token},admin,1,system:masters\nguest,guest,2\n`);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeFile(join(folder, 'account.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }));
  const store = run(folder, 'etcd', programs.etcd, etcdArguments(folder, client, peer));
  const url = `https://127.0.0.1:${port}`;
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const send = ((input: string, init: object) => fetchWith(input, { ...init, dispatcher })) as unknown as typeof fetch;
  const serve = (): ChildProcess => run(folder, 'api', programs.apiServer, apiArguments(folder, client, port));
  let server = serve();
  const ask: KubernetesCluster['ask'] = async (method, path, body, manager) => {
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
