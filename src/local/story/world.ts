import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { shipped } from '../../config/package.ts';
import { freePort } from '../free-port.ts';
import { gateways, type GatewayKind } from '../gateways/index.ts';
import { startLocalGitHub, type LocalGitHub } from '../github/server.ts';
import { startUpstream, type Upstream } from '../upstreams.ts';
import { appProcess, type AppProcess } from './app-process.ts';
import { person, type Person } from './person.ts';
import { customersDescription, ORDERS_SPEC, ordersDescription, sampleConfig } from './sample.ts';

const WEBHOOK_SECRET = 'a-secret-for-the-story';
export const OWNER = 'acme';
export const REPO = 'apis';
const BRANCH = 'main';

/** A platform team's world on this machine: GitHub, the App, a gateway, two upstreams, three people. */
export interface StoryWorld {
  readonly github: LocalGitHub;
  readonly app: AppProcess;
  readonly gatewayUrl: string;
  /** Whether the gateway itself refuses operations that are not described. */
  readonly routesOperations: boolean;
  readonly good: Upstream;
  /** As good as the other, and another. */
  readonly next: Upstream;
  readonly bad: Upstream;
  /** Opens pull requests. */
  readonly mira: Person;
  /** Owns the APIs, approves and merges. */
  readonly tom: Person;
  readonly folder: string;
  close(): Promise<void>;
}

export interface WorldOptions {
  /** Default: the embedded one, which is always there. */
  readonly gateway?: GatewayKind;
  /** In place of the sample platform: its files, the configuration among them, by the address of the good upstream. */
  readonly platform?: (upstream: string) => Readonly<Record<string, string>>;
  /** The description of `orders` at the beginning. */
  readonly orders?: { readonly path: string; readonly text: string };
  /** Beside `orders` and `customers`: `api-0` and so on, without descriptions. */
  readonly moreApis?: number;
  /** Stands before the gateway's admin side, and tells where. */
  readonly front?: (address: string) => Promise<string>;
  readonly sweepSeconds?: number;
  /** At the end of the targets file, and the variables that it names. */
  readonly more?: { readonly targets: string; readonly env: Readonly<Record<string, string>> };
  /** Where logs and data go; default: a new folder that `close` removes. */
  readonly folder?: string;
  readonly redisUrl?: string;
}

/** Everything is on free ports of the loopback and ends with `close`. */
export async function startStoryWorld(options: WorldOptions = {}): Promise<StoryWorld> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'sluice-story-')));
  await mkdir(folder, { recursive: true });
  const opener = gateways[options.gateway ?? 'embedded'];
  const port = await freePort();
  const appUrl = `http://127.0.0.1:${port}`;
  const [good, next, bad, gateway, github] = await Promise.all([
    startUpstream({ name: 'good' }),
    startUpstream({ name: 'next' }),
    startUpstream({ name: 'bad', behaviour: { status: 500 } }),
    opener.open({ folder, appUrl, front: options.front ?? ((address) => Promise.resolve(address)) }),
    startLocalGitHub({ dataDir: join(folder, 'github') }),
  ]);
  const people = await populate(
    github,
    folder,
    options.platform?.(good.url) ?? samplePlatform(good.url, opener.countsRequests, options),
  );
  const registered = await registerSluice(github, `${appUrl}/api/github/webhooks`);
  const app = await appProcess({
    ...registered,
    folder,
    port,
    webhookSecret: WEBHOOK_SECRET,
    githubHost: new URL(github.url).host,
    targets: `${gateway.targets}${options.more?.targets ?? ''}`,
    env: { ...gateway.env, ...options.more?.env },
    sweepSeconds: options.sweepSeconds ?? 300,
    ...(options.redisUrl !== undefined && { redisUrl: options.redisUrl }),
  });
  await app.start();
  return {
    github,
    app,
    gatewayUrl: gateway.url,
    routesOperations: opener.routesOperations,
    good,
    next,
    bad,
    ...people,
    folder,
    async close() {
      await app.stop();
      await Promise.all([github.close(), gateway.close(), good.close(), next.close(), bad.close()]);
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

function samplePlatform(
  upstream: string,
  countsRequests: boolean,
  { orders = { path: ORDERS_SPEC, text: ordersDescription() }, moreApis = 0 }: WorldOptions,
): Record<string, string> {
  // Nobody asks for all of the others: counters would say too little of them.
  const settings = { countsRequests: countsRequests && moreApis === 0, moreApis };
  return {
    '.github/sluice.yaml': sampleConfig(upstream, orders.path, settings),
    'apis/customers/openapi.yaml': customersDescription(),
    [orders.path]: orders.text,
  };
}

async function populate(
  github: LocalGitHub,
  folder: string,
  platform: Readonly<Record<string, string>>,
): Promise<Pick<StoryWorld, 'mira' | 'tom'>> {
  for (const login of ['mira', 'tom', 'ada']) github.createUser(login);
  github.createOrganisation(OWNER, { owners: ['ada'], members: ['mira', 'tom'] });
  const repository = await github.createRepository(
    OWNER,
    REPO,
    { 'README.md': '# The APIs of Acme\n', ...platform },
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
  const manifest = manifestSchema.parse(parse(await readFile(shipped('app.yml'), 'utf8')));
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
