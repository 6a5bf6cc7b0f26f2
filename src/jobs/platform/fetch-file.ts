import type { Repo } from '../../github/repo.ts';
import { snapshotAt } from '../../github/snapshot.ts';
import type { FetchFile } from '../inspect/inspect.ts';

/** Reads for the inspection: of what is no ordinary file (symlink, submodule, LFS pointer) it says so. */
export function fetchFrom(repo: Repo, commits: { readonly base?: string; readonly head: string }): FetchFile {
  return async (side, path) => {
    const commit = side === 'head' ? commits.head : commits.base;
    if (commit === undefined) return null;
    const read = await snapshotAt(repo, commit).file(path);
    if (read.kind === 'absent') return null;
    return read.kind === 'file' ? read.bytes : read.message;
  };
}

/** The same for one commit, as text. */
export function textsOf(repo: Repo, commit: string): (path: string) => Promise<string | undefined> {
  const fetch = fetchFrom(repo, { head: commit });
  return async (path) => {
    const bytes = await fetch('head', path);
    return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('utf8') : undefined;
  };
}
