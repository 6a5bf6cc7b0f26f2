import { accountByLogin } from '../lookup.ts';
import type { Account, Repository, Role, Team } from '../model.ts';
import { Refusal } from '../refusal.ts';
import { timeOf } from '../world.ts';
import type { World } from '../world.ts';

const LOGIN = /^[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}(\[bot\])?$/i;

export function createAccount(
  world: World,
  login: string,
  type: Account['type'],
  details: { readonly name?: string; readonly email?: string } = {},
): Account {
  if (!LOGIN.test(login)) throw new Refusal(422, `${login} is no login`);
  if (accountByLogin(world, login)) throw new Refusal(422, `${login} is taken`);
  const id = world.store.nextId();
  return world.store.accounts.insert({
    id,
    login,
    type,
    name: details.name ?? null,
    email:
      details.email ??
      (type === 'Organization' ? null : `${id}+${login.replace('[bot]', '')}@users.noreply.github.test`),
    createdAt: timeOf(world),
    members: [],
  });
}

export function addMember(world: World, organization: Account, user: Account, role: 'member' | 'admin'): void {
  const others = organization.members.filter(({ userId }) => userId !== user.id);
  world.store.accounts.update(organization, { members: [...others, { userId: user.id, role }] });
}

export function createTeam(world: World, organization: Account, name: string): Team {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '-')
    .replace(/^-|-$/g, '');
  return world.store.teams.insert({
    id: world.store.nextId(),
    organizationId: organization.id,
    slug,
    name,
    members: [],
    repositories: [],
  });
}

/** A team's member is a member of its organisation, too. */
export function addToTeam(world: World, team: Team, user: Account): void {
  const organization = world.store.accounts.must(team.organizationId);
  if (!organization.members.some(({ userId }) => userId === user.id)) addMember(world, organization, user, 'member');
  const others = team.members.filter(({ userId }) => userId !== user.id);
  world.store.teams.update(team, { members: [...others, { userId: user.id, role: 'member' }] });
}

export function grantTeam(world: World, team: Team, repository: Repository, role: Role): void {
  const others = team.repositories.filter(({ repositoryId }) => repositoryId !== repository.id);
  world.store.teams.update(team, { repositories: [...others, { repositoryId: repository.id, role }] });
}

export function addCollaborator(world: World, repository: Repository, user: Account, role: Role): void {
  const others = repository.collaborators.filter(({ userId }) => userId !== user.id);
  world.store.repositories.update(repository, { collaborators: [...others, { userId: user.id, role }] });
}
