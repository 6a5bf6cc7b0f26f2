import { changedFiles } from '../../github/commits.ts';
import type { Repo } from '../../github/repo.ts';
import type { TreeEntry } from '../../github/git-objects.ts';
import { snapshotAt } from '../../github/snapshot.ts';
import type { ChangedFile } from '../../review/output.ts';

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

/**
 * Every changed file between a commit and one that follows from it: as GitHub lists them, and from the two trees where it stops
 * listing, since what is not listed must not go unjudged.
 */
export async function filesSince(repo: Repo, base: string, head: string): Promise<readonly ChangedFile[]> {
  const listed = await changedFiles(repo, base, head);
  return listed.complete ? listed.files : filesOfTrees(repo, base, head);
}

/** The same from the two trees alone, whatever their histories: no patches, and only unchanged files count as renamed. */
export async function filesOfTrees(repo: Repo, base: string, head: string): Promise<ChangedFile[]> {
  const [before, after] = await Promise.all([snapshotAt(repo, base).entries(), snapshotAt(repo, head).entries()]);
  const [old, now] = [byPath(before), byPath(after)];
  const gone = new Map(before.filter(({ path }) => !now.has(path)).map(({ path, sha }) => [sha, path]));
  const files: ChangedFile[] = [];
  for (const [path, sha] of now) {
    const previousPath = old.has(path) ? undefined : gone.get(sha);
    if (previousPath !== undefined) {
      gone.delete(sha);
      old.delete(previousPath);
      files.push({ path, previousPath, status: 'renamed' });
    } else if (!old.has(path)) files.push({ path, status: 'added' });
    else if (old.get(path) !== sha) files.push({ path, status: 'modified' });
  }
  for (const path of old.keys()) if (!now.has(path)) files.push({ path, status: 'removed' });
  return files;
}

function byPath(entries: readonly TreeEntry[]): Map<string, string> {
  return new Map(entries.map((entry) => [entry.path, entry.sha]));
}
