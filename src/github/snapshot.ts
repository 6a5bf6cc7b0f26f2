/**
 * A repository at one commit, read and never checked out. Files are blobs that a tree names: links are not followed,
 * submodules and Git LFS pointers are refused.
 */
import pLimit from 'p-limit';
import { gunzipSync, gzipSync } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import { cachedBlob, readBlob, rememberBlob } from './blobs.ts';
import { blobSha, kindOfMode, type TreeEntry } from './git-objects.ts';
import { assertSha, at, type Repo } from './repo.ts';

export type FileRead =
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly sha: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly reason: RefusedFile; readonly message: string };

type RefusedFile = 'symlink' | 'submodule' | 'directory' | 'lfs' | 'too-large';

export interface Snapshot {
  readonly commit: string;
  /** Name of the commit's tree. */
  treeSha(): Promise<string>;
  /** Everything but folders, by path. */
  entries(): Promise<readonly TreeEntry[]>;
  /** The ordinary files: no links, no submodules. */
  paths(): Promise<readonly string[]>;
  entry(path: string): Promise<TreeEntry | undefined>;
  file(path: string): Promise<FileRead>;
  /** Many at once: one by one up to 40 unknown blobs, by one git fetch above that. */
  files(paths: readonly string[]): Promise<ReadonlyMap<string, FileRead>>;
}

/** GitHub serves no blob above it. */
const maxFileBytes = 100 * 1024 * 1024;
const manyBlobs = 40;
const atOnce = 8;
const treeCacheMs = 30 * 24 * 3_600_000;
/** Bounded by entries: one tree may hold 100,000. */
const trees = new LRUCache<string, Tree>({ maxSize: 500_000, sizeCalculation: ({ size }) => size + 1 });
const loading = new Map<string, Promise<Tree>>();

type Tree = ReadonlyMap<string, TreeEntry>;

export function snapshotAt(repo: Repo, commit: string): Snapshot {
  assertSha(commit);
  const tree = () => treeOf(repo, commit);
  const file = async (path: string) => readEntry(repo, path, (await tree()).get(path), await tree());
  return {
    commit,
    treeSha: async () => (await repo.octokit.rest.git.getCommit({ ...at(repo), commit_sha: commit })).data.tree.sha,
    entries: async () => [...(await tree()).values()],
    paths: async () => [...(await tree()).values()].filter(({ kind }) => kind === 'file').map(({ path }) => path),
    entry: async (path) => (await tree()).get(path),
    file,
    files: async (paths) => {
      const wanted = new Set(paths);
      await preload(repo, commit, await tree(), wanted);
      const limit = pLimit(atOnce);
      const read = [...wanted].map((path) => limit(async () => [path, await file(path)] as const));
      return new Map(await Promise.all(read));
    },
  };
}

async function readEntry(repo: Repo, path: string, entry: TreeEntry | undefined, tree: Tree): Promise<FileRead> {
  if (entry === undefined) return isFolder(tree, path) ? refused('directory', path) : { kind: 'absent' };
  if (entry.kind !== 'file') return refused(entry.kind, path);
  if ((entry.size ?? 0) > maxFileBytes) return refused('too-large', path);
  const bytes = await readBlob(repo, entry.sha);
  return isLfsPointer(bytes) ? refused('lfs', path) : { kind: 'file', bytes, sha: entry.sha };
}

function isFolder(tree: Tree, path: string): boolean {
  const prefix = `${path}/`;
  for (const each of tree.keys()) if (each.startsWith(prefix)) return true;
  return false;
}

const why: Record<RefusedFile, string> = {
  symlink: 'is a symbolic link, and links are not followed. Commit the file itself in its place.',
  submodule: 'is a submodule, and other repositories are not read. Commit the file itself in its place.',
  directory: 'is a folder. Name a file in it.',
  lfs: 'is a Git LFS pointer, and its content is not in git. Commit the file itself (`git lfs untrack`).',
  'too-large': 'is above 100 MB, the most that GitHub serves. Split it.',
};

function refused(reason: RefusedFile, path: string): FileRead {
  return { kind: 'refused', reason, message: `${path} ${why[reason]}` };
}

/** https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md: below 1024 bytes, the version line first. */
function isLfsPointer(bytes: Uint8Array): boolean {
  return (
    bytes.length < 1024 && Buffer.from(bytes).toString('latin1').startsWith('version https://git-lfs.github.com/spec/')
  );
}

/** Where many blobs are unknown, one fetch brings them all; what is left is read one by one. */
async function preload(repo: Repo, commit: string, tree: Tree, wanted: ReadonlySet<string>): Promise<void> {
  const files = [...wanted].map((path) => tree.get(path)).filter((entry) => entry?.kind === 'file');
  if (files.length <= manyBlobs) return;
  const limit = pLimit(atOnce);
  const known = await Promise.all(
    files.map((entry) => limit(async () => entry && (await cachedBlob(repo, entry.sha)))),
  );
  if (known.filter((bytes) => bytes === undefined).length <= manyBlobs) return;
  const blobs = await repo.git.readAll(repo, commit, ({ path }) => wanted.has(path));
  await Promise.all([...blobs.values()].map((bytes) => limit(() => rememberBlob(repo, blobSha(bytes, commit), bytes))));
}

async function treeOf(repo: Repo, commit: string): Promise<Tree> {
  const key = `github:tree:${repo.id}:${commit}`;
  const held = trees.get(key);
  if (held !== undefined) return held;
  const pending = loading.get(key) ?? loadTree(repo, commit, key).finally(() => loading.delete(key));
  loading.set(key, pending);
  const tree = await pending;
  trees.set(key, tree);
  return tree;
}

async function loadTree(repo: Repo, commit: string, key: string): Promise<Tree> {
  const stored = await repo.cache.get(key);
  if (stored !== undefined) return byPath(JSON.parse(gunzipSync(stored).toString()) as TreeEntry[]);
  const entries = await fetchTree(repo, commit);
  await repo.cache.set(key, gzipSync(JSON.stringify(entries)), { ttlMs: treeCacheMs });
  return byPath(entries);
}

async function fetchTree(repo: Repo, commit: string): Promise<readonly TreeEntry[]> {
  const { data } = await repo.octokit.rest.git.getTree({ ...at(repo), tree_sha: commit, recursive: '1' });
  if (data.truncated) return repo.git.entries(repo, commit);
  const entries = data.tree.map(({ path, mode, sha, size }) => ({ path, mode, kind: kindOfMode(mode), sha, size }));
  return entries.filter(({ kind }) => kind !== 'directory');
}

function byPath(entries: readonly TreeEntry[]): Tree {
  return new Map(entries.map((entry) => [entry.path, entry]));
}
