import { reaches } from '../lookup.ts';
import type { Account, Installation, Repository } from '../model.ts';
import { organization, simpleUser } from '../render/account.ts';
import { repository as renderRepository } from '../render/repository.ts';
import { nodeId } from '../render/urls.ts';
import type { Json } from '../render/urls.ts';
import type { World } from '../world.ts';

interface Happening {
  readonly event: string;
  readonly action: string | null;
  readonly repository: Repository;
  readonly sender: Account;
  readonly body: Json;
  /** Only this App is told: its own check runs asked for again, for example. */
  readonly appId?: number;
}

/** Tells every App that is installed where it happened and listens to it. */
export function emit(world: World, { event, action, repository, sender, body, appId }: Happening): void {
  for (const installation of world.store.installations.all()) {
    const listens = installation.events.includes(event) && installation.suspendedAt === null;
    if (!listens || !reaches(installation, repository)) continue;
    if (appId !== undefined && installation.appId !== appId) continue;
    const owner = world.store.accounts.must(repository.ownerId);
    emitTo(world, installation, {
      event,
      action,
      repositoryId: repository.id,
      payload: {
        ...(action !== null && { action }),
        ...body,
        repository: renderRepository(world, repository),
        ...(owner.type === 'Organization' && { organization: organization(world, owner) }),
        sender: simpleUser(world, sender),
      },
    });
  }
}

interface ToOne {
  readonly event: string;
  readonly action: string | null;
  readonly repositoryId: number | null;
  readonly payload: Json;
}

/** Tells one installation, whether it listens or not: what GitHub always sends. */
export function emitTo(world: World, installation: Installation, { payload, ...rest }: ToOne): void {
  world.events.emit('webhook', {
    appId: installation.appId,
    installationId: installation.id,
    ...rest,
    payload: {
      ...payload,
      ...(payload['installation'] === undefined && {
        installation: { id: installation.id, node_id: nodeId('IN', installation.id) },
      }),
    },
  });
}
