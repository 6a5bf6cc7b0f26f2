import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { freePort } from '../free-port.ts';

export interface TykOptions {
  /** Paths of the programs. */
  readonly tyk: string;
  readonly redisServer: string;
  /** Everything that they write goes here. */
  readonly folder: string;
  readonly secret: string;
  /** One if not said. */
  readonly nodes?: number;
  /** Whether nodes read the same definitions and policies; if not said they do. */
  readonly storage?: 'shared' | 'each';
}

export interface TykNodeProcess {
  readonly url: string;
  /** SIGKILL, now. */
  kill(): Promise<void>;
  /** Again on the same port and files; resolves when it serves. */
  start(): Promise<void>;
}

export interface TykCluster {
  readonly nodes: readonly TykNodeProcess[];
  close(): Promise<void>;
}

/** Real Tyk gateways, open source, on free ports of the loopback, with a Redis of their own. */
export async function startTyk(options: TykOptions): Promise<TykCluster> {
  const { folder } = options;
  await mkdir(join(folder, 'templates'), { recursive: true });
  // Tyk finds no answer for its errors without these two.
  await writeFile(join(folder, 'templates', 'error.json'), '{"error": "{{.Message}}"}');
  await writeFile(join(folder, 'templates', 'error.xml'), '<error>{{.Message}}</error>');
  const redisPort = await freePort();
  const redis = spawn(
    options.redisServer,
    ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  for await (const chunk of redis.stdout) if (String(chunk).includes('Ready to accept connections')) break;
  redis.stdout.resume();
  const nodes = await Promise.all(
    Array.from({ length: options.nodes ?? 1 }, (_, index) => tykNode(options, redisPort, index)),
  );
  await Promise.all(nodes.map((node) => node.start()));
  return {
    nodes,
    async close() {
      await Promise.all(nodes.map((node) => node.kill()));
      await end(redis);
    },
  };
}

async function tykNode(options: TykOptions, redisPort: number, index: number): Promise<TykNodeProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const file = join(options.folder, `tyk-${index}.json`);
  const definitions = join(options.folder, options.storage === 'each' ? `node-${index}` : 'nodes');
  for (const part of ['apps', 'policies']) await mkdir(join(definitions, part), { recursive: true });
  await writeFile(file, JSON.stringify(configuration(options, definitions, port, redisPort)));
  let child: ChildProcess | undefined;
  return {
    url,
    async start() {
      child = spawn(options.tyk, ['--conf', file], { cwd: options.folder, stdio: 'ignore' });
      await serving(url, child);
      await loaded(url, options.secret);
    },
    async kill() {
      if (child) await end(child);
    },
  };
}

function configuration({ folder, secret }: TykOptions, definitions: string, port: number, redisPort: number): object {
  return {
    listen_address: '127.0.0.1',
    listen_port: port,
    secret,
    node_secret: secret,
    template_path: join(folder, 'templates'),
    app_path: join(definitions, 'apps'),
    middleware_path: folder,
    use_db_app_configs: false,
    storage: { type: 'redis', host: '127.0.0.1', port: redisPort },
    policies: { policy_source: 'file', policy_path: join(definitions, 'policies'), allow_explicit_policy_id: true },
    enable_custom_domains: true,
    allow_master_keys: true,
    enable_analytics: false,
    hash_keys: true,
    http_server_options: { enable_strict_routes: true, enable_path_prefix_matching: true },
    reload_interval: 1,
    log_level: 'error',
  };
}

async function serving(url: string, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`Tyk ended with ${child.exitCode} before it served.`);
    const status = await request(`${url}/hello`).then(
      async ({ statusCode, body }) => {
        await body.dump();
        return statusCode;
      },
      () => 0,
    );
    if (status === 200) return;
    await sleep(20);
  }
}

/** It answers before it has loaded the definitions that it has; a reload that is waited for comes after that. */
async function loaded(url: string, secret: string): Promise<void> {
  const { statusCode, body } = await request(`${url}/tyk/reload?block=true`, {
    headers: { 'x-tyk-authorization': secret },
  });
  await body.dump();
  if (statusCode !== 200) throw new Error(`Tyk answered ${statusCode} when it was to load its definitions.`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
