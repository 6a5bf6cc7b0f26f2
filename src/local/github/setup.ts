/** What is there before a story begins: people, organisations, repositories, Apps. */
import { install, registerApp, setRepositories, suspend, unsuspend } from './domain/apps.ts';
import type { AppOptions } from './domain/apps.ts';
import { addCollaborator, addMember, addToTeam, createAccount, createTeam, grantTeam } from './domain/people.ts';
import { createRepository, renameRepository } from './domain/repositories.ts';
import type { Files, RepositoryOptions } from './domain/repositories.ts';
import { resolveCommit } from './git/refs.ts';
import { listTree, readObject } from './git/objects.ts';
import { accountByLogin, fullName, repositoryDir } from './lookup.ts';
import type { Account, Installation, Role, Rule, Ruleset } from './model.ts';
import { Person, repositoryNamed } from './person.ts';
import { notFound } from './refusal.ts';
import { timeOf } from './world.ts';
import type { World } from './world.ts';

export interface AppCredentials {
  readonly appId: number;
  readonly slug: string;
  readonly clientId: string;
  readonly privateKeyPem: string;
}

export interface RulesetOptions {
  readonly name: string;
  /** `refs/heads/…` patterns, `~DEFAULT_BRANCH` or `~ALL`. */
  readonly include: readonly string[];
  readonly rules: readonly Rule[];
  readonly bypass?: Ruleset['bypass'];
}

/** Logins and `owner/name`s throughout. */
export class Setup {
  readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  /** Somebody who is there already. */
  person(login: string): Person {
    return new Person(this.world, this.#account(login));
  }

  createUser(login: string, details: { readonly name?: string; readonly email?: string } = {}): Person {
    return new Person(this.world, createAccount(this.world, login, 'User', details));
  }

  createOrganisation(login: string, people: { readonly owners?: string[]; readonly members?: string[] } = {}): void {
    const organisation = createAccount(this.world, login, 'Organization');
    for (const owner of people.owners ?? []) addMember(this.world, organisation, this.#account(owner), 'admin');
    for (const member of people.members ?? []) addMember(this.world, organisation, this.#account(member), 'member');
  }

  /** `@organisation/slug`, with the slug made from the name. */
  createTeam(organisation: string, name: string, members: readonly string[]): number {
    const team = createTeam(this.world, this.#account(organisation), name);
    for (const member of members) addToTeam(this.world, team, this.#account(member));
    return team.id;
  }

  grantTeam(teamId: number, repository: string, role: Role): void {
    grantTeam(this.world, this.world.store.teams.must(teamId), repositoryNamed(this.world, repository), role);
  }

  addCollaborator(repository: string, login: string, role: Role): void {
    addCollaborator(this.world, repositoryNamed(this.world, repository), this.#account(login), role);
  }

  /** Returns its `owner/name`. */
  async createRepository(owner: string, name: string, files: Files, options: RepositoryOptions = {}): Promise<string> {
    return fullName(this.world, await createRepository(this.world, this.#account(owner), name, files, options));
  }

  renameRepository(repository: string, name: string): void {
    renameRepository(this.world, repositoryNamed(this.world, repository), name);
  }

  archiveRepository(repository: string): void {
    this.world.store.repositories.update(repositoryNamed(this.world, repository), { archived: true });
  }

  turnIssuesOff(repository: string): void {
    this.world.store.repositories.update(repositoryNamed(this.world, repository), { hasIssues: false });
  }

  /** Branch protection. Returns the ruleset's id. */
  addRuleset(repository: string, { name, include, rules, bypass = [] }: RulesetOptions): number {
    return this.world.store.rulesets.insert({
      id: this.world.store.nextId(),
      repositoryId: repositoryNamed(this.world, repository).id,
      name,
      enforcement: 'active',
      include: [...include],
      exclude: [],
      rules: [...rules],
      bypass,
      createdAt: timeOf(this.world),
    }).id;
  }

  async registerApp(owner: string, options: AppOptions): Promise<AppCredentials> {
    const { app, privateKeyPem } = await registerApp(this.world, this.#account(owner), options);
    return { appId: app.id, slug: app.slug, clientId: app.clientId, privateKeyPem };
  }

  setWebhook(appId: number, url: string | null, secret?: string): void {
    const app = this.world.store.apps.must(appId);
    this.world.store.apps.update(app, { webhookUrl: url, ...(secret !== undefined && { webhookSecret: secret }) });
  }

  /** On all repositories of the account, later ones too. Returns the installation's id. */
  install(appId: number, account: string): number {
    return install(this.world, this.world.store.apps.must(appId), this.#account(account), null).id;
  }

  setInstalledRepositories(installationId: number, repositories: readonly string[]): void {
    setRepositories(
      this.world,
      this.#installation(installationId),
      repositories.map((name) => repositoryNamed(this.world, name)),
    );
  }

  suspend(installationId: number, by: string): void {
    suspend(this.world, this.#installation(installationId), this.#account(by));
  }

  unsuspend(installationId: number): void {
    unsuspend(this.world, this.#installation(installationId));
  }

  /** The commit that a branch, tag or hash names. */
  async commitOf(repository: string, name: string): Promise<string> {
    const sha = await resolveCommit(repositoryDir(this.world, repositoryNamed(this.world, repository)), name);
    if (sha === undefined) throw notFound();
    return sha;
  }

  /** A file's text, or undefined where there is none. */
  async readFile(repository: string, ref: string, path: string): Promise<string | undefined> {
    const dir = repositoryDir(this.world, repositoryNamed(this.world, repository));
    const entry = (await listTree(dir, await this.commitOf(repository, ref), { path }))?.[0];
    return entry && (await readObject(dir, entry.sha))?.bytes.toString('utf8');
  }

  #account(login: string): Account {
    const account = accountByLogin(this.world, login);
    if (!account) throw notFound();
    return account;
  }

  #installation(id: number): Installation {
    return this.world.store.installations.must(id);
  }
}
