import type { Author } from '../actor.ts';
import { EMPTY_TREE, writeBlob, writeCommit, writeTree } from '../git/objects.ts';
import type { Person } from '../git/objects.ts';
import { readRef } from '../git/refs.ts';
import { repositoryDir } from '../lookup.ts';
import type { Repository } from '../model.ts';
import { Refusal } from '../refusal.ts';
import type { World } from '../world.ts';
import { changeRef } from './refs.ts';

export interface Changes {
  readonly branch: string;
  /** null deletes. */
  readonly files: Readonly<Record<string, string | Uint8Array | null>>;
  readonly message: string;
  readonly author: Person;
  readonly committer: Person;
  /** Where a branch that is not there begins: a branch. The default branch where it is left out. */
  readonly from?: string;
}

/** One commit on a branch, which is made where it is not there. Returns the commit. */
export async function commitChanges(
  world: World,
  actor: Author,
  repository: Repository,
  { branch, files, message, author, committer, from }: Changes,
): Promise<string> {
  const dir = repositoryDir(world, repository);
  const ref = `refs/heads/${branch}`;
  const old = (await readRef(dir, ref))?.sha ?? null;
  const start = old ?? (await readRef(dir, `refs/heads/${from ?? repository.defaultBranch}`))?.sha;
  if (start === undefined && from !== undefined) throw new Refusal(404, `Branch ${from} not found`);
  const changes = await Promise.all(
    Object.entries(files).map(async ([path, content]) => ({
      path,
      mode: '100644',
      sha: content === null ? null : await writeBlob(dir, content),
    })),
  );
  const tree = await writeTree(dir, start ?? EMPTY_TREE, changes);
  const parents = start === undefined ? [] : [start];
  const sha = await writeCommit(dir, { tree, parents, author, committer, message });
  await changeRef(world, actor, repository, { ref, from: old, to: sha });
  return sha;
}
