import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { freePort } from '../../src/local/free-port.ts';
import type { Permissions } from '../../src/local/github/model.ts';
import { startGateway, type Gateway } from '../../src/gateway/embedded/gateway.ts';
import { startLocalGitHub, type LocalGitHub } from '../../src/local/github/server.ts';
import { startUpstream, type Upstream } from '../../src/local/upstreams.ts';
import { startSluice } from '../../src/main.ts';
import { createLogger } from '../../src/web/log.ts';
import { startFaultPoint, type FaultPoint } from '../gateway/fault-point.ts';
import { Place } from './place.ts';

const people = ['mira', 'tom', 'rita', 'ada', 'fay'] as const;
export const UNDISTURBED = { webhooks: { events: ['installation.created'], lost: 1 } };
export const SECRET = 'a-secret-of-the-tests';

/**
 * GitHub, the App, two gateways and two upstreams in one process. Each test takes a repository in an organisation of its own, since
 * limits and teams are those of an installation.
 */
export interface World {
  readonly github: LocalGitHub;
  readonly appId: number;
  readonly gateways: Readonly<Record<'stage' | 'edge', TestGateway>>;
  readonly good: Upstream;
  readonly bad: Upstream;
  /** A new repository with these files beside a README; nothing is deployed yet. */
  place(files: Readonly<Record<string, string>>, options?: { readonly private?: boolean }): Promise<Place>;
  /** Fails where the App sent anything that GitHub does not know. */
  assertContract(): void;
  close(): Promise<void>;
}

