import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, type Cluster } from './cluster.ts';

/** A real Traefik that reads a cluster, by its own kinds and by Gateway API. */
export interface TraefikProcess {
  /** Where traffic enters. */
  readonly url: string;
  readonly port: number;
  /** Its own API. */
  readonly api: string;
  close(): Promise<void>;
}

export async function startTraefik(program: string, cluster: Cluster): Promise<TraefikProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-traefik-'));
  const [port, apiPort] = [await freePort(), await freePort()];
  const reader = { endpoint: cluster.url, token: cluster.token, certAuthFilePath: cluster.certificate };
  const configuration = {
    global: { checkNewVersion: false, sendAnonymousUsage: false },
    log: { level: 'WARN', filePath: join(folder, 'traefik.log') },
    entryPoints: { web: { address: `127.0.0.1:${port}` }, traefik: { address: `127.0.0.1:${apiPort}` } },
    api: { insecure: true, dashboard: false },
    ping: {},
    providers: {
      providersThrottleDuration: '100ms',
      kubernetesCRD: { ...reader, allowExternalNameServices: true, nativeLBByDefault: true },
      kubernetesGateway: { ...reader, nativeLBByDefault: true },
    },
  };
  const yaml = join(folder, 'traefik.yml');
  await writeFile(yaml, JSON.stringify(configuration));
  const child = spawn(program, [`--configFile=${yaml}`], { stdio: 'ignore', env: { ...process.env, GOMAXPROCS: '2' } });
  const kill = (): boolean => child.kill('SIGKILL');
  process.once('exit', kill);
  const api = `http://127.0.0.1:${apiPort}`;
  while ((await fetch(`${api}/ping`).catch(() => undefined))?.status !== 200) {
    if (child.exitCode !== null)
      throw new Error(`Traefik ended: ${await readFile(join(folder, 'traefik.log'), 'utf8')}`);
    await sleep(50);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    api,
    async close() {
      process.off('exit', kill);
      if (child.exitCode === null && child.signalCode === null) {
        kill();
        await once(child, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}
