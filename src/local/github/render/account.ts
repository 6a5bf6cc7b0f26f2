import type { Account, Team } from '../model.ts';
import type { World } from '../world.ts';
import { apiUrl, nodeId } from './urls.ts';
import type { Json } from './urls.ts';

export function simpleUser(world: World, account: Account): Json {
  const login = encodeURIComponent(account.login);
  const url = apiUrl(world, `/users/${login}`);
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId('U', account.id),
    avatar_url: `${world.url}/avatars/${account.id}`,
    gravatar_id: '',
    url,
    html_url: `${world.url}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.type,
    site_admin: false,
  };
}

export function userById(world: World, id: number): Json {
  return simpleUser(world, world.store.accounts.must(id));
}

export function userOrNull(world: World, id: number | null): Json | null {
  return id === null ? null : userById(world, id);
}

export function publicUser(world: World, account: Account): Json {
  const repositories = world.store.repositories.filter((row) => row.ownerId === account.id && !row.private);
  return {
    ...simpleUser(world, account),
    user_view_type: 'public',
    name: account.name,
    company: null,
    blog: '',
    location: null,
    email: account.email,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: repositories.length,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: account.createdAt,
    updated_at: account.createdAt,
  };
}

export function organization(world: World, account: Account): Json {
  const url = apiUrl(world, `/orgs/${account.login}`);
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId('O', account.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${world.url}/avatars/${account.id}`,
    description: account.name,
  };
}

export function teamMembership(world: World, team: Team, account: Account): Json | undefined {
  const membership = team.members.find(({ userId }) => userId === account.id);
  const url = apiUrl(world, `/organizations/${team.organizationId}/team/${team.id}/memberships/${account.login}`);
  return membership && { url, role: membership.role, state: 'active' };
}
