import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { Account, App, Installation, ManifestCode, Permissions, Repository } from '../model.ts';
import { fullName, reaches } from '../lookup.ts';
import { simpleUser } from '../render/account.ts';
import { installation as renderInstallation } from '../render/app.ts';
import { nodeId } from '../render/urls.ts';
import type { Json } from '../render/urls.ts';
import { timeOf } from '../world.ts';
import type { World } from '../world.ts';
import { emitTo } from './emit.ts';
import { createAccount } from './people.ts';

export interface AppOptions {
  readonly name: string;
  readonly webhookUrl: string | null;
  readonly webhookSecret: string;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  readonly description?: string;
  readonly externalUrl?: string;
}

export interface RegisteredApp {
  readonly app: App;
  /** Told once and kept nowhere. */
  readonly privateKeyPem: string;
}

export async function registerApp(world: World, owner: Account, options: AppOptions): Promise<RegisteredApp> {
  const slug = options.name.toLowerCase().replace(/[^a-z\d]+/g, '-');
  const bot = createAccount(world, `${slug}[bot]`, 'Bot');
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const app = world.store.apps.insert({
    id: world.store.nextId(),
    ownerId: owner.id,
    botId: bot.id,
    slug,
    name: options.name,
    description: options.description ?? null,
    externalUrl: options.externalUrl ?? world.url,
    clientId: `Iv1.${randomBytes(8).toString('hex')}`,
    publicKeyPem: publicKey,
    webhookUrl: options.webhookUrl,
    webhookSecret: options.webhookSecret,
    permissions: options.permissions,
    events: [...options.events],
    createdAt: timeOf(world),
  });
  return { app, privateKeyPem: privateKey };
}

/** A manifest that a person agreed to; the code goes to the App's redirect URL. */
export function agreeToManifest(world: World, owner: Account, manifest: unknown): ManifestCode {
  const code = randomBytes(20).toString('hex');
  const id = world.store.nextId();
  return world.store.manifestCodes.insert({ id, code, ownerId: owner.id, manifest, createdAt: timeOf(world) });
}

/** `repositories` null: all of the account, later ones too. */
export function install(
  world: World,
  app: App,
  account: Account,
  repositories: readonly Repository[] | null,
): Installation {
  const now = timeOf(world);
  const installation = world.store.installations.insert({
    id: world.store.nextId(),
    appId: app.id,
    accountId: account.id,
    permissions: app.permissions,
    events: [...app.events],
    repositoryIds: repositories && repositories.map(({ id }) => id),
    suspendedAt: null,
    suspendedBy: null,
    createdAt: now,
    updatedAt: now,
  });
  tell(world, installation, 'installation', 'created', {
    repositories: reached(world, installation).map(brief(world)),
  });
  return installation;
}

export function setRepositories(world: World, installation: Installation, repositories: readonly Repository[]): void {
  const before = reached(world, installation);
  const now = timeOf(world);
  world.store.installations.update(installation, { repositoryIds: repositories.map(({ id }) => id), updatedAt: now });
  const added = repositories.filter((row) => !before.includes(row)).map(brief(world));
  const removed = before.filter((row) => !repositories.includes(row)).map(brief(world));
  for (const [action, changed] of [
    ['added', added],
    ['removed', removed],
  ] as const) {
    if (changed.length === 0) continue;
    tell(world, installation, 'installation_repositories', action, {
      repository_selection: 'selected',
      repositories_added: action === 'added' ? added : [],
      repositories_removed: action === 'removed' ? removed : [],
      requester: null,
    });
  }
}

export function suspend(world: World, installation: Installation, by: Account): void {
  world.store.installations.update(installation, { suspendedAt: timeOf(world), suspendedBy: by.id });
  tell(world, installation, 'installation', 'suspend', {});
}

export function unsuspend(world: World, installation: Installation): void {
  world.store.installations.update(installation, { suspendedAt: null, suspendedBy: null });
  tell(world, installation, 'installation', 'unsuspend', {});
}

export function uninstall(world: World, installation: Installation): void {
  tell(world, installation, 'installation', 'deleted', {});
  world.store.installations.delete(installation.id);
}

export function reached({ store }: World, installation: Installation): Repository[] {
  return store.repositories.filter((repository) => reaches(installation, repository));
}

function brief(world: World): (repository: Repository) => Json {
  return (row) => ({
    id: row.id,
    node_id: nodeId('R', row.id),
    name: row.name,
    full_name: fullName(world, row),
    private: row.private,
  });
}

/** GitHub sends an App everything about its own installations, asked or not. */
function tell(world: World, installation: Installation, event: string, action: string, body: Json): void {
  const sender = simpleUser(world, world.store.accounts.must(installation.accountId));
  const payload = { action, installation: renderInstallation(world, installation), ...body, sender };
  emitTo(world, installation, { event, action, repositoryId: null, payload });
}
