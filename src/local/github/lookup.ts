/** Questions about the stored state that need no git. */
import { join } from 'node:path';
import type { Account, App, Installation, Issue, PullIssue, Repository, Role } from './model.ts';
import type { World } from './world.ts';

const ROLES: readonly Role[] = ['read', 'triage', 'write', 'maintain', 'admin'];

export function atLeast(role: Role | undefined, wanted: Role): boolean {
  return role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(wanted);
}

export function accountByLogin({ store }: World, login: string): Account | undefined {
  const wanted = login.toLowerCase();
  return store.accounts.find((account) => account.login.toLowerCase() === wanted);
}

export function fullName({ store }: World, repository: Repository): string {
  return `${store.accounts.must(repository.ownerId).login}/${repository.name}`;
}

/** By its present name, in any case. */
export function repositoryByName(world: World, owner: string, name: string): Repository | undefined {
  const wanted = `${owner}/${name}`.toLowerCase();
  return world.store.repositories.find((repository) => fullName(world, repository).toLowerCase() === wanted);
}

export function repositoryByFormerName({ store }: World, owner: string, name: string): Repository | undefined {
  const wanted = `${owner}/${name}`.toLowerCase();
  return store.repositories.find(({ formerNames }) => formerNames.some((former) => former.toLowerCase() === wanted));
}

/** The bare repository on disk; it keeps its first name when the repository is renamed. */
export function repositoryDir(world: World, repository: Repository): string {
  const [owner = '', name = ''] = (repository.formerNames[0] ?? fullName(world, repository)).split('/');
  return join(world.repositoriesDir, owner, `${name}.git`);
}

/** The highest role that a person has in a repository, over ownership, organisation, teams and collaborators. */
export function roleOf({ store }: World, repository: Repository, account: Account): Role | undefined {
  const owner = store.accounts.must(repository.ownerId);
  if (owner.id === account.id) return 'admin';
  const roles: Role[] = repository.collaborators.filter(({ userId }) => userId === account.id).map(({ role }) => role);
  const membership = owner.members.find(({ userId }) => userId === account.id);
  if (membership) roles.push(membership.role === 'admin' ? 'admin' : 'read');
  for (const team of store.teams.filter(({ members }) => members.some(({ userId }) => userId === account.id)))
    for (const grant of team.repositories) if (grant.repositoryId === repository.id) roles.push(grant.role);
  if (!repository.private) roles.push('read');
  return ROLES.findLast((role) => roles.includes(role));
}

export function associationOf({ store }: World, repository: Repository, accountId: number): string {
  const owner = store.accounts.must(repository.ownerId);
  if (owner.id === accountId) return 'OWNER';
  if (owner.members.some(({ userId }) => userId === accountId)) return 'MEMBER';
  if (repository.collaborators.some(({ userId }) => userId === accountId)) return 'COLLABORATOR';
  const merged = store.issues.find(
    (issue) => issue.repositoryId === repository.id && issue.authorId === accountId && Boolean(issue.pull?.mergedAt),
  );
  return merged ? 'CONTRIBUTOR' : 'NONE';
}

export function issueByNumber({ store }: World, repository: Repository, number: number): Issue | undefined {
  return store.issues.find((issue) => issue.repositoryId === repository.id && issue.number === number);
}

export function isPull(issue: Issue): issue is PullIssue {
  return issue.pull !== null;
}

export function pullsOf({ store }: World, repository: Repository): PullIssue[] {
  return store.issues.filter((issue) => issue.repositoryId === repository.id).filter(isPull);
}

export function reaches(installation: Installation, repository: Repository): boolean {
  return (
    installation.accountId === repository.ownerId &&
    (installation.repositoryIds === null || installation.repositoryIds.includes(repository.id))
  );
}

export function installationOf({ store }: World, app: App, repository: Repository): Installation | undefined {
  return store.installations.find((row) => row.appId === app.id && reaches(row, repository));
}
