import { randomBytes } from 'node:crypto';
import { spawn, type ChildProcess } from 'node:child_process';
import { access, chown, mkdir, mkdtemp, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { connect as connectSocket, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { binaries, runAs, type Binaries, type Runner } from './postgres-binaries.ts';

/** Where the embedded Postgres listens, on loopback only. */
export interface PostgresAddress {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export interface EmbeddedPostgres {
  readonly address: PostgresAddress;
  /** Stops the server and waits until it is down. Its data stays. */
  close(): Promise<void>;
}

const USER = 'sluice';
const DATABASE = 'postgres';
/** Held on one connection for as long as the owner lives: the kernel closes the connection with the process, however it ends. */
const OWNER_LOCK = 7_304_812;
const START_LIMIT_MS = 60_000;
/** A server listens before it does anything slow, so a process that refuses connections for longer is not one. */
const REFUSED_LIMIT_MS = 5_000;

/**
 * Power loss may damage the data and costs time only, because the record is on GitHub; so nothing is forced to disk. Commits still
 * reach the kernel one by one and outlive every process.
 */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'off',
  full_page_writes: 'off',
  shared_buffers: '32MB',
  max_connections: '60',
  jit: 'off',
} as const;

interface Cluster {
  readonly root: string;
  readonly data: string;
  readonly password: string;
  readonly run: Runner;
  readonly bin: Binaries;
}

/**
 * Starts a Postgres of this process's own in `folder`; what a killed process left running there is stopped first, its data stays.
 * @throws when another living process uses the folder, or when no server can be started; the message says what to do.
 */
export async function startEmbeddedPostgres(folder: string, log: Logger): Promise<EmbeddedPostgres> {
  const cluster = await prepare(folder);
  const giveUpAt = Date.now() + START_LIMIT_MS;
  while (Date.now() < giveUpAt) {
    const running = await runningServer(cluster);
    if (running !== undefined) {
      await stopLeftOver(cluster, running, log);
      continue;
    }
    const server = await launch(cluster);
    const owner = await firstConnection(cluster, server);
    if (owner === undefined) continue;
    await claim(cluster, owner);
    return own(cluster, server, owner, log);
  }
  throw new Error(
    `The embedded Postgres in ${folder} was not up within ${START_LIMIT_MS / 1000} s. Its log: ${logFile(cluster)}`,
  );
}

async function prepare(folder: string): Promise<Cluster> {
  await mkdir(folder, { recursive: true, mode: 0o711 });
  const data = join(folder, 'data');
  const bin = await binaries();
  const run = await runAs(folder, bin);
  const password = await passwordOf(folder);
  const cluster = { root: folder, data, password, run, bin };
  if (
    !(await access(data).then(
      () => true,
      () => false,
    ))
  )
    await initialise(cluster);
  return cluster;
}

/** Made once; a second process that starts at the same moment reads the first one's. */
async function passwordOf(folder: string): Promise<string> {
  const file = join(folder, 'password');
  try {
    await writeFile(file, randomBytes(24).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  }
  return await readFile(file, 'utf8');
}

/** Makes the cluster beside its place and moves it there in one step, so that a crash leaves none or a whole one. */
async function initialise({ root, data, password, run, bin }: Cluster): Promise<void> {
  const draft = await mkdtemp(join(root, 'new-'));
  try {
    const cluster = join(draft, 'data');
    const secret = join(draft, 'password');
    await mkdir(cluster, { mode: 0o700 });
    await writeFile(secret, password, { mode: 0o600 });
    if (run.account !== undefined) {
      for (const path of [draft, cluster, secret]) await chown(path, run.account.uid, run.account.gid);
    }
    const options = ['-U', USER, '-A', 'scram-sha-256', `--pwfile=${secret}`, '--no-sync', '--locale=C', '-E', 'UTF8'];
    await run.exec(bin.initdb, ['-D', cluster, ...options]);
    await rename(cluster, data);
  } catch (error) {
    if (!isCode(error, 'ENOTEMPTY') && !isCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** The server's process id and port from `postmaster.pid` (lines 1 and 4), once it accepts connections or refuses them by itself. */
interface Running {
  readonly pid: number;
  readonly port: number;
}

async function runningServer(cluster: Cluster): Promise<Running | undefined> {
  const giveUpAt = Date.now() + REFUSED_LIMIT_MS;
  for (;;) {
    const running = await pidFile(cluster);
    if (running === undefined || !isAlive(running.pid)) return undefined;
    if (await listens(running.port)) return running;
    if (Date.now() > giveUpAt) {
      await rm(join(cluster.data, 'postmaster.pid'), { force: true });
      return undefined;
    }
    await sleep(25);
  }
}

async function pidFile({ data }: Cluster): Promise<Running | undefined> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]) };
}

/** Its owner was killed and the server lives on: stop it. Its owner lives: refuse. */
async function stopLeftOver(cluster: Cluster, running: Running, log: Logger): Promise<void> {
  const client = await connect(cluster, running.port);
  if (client === undefined) {
    await sleep(25);
    return;
  }
  await claim(cluster, client);
  log.warn({ pid: running.pid }, 'a killed process left its embedded Postgres running: stopping it');
  process.kill(running.pid, 'SIGINT');
  await client.end().catch(() => undefined);
  await gone(cluster, running.pid);
}

/** Undefined where the server is starting up or shutting down. */
async function connect({ password }: Cluster, port: number): Promise<pg.Client | undefined> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: USER,
    password,
    database: DATABASE,
    connectionTimeoutMillis: 2_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch {
    await client.end().catch(() => undefined);
    return undefined;
  }
}

async function claim({ root }: Cluster, client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [OWNER_LOCK]);
  if (rows[0]?.mine === true) return;
  await client.end();
  throw new Error(
    `Another Sluice process uses the embedded queue in ${root}. Stop it, or set REDIS_URL for both: ` +
      'only Redis can be shared by several processes.',
  );
}

