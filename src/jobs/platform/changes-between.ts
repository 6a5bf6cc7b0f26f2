import type { Repo } from '../../github/repo.ts';
import type { TreeEntry } from '../../github/git-objects.ts';
import { snapshotAt } from '../../github/snapshot.ts';

/** Every path whose content differs between two commits. Two trees, compared by blob: no limit on how many. */
export async function pathsBetween(repo: Repo, base: string, head: string): Promise<ReadonlySet<string>> {
  if (base === head) return new Set();
  const [before, after] = await Promise.all([snapshotAt(repo, base).entries(), snapshotAt(repo, head).entries()]);
  const old = byPath(before);
  const changed = new Set<string>();
  for (const entry of after) {
    if (old.get(entry.path) !== entry.sha) changed.add(entry.path);
    old.delete(entry.path);
  }
  for (const path of old.keys()) changed.add(path);
  return changed;
}

function byPath(entries: readonly TreeEntry[]): Map<string, string> {
  return new Map(entries.map((entry) => [entry.path, entry.sha]));
}
