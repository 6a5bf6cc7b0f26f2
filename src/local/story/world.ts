import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { startLocalGitHub, type LocalGitHub } from '../github/server.ts';
import { startUpstream, type Upstream } from '../upstreams.ts';
import { appProcess, freePort, type AppProcess } from './app-process.ts';
import { person, type Person } from './person.ts';
import { startProcess, type Running } from './processes.ts';
import { customersDescription, ORDERS_SPEC, ordersDescription, sampleConfig, sampleTargets } from './sample.ts';

const WEBHOOK_SECRET = 'a-secret-for-the-story';
const GATEWAY_SECRET = 'another-secret-for-the-story';
export const OWNER = 'acme';
export const REPO = 'apis';
const BRANCH = 'main';

/** A platform team's world on this machine: GitHub, the App, a gateway, two upstreams, three people. */
export interface StoryWorld {
  readonly github: LocalGitHub;
  readonly app: AppProcess;
  readonly gatewayUrl: string;
  readonly good: Upstream;
  readonly bad: Upstream;
  /** Opens pull requests. */
  readonly mira: Person;
  /** Owns the APIs, approves and merges. */
  readonly tom: Person;
  readonly folder: string;
  close(): Promise<void>;
}

export interface WorldOptions {
  /** The description of `orders` at the beginning. */
  readonly orders?: { readonly path: string; readonly text: string };
  readonly sweepSeconds?: number;
  /** Where logs and data go; default: a new folder that `close` removes. */
  readonly folder?: string;
  readonly redisUrl?: string;
}

/** Everything is on free ports of the loopback and ends with `close`. */
export async function startStoryWorld(options: WorldOptions = {}): Promise<StoryWorld> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'sluice-story-')));
  await mkdir(folder, { recursive: true });
  const [good, bad, gateway, github] = await Promise.all([
    startUpstream({ name: 'good' }),
    startUpstream({ name: 'bad', behaviour: { status: 500 } }),
    startGatewayProcess(folder),
    startLocalGitHub({ dataDir: join(folder, 'github') }),
  ]);
  const orders = options.orders ?? { path: ORDERS_SPEC, text: ordersDescription() };
  const people = await populate(github, folder, sampleConfig(good.url, orders.path), { [orders.path]: orders.text });
  const port = await freePort();
  const registered = await registerSluice(github, `http://127.0.0.1:${port}/api/github/webhooks`);
  const app = await appProcess({
    ...registered,
    folder,
    port,
    webhookSecret: WEBHOOK_SECRET,
    githubHost: new URL(github.url).host,
    targets: sampleTargets(gateway),
    targetSecret: GATEWAY_SECRET,
    sweepSeconds: options.sweepSeconds ?? 300,
    ...(options.redisUrl !== undefined && { redisUrl: options.redisUrl }),
  });
  await app.start();
  return {
    github,
    app,
    gatewayUrl: gateway.url,
    good,
    bad,
    ...people,
    folder,
    async close() {
      await app.stop();
      await Promise.all([github.close(), gateway.running.stop(), good.close(), bad.close()]);
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Gateway {
  readonly running: Running;
  readonly url: string;
  readonly admin: string;
}

async function startGatewayProcess(folder: string): Promise<Gateway> {
  const running = startProcess({
    args: ['gateway', '--port', '0', '--admin-port', '0', '--data', join(folder, 'gateway')],
    env: { SLUICE_GATEWAY_SECRET: GATEWAY_SECRET },
    log: join(folder, 'gateway.log'),
  });
  const line = await running.line((text) => text.startsWith('{"url"'));
  const { url, admin } = JSON.parse(line) as { url: string; admin: string };
  return { running, url, admin };
}

async function populate(
  github: LocalGitHub,
  folder: string,
  config: string,
  orders: Readonly<Record<string, string>>,
): Promise<Pick<StoryWorld, 'mira' | 'tom'>> {
  for (const login of ['mira', 'tom', 'ada']) github.createUser(login);
  github.createOrganisation(OWNER, { owners: ['ada'], members: ['mira', 'tom'] });
  const repository = await github.createRepository(
    OWNER,
    REPO,
    {
      'README.md': '# The APIs of Acme\n',
      '.github/sluice.yaml': config,
      'apis/customers/openapi.yaml': customersDescription(),
      ...orders,
    },
    { private: true, defaultBranch: BRANCH },
  );
  for (const team of ['orders', 'customers']) {
    github.grantTeam(github.createTeam(OWNER, team, ['tom']), repository, 'write');
  }
  github.addCollaborator(repository, 'mira', 'write');
  const common = { owner: OWNER, repo: REPO, branch: BRANCH, url: github.url, apiUrl: github.apiUrl };
  const someone = (login: string): Person =>
    person({ ...common, login, token: github.person(login).token(), folder: join(folder, 'clones') });
  return { mira: someone('mira'), tom: someone('tom') };
}

/** Registers and installs the App as `app.yml` describes it, and lets nobody but it push the record. */
async function registerSluice(
  github: LocalGitHub,
  webhookUrl: string,
): Promise<{ appId: number; privateKeyPem: string }> {
  const manifest = manifestSchema.parse(parse(await readFile(new URL('../../../app.yml', import.meta.url), 'utf8')));
  const { appId, privateKeyPem } = await github.registerApp(OWNER, {
    name: 'sluice',
    webhookUrl,
    webhookSecret: WEBHOOK_SECRET,
    permissions: manifest.default_permissions,
    events: manifest.default_events,
  });
  github.install(appId, OWNER);
  github.addRuleset(`${OWNER}/${REPO}`, {
    name: 'the record of Sluice',
    include: ['refs/heads/sluice/state'],
    rules: [{ type: 'creation' }, { type: 'update' }, { type: 'deletion' }, { type: 'non_fast_forward' }],
    bypass: [{ actorId: appId, actorType: 'Integration' }],
  });
  return { appId, privateKeyPem };
}

const manifestSchema = z.object({
  default_permissions: z.record(z.string(), z.enum(['read', 'write'])),
  default_events: z.array(z.string()),
});
