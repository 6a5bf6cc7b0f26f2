import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Probot } from 'probot';
import { Registry, collectDefaultMetrics } from 'prom-client';
import type { Logger } from 'pino';
import { commands } from './app/commands/index.ts';
import { events } from './app/events/index.ts';
import { shipped, version } from './config/package.ts';
import { shippedPacks } from './config/shipped-packs.ts';
import { readTargetsFile } from './config/targets-file.ts';
import type { TargetsConfig } from './config/targets-config.ts';
import type { AppSettings } from './config/process-env.ts';
import { createGitHub, type GitHub } from './github/client.ts';
import type { BytesCache } from './github/repo.ts';
import { openTargets } from './gateway/registry.ts';
import { servedTargets, type ServedTarget } from './gateway/traefik/open.ts';
import { handler } from './jobs/index.ts';
import { closeInspectors, startInspectors } from './jobs/inspect/run.ts';
import { openCopies } from './jobs/offline/copies.ts';
import { requestSweep } from './jobs/requests.ts';
import type { Services } from './jobs/services.ts';
import { openSinks } from './notify/sinks.ts';
import { openQueue } from './queue/open.ts';
import type { Queue } from './queue/queue.ts';
import { tracesWanted } from './telemetry/wanted.ts';
import { queuePage } from './web/pages/queue.ts';
import { startWeb, type Web } from './web/server.ts';

export interface Roles {
  readonly web: boolean;
  readonly worker: boolean;
}

export interface Sluice {
  /** Of the web role. */
  readonly url: string | undefined;
  /** Finishes what is under way, then lets go of everything. */
  close(): Promise<void>;
}

export interface StartOptions {
  readonly settings: AppSettings;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly roles: Roles;
  readonly log: Logger;
}

const CONCURRENCY = 4;
const GRACE_MS = 20_000;
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** Joins the parts: the only place that knows all of them. */
export async function startSluice({ settings, env, roles, log }: StartOptions): Promise<Sluice> {
  await mkdir(settings.dataFolder, { recursive: true });
  const targets = readTargets(settings.targetsFile, env);
  const endTraces = await startTraces(env, log);
  const queue = await openQueue({
    dataDir: settings.dataFolder,
    log,
    ...(settings.redisUrl !== undefined && { redisUrl: settings.redisUrl }),
  });
  const stop = new AbortController();
  const services = joinServices(settings, env, targets, queue, log, stop.signal);
  const sweeps = roles.worker ? await startWorker(services, settings) : undefined;
  const web = roles.web ? await startIntake(services, settings, servedTargets(targets, env)) : undefined;
  return {
    url: web?.url,
    async close() {
      await web?.close();
      sweeps?.();
      await queue.close({ graceMs: GRACE_MS });
      stop.abort();
      closeInspectors();
      await endTraces();
    },
  };
}

/** Where nobody asks for traces, what sends them is not even loaded. Resolves to what ends it. */
async function startTraces(env: StartOptions['env'], log: Logger): Promise<() => Promise<void>> {
  const wanted = tracesWanted(env);
  if (wanted.kind === 'on') {
    const { exportTraces } = await import('./telemetry/export.ts');
    return exportTraces(wanted.protocol, version(), log);
  }
  if (wanted.why !== undefined) log.warn(wanted.why);
  return () => Promise.resolve();
}

/** What jobs work with. Connects to nothing yet. */
export function joinServices(
  settings: AppSettings,
  env: StartOptions['env'],
  targets: TargetsConfig,
  queue: Queue,
  log: Logger,
  signal: AbortSignal,
): Services {
  const github = connectGitHub(settings, queue.cache, log);
  const floors = Object.entries(targets.floors ?? {}).map(
    ([environment, { approval }]) => [environment, { approvalTeams: approval?.teams ?? [] }] as const,
  );
  return {
    github,
    queue,
    targets: openTargets(targets, env),
    commands,
    copies: openCopies(settings.dataFolder, queue),
    sinks: openSinks(targets, env, webAddress(settings)),
    log,
    now: () => new Date(),
    floors: Object.fromEntries(floors.filter(([, { approvalTeams }]) => approvalTeams.length > 0)),
    floorPacks: [...new Set(Object.values(targets.floors ?? {}).flatMap(({ policies }) => policies ?? []))],
    packs: readPacks(),
    publicUrl: settings.publicUrl,
    signal,
  };
}

/** GitHub as this App sees it, by its settings. */
export function connectGitHub(settings: AppSettings, cache: BytesCache, log: Logger): GitHub {
  return createGitHub({
    appId: settings.appId,
    privateKey: settings.privateKey,
    ...(settings.previousPrivateKey !== undefined && { previousPrivateKey: settings.previousPrivateKey }),
    cache,
    gitDir: join(settings.dataFolder, 'git'),
    log,
    ...(settings.github && { baseUrl: `${settings.github.protocol}://${settings.github.host}/api/v3` }),
  });
}

/** Where people reach GitHub. */
function webAddress({ github }: AppSettings): string {
  return github === undefined ? 'https://github.com' : `${github.protocol}://${github.host}`;
}

async function startWorker(services: Services, settings: AppSettings): Promise<() => void> {
  startInspectors();
  await services.queue.work(handler(services), { concurrency: CONCURRENCY });
  const sweep = async (): Promise<void> => {
    const { job, options } = requestSweep(`sweep-${Date.now()}`);
    await services.queue.add(job, options).catch((error: unknown) => {
      services.log.warn({ err: error }, 'the sweep could not be asked for; the next one will');
    });
  };
  await sweep();
  let timer: NodeJS.Timeout;
  // Jittered, so that many workers do not ask at once; only one of their sweeps runs anyway.
  const next = (): void => {
    timer = setTimeout(
      () => {
        void sweep();
        next();
      },
      settings.sweepSeconds * 1000 * (0.9 + Math.random() * 0.2),
    );
  };
  next();
  return () => {
    clearTimeout(timer);
  };
}

async function startIntake(services: Services, settings: AppSettings, served: readonly ServedTarget[]): Promise<Web> {
  const { queue, log } = services;
  const probot = new Probot({
    appId: settings.appId,
    privateKey: settings.privateKey,
    secret: settings.webhookSecrets[0],
    // At lower levels Probot writes whole payloads.
    log: log.child({}, { level: 'warn' }),
  });
  await probot.load((app) => {
    events(app, ({ job, options }) => queue.add(job, options), services.commands);
  });
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  return startWeb({
    port: settings.port,
    host: settings.host,
    secrets: settings.webhookSecrets,
    receive: (event) => probot.receive(event as Parameters<Probot['receive']>[0]),
    queue,
    log,
    metrics,
    served,
    // They ask for no login: only whoever is on this machine may see them.
    pages: LOOPBACK.has(settings.host) ? [queuePage(queue)] : [],
  });
}

function readTargets(file: string | undefined, env: StartOptions['env']): TargetsConfig {
  const read = readTargetsFile(file, env);
  if (!read.ok) throw new Error(read.message);
  return read.targets;
}

function readPacks(): ReadonlyMap<string, string> {
  return new Map(shippedPacks.map(({ name, file }) => [name, readFileSync(shipped(file), 'utf8')]));
}