export interface TestGateway {
  /** Stays the same over `stop` and `start`. */
  readonly url: string;
  readonly adminUrl: string;
  /** Stands between the App and the admin side. */
  readonly faults: FaultPoint;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export interface WorldOptions {
  readonly sweepSeconds?: number;
  /** Further targets, as YAML, and the variables that they name. */
  readonly more?: (
    github: LocalGitHub,
    gateways: World['gateways'],
  ) => Promise<{ targets: string; env: Readonly<Record<string, string>> }>;
}

/** The world of a file of stories: there from its first to its last, and each of them has the time that it takes. */
export function useWorld(options: WorldOptions = {}): World {
  vi.setConfig({ testTimeout: 300_000 });
  const world = {} as World;
  beforeAll(async () => {
    Object.assign(world, await startWorld(options));
  });
  afterAll(async () => {
    world.assertContract();
    await world.close();
  });
  return world;
}

/** mira opens pull requests, tom owns and approves, rita may only read, ada is the organisation's owner, fay works in a fork. */
export async function startWorld({ sweepSeconds = 20, more }: WorldOptions = {}): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-world-'));
  const [good, bad, stage, edge, github] = await Promise.all([
    startUpstream({ name: 'good' }),
    startUpstream({ name: 'bad', behaviour: { status: 500 } }),
    testGateway(join(folder, 'stage')),
    testGateway(join(folder, 'edge')),
    startLocalGitHub({ dataDir: join(folder, 'github') }),
  ]);
  for (const login of people) github.createUser(login);
  github.createOrganisation('makers', { owners: ['ada'] });
  // Each new installation would ask for a sweep of all that are there.
  github.faults.set(UNDISTURBED);
  const app = await registerSluice(github);
  const targets = join(folder, 'targets.yaml');
  const further = (await more?.(github, { stage, edge })) ?? { targets: '', env: {} };
  await writeFile(targets, targetsFile({ stage, edge }) + further.targets);
  const sluice = await startSluice({
    settings: {
      mode: 'app',
      host: '127.0.0.1',
      port: 0,
      logLevel: 'warn',
      appId: app.appId,
      privateKey: app.privateKeyPem,
      webhookSecrets: [SECRET],
      github: { host: new URL(github.url).host, protocol: 'http' },
      targetsFile: targets,
      dataFolder: join(folder, 'app'),
      sweepSeconds,
    },
    env: { GATEWAY_SECRET: SECRET, ...further.env },
    roles: { web: true, worker: true },
    log: createLogger({ level: process.env['SLUICE_TEST_LOG'] ?? 'fatal' }),
  });
  github.setWebhook(app.appId, `${sluice.url ?? ''}/api/github/webhooks`);
  let places = 0;
  return {
    github,
    ...app,
    gateways: { stage, edge },
    good,
    bad,
    async place(files, options = {}) {
      places += 1;
      return newPlace({ github, ...app, good, bad, owner: `acme-${places}`, files, ...options });
    },
    assertContract() {
      const ofTheApp = ['operation', 'headers', 'path', 'query', 'body'];
      expect(github.contract.violations.filter(({ where }) => ofTheApp.includes(where))).toEqual([]);
    },
    async close() {
      await sluice.close();
      const faults = [stage.faults.close(), edge.faults.close()];
      await Promise.all([...faults, github.close(), stage.stop(), edge.stop(), good.close(), bad.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function testGateway(data: string): Promise<TestGateway> {
  const ports = { port: await freePort(), adminPort: await freePort() };
  const open = (): Promise<Gateway> =>
    startGateway({ host: '127.0.0.1', adminHost: '127.0.0.1', ...ports, data, keys: [], secret: SECRET });
  let running: Gateway | undefined = await open();
  const { url, adminUrl } = running;
  const faults = await startFaultPoint(() => adminUrl);
  return {
    url,
    adminUrl,
    faults,
    async stop() {
      await running?.close();
      running = undefined;
    },
    async start() {
      running ??= await open();
    },
  };
}

function targetsFile(gateways: Readonly<Record<string, TestGateway>>): string {
  const lines = Object.entries(gateways).map(
    ([name, { url, faults }]) =>
      `  ${name}: { kind: embedded, admin: ["${faults.url}"], url: "${url}", secret: { env: GATEWAY_SECRET }, repositories: ["acme-*/*"] }`,
  );
  return `targets:\n${lines.join('\n')}\n`;
}

interface Registered {
  readonly appId: number;
  readonly privateKeyPem: string;
}

async function registerSluice(github: LocalGitHub): Promise<Registered> {
  const manifest = parse(await readFile(new URL('../../app.yml', import.meta.url), 'utf8')) as {
    default_permissions: Permissions;
    default_events: string[];
  };
  const { appId, privateKeyPem } = await github.registerApp('makers', {
    name: 'sluice',
    webhookUrl: null,
    webhookSecret: SECRET,
    permissions: manifest.default_permissions,
    events: manifest.default_events,
  });
  return { appId, privateKeyPem };
}

interface NewPlace {
  readonly github: LocalGitHub;
  readonly appId: number;
  readonly good: Upstream;
  readonly bad: Upstream;
  readonly owner: string;
  readonly files: Readonly<Record<string, string>>;
  readonly private?: boolean;
}

async function newPlace(wanted: NewPlace): Promise<Place> {
  const { github, appId, owner, files } = wanted;
  const own = (text: string): string =>
    text
      .replaceAll('GOOD', wanted.good.url)
      .replaceAll('BAD', wanted.bad.url)
      .replaceAll('/HERE', `/${owner}`)
      .replaceAll('@acme/', `@${owner}/`);
  const name = `apis-of-${owner}`;
  github.createOrganisation(owner, { owners: ['ada'], members: ['mira', 'tom', 'rita'] });
  for (const team of ['orders', 'platform']) github.createTeam(owner, team, ['tom']);
  const named = Object.entries({ 'README.md': '# The APIs\n', ...files });
  const repository = await github.createRepository(
    owner,
    name,
    Object.fromEntries(named.map(([path, text]) => [path, own(text)])),
    { private: wanted.private ?? true },
  );
  for (const login of ['mira', 'tom']) github.addCollaborator(repository, login, 'write');
  for (const login of ['rita', 'fay']) github.addCollaborator(repository, login, 'read');
  github.addRuleset(repository, {
    name: 'the record of Sluice',
    include: ['refs/heads/sluice/state'],
    rules: [{ type: 'creation' }, { type: 'update' }, { type: 'deletion' }, { type: 'non_fast_forward' }],
    bypass: [{ actorId: appId, actorType: 'Integration' }],
  });
  github.install(appId, owner);
  return new Place({ github, owner, name, own });
}

/** Counts the writes that this process sends to a repository's REST operations while `work` runs. */
export async function writesDuring(place: Place, work: () => Promise<unknown>): Promise<string[]> {
  const writes: string[] = [];
  const onRequest = (message: unknown): void => {
    const { request } = message as { request: { method: string; path: string } };
    const ours = request.path.startsWith(`/api/v3/repos/${place.full}/`);
    if (ours && request.method !== 'GET' && request.method !== 'HEAD') {
      writes.push(`${request.method} ${request.path.split('/').slice(6).join('/')}`);
    }
  };
  subscribe('undici:request:create', onRequest);
  try {
    await work();
  } finally {
    unsubscribe('undici:request:create', onRequest);
  }
  return writes;
}
