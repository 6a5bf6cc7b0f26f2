import { accountOf } from '../actor.ts';
import { atLeast, roleOf } from '../lookup.ts';
import { Refusal } from '../refusal.ts';
import type { RepositoryCall } from './operation.ts';

/** People change what they wrote; those who may write to the repository, and Apps with the permission, everything. */
export function mayEdit({ world, actor, repository }: RepositoryCall, authorId: number): void {
  if (actor.kind !== 'user') return;
  const own = accountOf(world, actor).id === authorId;
  if (!own && !atLeast(roleOf(world, repository, actor.account), 'write'))
    throw new Refusal(403, 'Must have admin rights to Repository.');
}
