/** One commit of the record, read and checked; files come when they are asked for. */
import { readBlob } from './blobs.ts';
import { checkCommit, entryFile, stateLeaves, type CheckedEntry, type RecordCommit } from './record-entry.ts';
import type { TreeLeaf } from './git-objects.ts';
import type { SigningKey } from './record-sign.ts';
import { at, type Repo } from './repo.ts';

/** Paths are those below `state/`, for example `environments/staging.json`. */
export interface RecordView {
  /** 0: nothing was recorded yet. */
  readonly seq: number;
  /** The commit; undefined where nothing was recorded yet. */
  readonly head: string | undefined;
  /** Of the key that signed it; undefined where nothing was recorded yet. */
  readonly keyId: string | undefined;
  paths(): readonly string[];
  /** Git's name of a file's content, to tell whether it changed; undefined where there is no such file. */
  version(path: string): string | undefined;
  /** Undefined where there is no such file. */
  text(path: string): Promise<string | undefined>;
  /** Undefined where there is no such file. */
  json(path: string): Promise<unknown>;
}

/** What the record needs beside what it shows. */
export interface HeldView extends RecordView {
  readonly leaves: readonly TreeLeaf[];
}

/** What stands at one entry. */
interface ViewFacts {
  readonly head: string | undefined;
  readonly keyId: string | undefined;
  readonly seq: number;
  readonly leaves: readonly TreeLeaf[];
}

export const nothingRecorded: ViewFacts = { head: undefined, keyId: undefined, seq: 0, leaves: [] };

export function viewOf(repo: Repo, { head, keyId, seq, leaves }: ViewFacts): HeldView {
  const files = new Map(stateLeaves(leaves).map(({ path, sha }) => [path, sha]));
  const text = async (path: string) => {
    const sha = files.get(path);
    return sha === undefined ? undefined : Buffer.from(await readBlob(repo, sha)).toString();
  };
  return {
    seq,
    head,
    keyId,
    leaves,
    paths: () => [...files.keys()],
    version: (path) => files.get(path),
    text,
    json: async (path) => {
      const found = await text(path);
      return found === undefined ? undefined : (JSON.parse(found) as unknown);
    },
  };
}

const cacheMs = 30 * 24 * 3_600_000;

/** The commit's facts never change, so they are read once; the check is made every time. */
async function readRecordCommit(repo: Repo, sha: string): Promise<RecordCommit> {
  const key = `github:record:${repo.id}:${sha}`;
  const stored = await repo.cache.get(key);
  if (stored !== undefined) return JSON.parse(Buffer.from(stored).toString()) as RecordCommit;
  const commit = await fetchRecordCommit(repo, sha);
  await rememberRecordCommit(repo, commit);
  return commit;
}

export async function rememberRecordCommit(repo: Repo, commit: RecordCommit): Promise<void> {
  await repo.cache.set(`github:record:${repo.id}:${commit.sha}`, Buffer.from(JSON.stringify(commit)), {
    ttlMs: cacheMs,
  });
}

async function fetchRecordCommit(repo: Repo, sha: string): Promise<RecordCommit> {
  const { git } = repo.octokit.rest;
  const { data: commit } = await git.getCommit({ ...at(repo), commit_sha: sha });
  const { data: tree } = await git.getTree({ ...at(repo), tree_sha: commit.tree.sha, recursive: '1' });
  const leaves = tree.tree
    .filter(({ type }) => type !== 'tree')
    .map(({ path, mode, sha: name }) => ({ path, mode, sha: name }));
  const entry = leaves.find(({ path }) => path === entryFile);
  return {
    sha,
    parents: commit.parents.map((parent) => parent.sha),
    leaves,
    entry: entry && Buffer.from(await readBlob(repo, entry.sha)).toString(),
  };
}

export async function checkedCommit(
  repo: Repo,
  repositoryId: number,
  keys: readonly SigningKey[],
  sha: string,
): Promise<{ readonly commit: RecordCommit; readonly checked: CheckedEntry }> {
  const commit = await readRecordCommit(repo, sha);
  return { commit, checked: checkCommit(repositoryId, keys, commit) };
}
