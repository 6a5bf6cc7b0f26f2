import { z } from 'zod';
import { newInstallationToken } from '../auth.ts';
import { isWithin } from '../access.ts';
import type { Actor } from '../actor.ts';
import { reached, registerApp } from '../domain/apps.ts';
import { installationOf, repositoryByName } from '../lookup.ts';
import type { Installation, Level, Permissions, Repository } from '../model.ts';
import { notFound, Refusal, unprocessable } from '../refusal.ts';
import { installation, installationToken, ownIntegration } from '../render/app.ts';
import { repository } from '../render/repository.ts';
import { appOf, bodyOf, idOf, list, pageOf } from './operation.ts';
import type { Answer, Call, Operation } from './operation.ts';

function installationById(call: Call): Installation {
  const row = call.world.store.installations.get(idOf(call, 'id'));
  if (row?.appId !== appOf(call).id) throw notFound();
  return row;
}

const LEVELS: readonly Level[] = ['read', 'write', 'admin'];
const TokenBody = z.object({
  repositories: z.array(z.string()).optional(),
  repository_ids: z.array(z.number()).optional(),
  permissions: z.record(z.string(), z.enum(['read', 'write', 'admin'])).optional(),
});

function grantedPermissions({ permissions }: Installation, wanted: Permissions | undefined): Permissions {
  if (!wanted) return permissions;
  for (const [name, level] of Object.entries(wanted)) {
    const granted = name === 'metadata' ? 'read' : permissions[name];
    if (granted === undefined || LEVELS.indexOf(granted) < LEVELS.indexOf(level))
      throw unprocessable('The permissions requested are not granted to this installation.');
  }
  return wanted;
}

function grantedRepositories(
  call: Call,
  row: Installation,
  names: readonly string[] | undefined,
  ids: readonly number[] | undefined,
): readonly number[] | null {
  if (!names && !ids) return row.repositoryIds;
  const all = reached(call.world, row);
  const wanted = [...(names ?? []), ...(ids ?? [])].map((key) =>
    all.find(({ id, name }) => key === id || key === name),
  );
  if (wanted.some((found) => !found))
    throw unprocessable(
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  return wanted.flatMap((found) => (found ? [found.id] : []));
}

function createToken(call: Call): Answer {
  const row = installationById(call);
  if (row.suspendedAt !== null) throw new Refusal(403, 'This installation has been suspended');
  const body = bodyOf(TokenBody, call);
  const token = newInstallationToken(call.world, {
    kind: 'installation',
    installationId: row.id,
    permissions: grantedPermissions(row, body.permissions),
    repositoryIds: grantedRepositories(call, row, body.repositories, body.repository_ids),
  });
  return { status: 201, body: installationToken(call.world, token) };
}

function repositoryInstallation(call: Call): Answer {
  const { owner = '', repo = '' } = call.params;
  const row = repositoryByName(call.world, owner, repo);
  const found = row && installationOf(call.world, appOf(call), row);
  if (!found) throw notFound();
  return { body: installation(call.world, found) };
}

function accessible(call: Call): Answer {
  const actor = call.actor as Actor & { kind: 'installation' };
  if (actor.installation.suspendedAt !== null) throw new Refusal(403, 'This installation has been suspended');
  const all: Repository[] = call.world.store.repositories.filter((row) => isWithin(actor, row));
  const { rows, headers } = pageOf(call, all);
  const body = {
    total_count: all.length,
    repository_selection: actor.repositoryIds === null ? 'all' : 'selected',
    repositories: rows.map((row) => repository(call.world, row)),
  };
  return { body, headers };
}

const Manifest = z.object({
  name: z.string(),
  url: z.string(),
  description: z.string().optional(),
  hook_attributes: z.object({ url: z.string() }).optional(),
  default_permissions: z.record(z.string(), z.enum(['read', 'write', 'admin'])).default({}),
  default_events: z.array(z.string()).default([]),
});

/** A code works once and for an hour. */
async function fromManifest(call: Call): Promise<Answer> {
  const { world } = call;
  const row = world.store.manifestCodes.find(({ code }) => code === call.params['code']);
  if (!row || Date.parse(row.createdAt) + 3_600_000 < world.now().getTime()) throw notFound();
  world.store.manifestCodes.delete(row.id);
  const manifest = Manifest.safeParse(row.manifest);
  if (!manifest.success) throw unprocessable(z.prettifyError(manifest.error));
  const { name, url, description, hook_attributes: hook, default_permissions, default_events } = manifest.data;
  const webhookSecret = row.code.slice(0, 32);
  const { app, privateKeyPem } = await registerApp(world, world.store.accounts.must(row.ownerId), {
    name,
    externalUrl: url,
    webhookUrl: hook?.url ?? null,
    webhookSecret,
    permissions: default_permissions,
    events: default_events,
    ...(description !== undefined && { description }),
  });
  const secrets = {
    client_id: app.clientId,
    client_secret: row.code,
    webhook_secret: webhookSecret,
    pem: privateKeyPem,
  };
  return { status: 201, body: { ...ownIntegration(world, app), ...secrets } };
}

export const apps: readonly Operation[] = [
  {
    id: 'apps/get-authenticated',
    method: 'GET',
    path: '/app',
    by: 'app',
    handle: (call) => ({ body: ownIntegration(call.world, appOf(call)) }),
  },
  {
    id: 'apps/list-installations',
    method: 'GET',
    path: '/app/installations',
    by: 'app',
    handle: (call) => {
      const app = appOf(call);
      const all = call.world.store.installations.filter(({ appId }) => appId === app.id);
      return list(call, all, (row) => installation(call.world, row));
    },
  },
  {
    id: 'apps/get-installation',
    method: 'GET',
    path: '/app/installations/:id',
    by: 'app',
    handle: (call) => ({ body: installation(call.world, installationById(call)) }),
  },
  {
    id: 'apps/create-installation-access-token',
    method: 'POST',
    path: '/app/installations/:id/access_tokens',
    by: 'app',
    handle: createToken,
  },
  {
    id: 'apps/get-repo-installation',
    method: 'GET',
    path: '/repos/:owner/:repo/installation',
    by: 'app',
    handle: repositoryInstallation,
  },
  {
    id: 'apps/list-repos-accessible-to-installation',
    method: 'GET',
    path: '/installation/repositories',
    by: 'installation',
    handle: accessible,
  },
  {
    id: 'apps/create-from-manifest',
    method: 'POST',
    path: '/app-manifests/:code/conversions',
    by: 'anyone',
    handle: fromManifest,
  },
];
