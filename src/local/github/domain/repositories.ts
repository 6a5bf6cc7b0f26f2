import { copyRepository, initRepository, moveRef } from '../git/refs.ts';
import { writeBlob, writeCommit, writeTree } from '../git/objects.ts';
import { fullName, repositoryByName, repositoryDir } from '../lookup.ts';
import type { Account, Label, Repository } from '../model.ts';
import { Refusal } from '../refusal.ts';
import { timeOf } from '../world.ts';
import type { World } from '../world.ts';

export type Files = Readonly<Record<string, string | Uint8Array>>;

export interface RepositoryOptions {
  readonly private?: boolean;
  readonly defaultBranch?: string;
  readonly description?: string;
}

function insertRepository(world: World, owner: Account, name: string, fields: Partial<Repository>): Repository {
  if (!/^[\w.-]{1,100}$/.test(name) || /^\.{1,2}$|\.git$/.test(name)) throw new Refusal(422, `${name} is no name`);
  if (repositoryByName(world, owner.login, name))
    throw new Refusal(422, 'Repository creation failed.', [
      { resource: 'Repository', code: 'custom', field: 'name', message: 'name already exists on this account' },
    ]);
  const now = timeOf(world);
  return world.store.repositories.insert({
    id: world.store.nextId(),
    ownerId: owner.id,
    name,
    formerNames: [],
    description: null,
    defaultBranch: 'main',
    private: false,
    archived: false,
    hasIssues: true,
    parentId: null,
    createdAt: now,
    updatedAt: now,
    pushedAt: now,
    collaborators: [],
    labels: [],
    nextNumber: 1,
    ...fields,
  });
}

/** A repository whose first commit holds these files. */
export async function createRepository(
  world: World,
  owner: Account,
  name: string,
  files: Files,
  options: RepositoryOptions = {},
): Promise<Repository> {
  const repository = insertRepository(world, owner, name, {
    private: options.private ?? false,
    defaultBranch: options.defaultBranch ?? 'main',
    description: options.description ?? null,
  });
  const dir = repositoryDir(world, repository);
  await initRepository(dir, repository.defaultBranch);
  const changes = await Promise.all(
    Object.entries(files).map(async ([path, content]) => ({
      path,
      mode: '100644',
      sha: await writeBlob(dir, content),
    })),
  );
  const person = {
    name: owner.name ?? owner.login,
    email: owner.email ?? `${owner.login}@example.test`,
    date: timeOf(world),
  };
  const tree = await writeTree(dir, null, changes);
  const sha = await writeCommit(dir, {
    tree,
    parents: [],
    author: person,
    committer: person,
    message: 'Initial commit',
  });
  await moveRef(dir, `refs/heads/${repository.defaultBranch}`, null, sha);
  return repository;
}

export async function forkRepository(world: World, parent: Repository, owner: Account): Promise<Repository> {
  const fork = insertRepository(world, owner, parent.name, {
    private: parent.private,
    defaultBranch: parent.defaultBranch,
    description: parent.description,
    parentId: parent.id,
  });
  await copyRepository(repositoryDir(world, parent), repositoryDir(world, fork));
  return fork;
}

/** The old name redirects from now on. */
export function renameRepository(world: World, repository: Repository, name: string): void {
  const formerNames = [...repository.formerNames, fullName(world, repository)];
  world.store.repositories.update(repository, { name, formerNames });
}

export function ensureLabel(
  world: World,
  repository: Repository,
  wanted: { readonly name: string; readonly color?: string; readonly description?: string | null },
): Label {
  const found = repository.labels.find(({ name }) => name.toLowerCase() === wanted.name.toLowerCase());
  if (found) return found;
  const { name, color = 'ededed', description = null } = wanted;
  const label = { id: world.store.nextId(), name, color, description };
  world.store.repositories.update(repository, { labels: [...repository.labels, label] });
  return label;
}

/** A new issue's or pull request's number. */
export function takeNumber(world: World, repository: Repository): number {
  const number = repository.nextNumber;
  world.store.repositories.update(repository, { nextNumber: number + 1 });
  return number;
}
