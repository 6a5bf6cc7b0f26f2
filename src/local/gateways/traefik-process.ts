import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { freePort } from '../free-port.ts';

export type TraefikProvider =
  | { readonly file: string }
  | { readonly http: string; readonly token: string; readonly pollMs?: number }
  /** A cluster's API server, with a token for it and the file of its certificate. */
  | { readonly kubernetes: string; readonly token: string; readonly certificate: string; readonly gatewayApi: boolean };

export interface TraefikSettings {
  /** The program. */
  readonly binary: string;
  /** For its static configuration and its log. */
  readonly folder: string;
  readonly provider: TraefikProvider;
  /** Beside `web`; each on a port of its own. */
  readonly entryPoints?: readonly string[];
}

/** A real Traefik on free ports of the loopback. */
export interface TraefikProcess {
  /** Of the entry point `web`. */
  readonly url: string;
  /** Of its API and its metrics. */
  readonly api: string;
  /** Of every entry point. */
  readonly urls: Readonly<Record<string, string>>;
  readonly log: string;
  /** On the same ports as before. */
  start(): Promise<void>;
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

const upMs = 20_000;

/** Written down and not started yet. */
export async function traefikProcess(settings: TraefikSettings): Promise<TraefikProcess> {
  const { binary, folder, provider, entryPoints = [] } = settings;
  await mkdir(folder, { recursive: true });
  const names = ['web', ...entryPoints, 'traefik'];
  const ports = new Map(await Promise.all(names.map(async (name) => [name, await freePort()] as const)));
  const log = join(folder, 'traefik.log');
  const file = join(folder, 'traefik.yml');
  await writeFile(file, stringify(staticConfiguration(ports, provider, log)));
  const urls = Object.fromEntries([...ports].map(([name, port]) => [name, `http://127.0.0.1:${port}`]));
  const api = urls['traefik'] ?? '';
  let child: ChildProcess | undefined;
  return {
    url: urls['web'] ?? '',
    api,
    urls,
    log,
    async start() {
      const started = spawn(binary, [`--configFile=${file}`], { stdio: 'ignore', env: {} });
      child = started;
      await up(started, api, log);
    },
    async end(signal) {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    },
  };
}

function staticConfiguration(ports: ReadonlyMap<string, number>, provider: TraefikProvider, log: string): object {
  return {
    global: { checkNewVersion: false, sendAnonymousUsage: false },
    log: { level: 'INFO', filePath: log },
    entryPoints: Object.fromEntries(
      [...ports].map(([name, port]) => [
        name,
        // Requests in flight are answered, and nothing is waited for beside them.
        { address: `127.0.0.1:${port}`, asDefault: name === 'web', transport: { lifeCycle: { graceTimeOut: '2s' } } },
      ]),
    ),
    api: { insecure: true, dashboard: false },
    ping: {},
    metrics: { prometheus: { buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] } },
    providers: {
      providersThrottleDuration: '100ms',
      ...providerConfiguration(provider),
    },
  };
}

function providerConfiguration(provider: TraefikProvider): object {
  if ('file' in provider) return { file: { directory: provider.file, watch: true } };
  if ('http' in provider) {
    return {
      http: {
        endpoint: provider.http,
        pollInterval: `${provider.pollMs ?? 200}ms`,
        pollTimeout: '2s',
        headers: { Authorization: `Bearer ${provider.token}` },
      },
    };
  }
  const reader = {
    endpoint: provider.kubernetes,
    token: provider.token,
    certAuthFilePath: provider.certificate,
    // Nothing runs in this cluster: an address of a Service is one of this machine.
    nativeLBByDefault: true,
  };
  return {
    kubernetesCRD: { ...reader, allowExternalNameServices: true },
    ...(provider.gatewayApi && { kubernetesGateway: reader }),
  };
}

async function up(child: ChildProcess, api: string, log: string): Promise<void> {
  const deadline = performance.now() + upMs;
  const ended = once(child, 'exit').then(() => true);
  while (performance.now() < deadline) {
    const answer = await fetch(`${api}/ping`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.status === 200) return;
    if (await Promise.race([ended, sleep(25, false)]))
      throw new Error(`Traefik ended before it was up; its log is ${log}`);
  }
  throw new Error(`Traefik did not come up within ${upMs / 1000} s; its log is ${log}`);
}
