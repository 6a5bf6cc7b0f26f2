/** What somebody may do: GitHub's permission check of each operation. */
import type { Actor, Author } from './actor.ts';
import { atLeast, reaches, roleOf } from './lookup.ts';
import type { Level, Repository, Role } from './model.ts';
import { notFound, Refusal } from './refusal.ts';
import type { World } from './world.ts';

/** What an operation on a repository asks for. */
export interface Needs {
  /** Of an App: one of these permissions, for example `[['issues', 'write'], ['pull_requests', 'write']]`. */
  readonly app: readonly (readonly [permission: string, level: Level])[];
  /** Of a person. */
  readonly role: Role;
}

const LEVELS: readonly Level[] = ['read', 'write', 'admin'];

export function hasPermission(actor: Actor & { kind: 'installation' }, permission: string, level: Level): boolean {
  if (permission === 'metadata' && level === 'read') return true;
  const granted = actor.permissions[permission];
  return granted !== undefined && LEVELS.indexOf(granted) >= LEVELS.indexOf(level);
}

export function isWithin(actor: Actor & { kind: 'installation' }, repository: Repository): boolean {
  const { repositoryIds, installation } = actor;
  return reaches(installation, repository) && (repositoryIds === null || repositoryIds.includes(repository.id));
}

/** Whether the repository exists as far as this actor is told. */
export function canSee(world: World, actor: Actor, repository: Repository): boolean {
  if (!repository.private) return true;
  if (actor.kind === 'user') return roleOf(world, repository, actor.account) !== undefined;
  return actor.kind === 'installation' && isWithin(actor, repository);
}

/** Throws `Refusal`: 404 for what cannot be seen, 403 for what may not be done. */
export function authorise(world: World, actor: Actor, repository: Repository, needs: Needs): void {
  if (!canSee(world, actor, repository)) throw notFound();
  const reads = needs.role === 'read' && needs.app.every(([, level]) => level === 'read');
  if (actor.kind === 'app') throw new Refusal(403, 'Resource not accessible by integration');
  if (actor.kind === 'anonymous') {
    if (!reads) throw new Refusal(401, 'Requires authentication');
  } else if (actor.kind === 'user') authoriseUser(world, actor, repository, needs.role);
  else authoriseInstallation(actor, repository, needs, reads);
  if (repository.archived && !reads) throw new Refusal(403, 'Repository was archived so is read-only.');
}

function authoriseUser(world: World, actor: Actor & { kind: 'user' }, repository: Repository, role: Role): void {
  if (atLeast(roleOf(world, repository, actor.account), role)) return;
  throw role === 'read' ? notFound() : new Refusal(403, 'Must have admin rights to Repository.');
}

function authoriseInstallation(
  actor: Actor & { kind: 'installation' },
  repository: Repository,
  needs: Needs,
  reads: boolean,
): void {
  if (actor.installation.suspendedAt !== null) throw new Refusal(403, 'This installation has been suspended');
  const outside = !isWithin(actor, repository);
  if (outside && reads) return;
  if (outside || !needs.app.some(([permission, level]) => hasPermission(actor, permission, level)))
    throw new Refusal(403, 'Resource not accessible by integration');
}

/** For operations that a name must stand under. */
export function authorOf(actor: Actor): Author {
  if (actor.kind === 'anonymous') throw new Refusal(401, 'Requires authentication');
  return actor;
}
