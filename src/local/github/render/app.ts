import type { App, Installation, Token } from '../model.ts';
import { userById, userOrNull } from './account.ts';
import { repository } from './repository.ts';
import { apiUrl, nodeId } from './urls.ts';
import type { Json } from './urls.ts';
import type { World } from '../world.ts';

export function integration(world: World, app: App): Json {
  return {
    id: app.id,
    client_id: app.clientId,
    slug: app.slug,
    node_id: nodeId('A', app.id),
    owner: userById(world, app.ownerId),
    name: app.name,
    description: app.description,
    external_url: app.externalUrl,
    html_url: `${world.url}/apps/${app.slug}`,
    created_at: app.createdAt,
    updated_at: app.createdAt,
    permissions: { metadata: 'read', ...app.permissions },
    events: app.events,
  };
}

export function integrationOrNull(world: World, appId: number | null): Json | null {
  return appId === null ? null : integration(world, world.store.apps.must(appId));
}

export function ownIntegration(world: World, app: App): Json {
  const installed = world.store.installations.filter(({ appId }) => appId === app.id).length;
  return { ...integration(world, app), installations_count: installed };
}

export function installation(world: World, row: Installation): Json {
  const app = world.store.apps.must(row.appId);
  const account = world.store.accounts.must(row.accountId);
  const api = apiUrl(world, `/app/installations/${row.id}`);
  return {
    id: row.id,
    client_id: app.clientId,
    account: userById(world, row.accountId),
    repository_selection: row.repositoryIds === null ? 'all' : 'selected',
    access_tokens_url: `${api}/access_tokens`,
    repositories_url: apiUrl(world, '/installation/repositories'),
    html_url: `${world.url}/organizations/${account.login}/settings/installations/${row.id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: { metadata: 'read', ...row.permissions },
    events: row.events,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: userOrNull(world, row.suspendedBy),
    suspended_at: row.suspendedAt,
  };
}

export function installationToken(world: World, token: Token & { grant: { kind: 'installation' } }): Json {
  const { permissions, repositoryIds } = token.grant;
  return {
    token: token.value,
    expires_at: token.expiresAt,
    permissions: { metadata: 'read', ...permissions },
    repository_selection: repositoryIds === null ? 'all' : 'selected',
    ...(repositoryIds && {
      repositories: repositoryIds.map((id) => repository(world, world.store.repositories.must(id))),
    }),
  };
}
