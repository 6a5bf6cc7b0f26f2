/** One commit of the record, read and checked; files come when they are asked for. */
import { readBlob, rememberBlob } from './blobs.ts';
import { checkCommit, entryFile, stateLeaves, type CheckedEntry, type RecordCommit } from './record-entry.ts';
import { blobSha, type TreeLeaf } from './git-objects.ts';
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
    return sha === undefined ? undefined : Buffer.from(await readBlob(repo, sha, placeOf(path))).toString();
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

/** Keeps what was written, so that nobody has to read it. */
export async function rememberFile(repo: Repo, path: string, text: string, like: string): Promise<void> {
  const bytes = Buffer.from(text);
  await rememberBlob(repo, blobSha(bytes, like), bytes, placeOf(path));
}

/** The audit trail grows with every commit: kept for each of them, it would fill the queue's store. */
function placeOf(path: string): string {
  return `record:${path}`;
}

const cacheMs = 30 * 24 * 3_600_000;

/** The commit's facts never change, so the newest one's are read once; the check is made every time. */
async function readRecordCommit(repo: Repo, sha: string): Promise<RecordCommit> {
  const stored = await repo.cache.get(commitKey(repo));
  const known = stored && (JSON.parse(Buffer.from(stored).toString()) as RecordCommit);
  if (known?.sha === sha) return known;
  const commit = await fetchRecordCommit(repo, sha);
  await rememberRecordCommit(repo, commit);
  return commit;
}

export async function rememberRecordCommit(repo: Repo, commit: RecordCommit): Promise<void> {
  await repo.cache.set(commitKey(repo), Buffer.from(JSON.stringify(commit)), { ttlMs: cacheMs });
}

function commitKey(repo: Repo): string {
  return `github:record:${repo.id}`;
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
    entry: entry && Buffer.from(await readBlob(repo, entry.sha, placeOf(entryFile))).toString(),
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