interface Server {
  readonly port: number;
  readonly process: ChildProcess;
}

async function launch(cluster: Cluster): Promise<Server> {
  const port = await freePort();
  const settings = Object.entries({ ...SETTINGS, port }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const output = await open(logFile(cluster), 'w');
  try {
    const process = cluster.run.launch(cluster.bin.postgres, ['-D', cluster.data, ...settings], output.fd);
    process.on('error', () => undefined);
    return { port, process };
  } finally {
    await output.close();
  }
}

/**
 * Undefined where another process was quicker, with the folder or with the port: look again.
 * @throws when the server ended for any other reason.
 */
async function firstConnection(cluster: Cluster, server: Server): Promise<pg.Client | undefined> {
  for (;;) {
    if (hasEnded(server.process)) {
      const said = await readFile(logFile(cluster), 'utf8');
      if (/lock file .* already exists|could not bind/i.test(said)) return undefined;
      throw new Error(
        `The embedded Postgres in ${cluster.root} did not start. It said:\n${said.slice(-2_000).trim()}\n` +
          'Nothing is lost but jobs in flight if you remove that folder; or set REDIS_URL.',
      );
    }
    const client = await connect(cluster, server.port);
    if (client !== undefined) return client;
    await sleep(10);
  }
}

/**
 * A watcher outside this process's group stops the server when its standard input ends: on `close`, and when this process dies
 * in whatever way. So neither Ctrl-C nor `kill -9` leaves a server behind.
 */
function own(cluster: Cluster, server: Server, owner: pg.Client, log: Logger): EmbeddedPostgres {
  let closing = false;
  server.process.on('exit', () => {
    if (!closing) log.error('the embedded Postgres ended: no job can be stored until Sluice is started again');
  });
  const watcher = spawn('sh', ['-c', `cat >/dev/null; kill -INT ${server.process.pid ?? ''}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watcher.on('error', (error) => {
    log.error({ err: error }, 'the embedded Postgres has no watcher and stays behind when Sluice is killed');
  });
  return {
    address: { host: '127.0.0.1', port: server.port, user: USER, password: cluster.password, database: DATABASE },
    close: async () => {
      closing = true;
      await owner.end().catch(() => undefined);
      const ended = hasEnded(server.process) || once(server.process, 'exit');
      watcher.stdin.end();
      await ended;
    },
  };
}

const hasEnded = (process: ChildProcess): boolean =>
  process.exitCode !== null || process.signalCode !== null || process.pid === undefined;

const logFile = (cluster: Cluster): string => join(cluster.root, 'server.log');

/** A zombie in a container without an init process counts as alive; its lock file is gone, though. */
async function gone(cluster: Cluster, pid: number): Promise<void> {
  while (isAlive(pid) && (await pidFile(cluster))?.pid === pid) await sleep(10);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

async function listens(port: number): Promise<boolean> {
  const socket = connectSocket({ host: '127.0.0.1', port });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
