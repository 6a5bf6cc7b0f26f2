/**
 * The record: what must last, on a branch that only Sluice can write without being found out. One commit for each phase of
 * a job; the update of the ref without force is a compare-and-swap.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditEntry, Cause } from '../release/state.ts';
import { branchHead, compare } from './commits.ts';
import { isGitHubError, unlessMissing } from './errors.ts';
import { blobSha, treeSha, type TreeLeaf } from './git-objects.ts';
import { createAnchors, type Anchor, type Anchors } from './record-anchor.ts';
import { appendAudit, auditPath } from './record-chain.ts';
import {
  entryFile,
  fileMode,
  makeEntry,
  problem,
  stateFolder,
  stateLeaves,
  type RecordProblem,
} from './record-entry.ts';
import type { RecordKeys, SigningKey } from './record-sign.ts';
import {
  checkedCommit,
  nothingRecorded,
  rememberFile,
  rememberRecordCommit,
  viewOf,
  type HeldView,
  type RecordView,
} from './record-view.ts';
import { at, type BytesCache, type Repo } from './repo.ts';

export interface RecordOptions {
  readonly keys: RecordKeys;
  /** Keeps the newest head, where no writer of the repository can reach it. */
  readonly anchors: BytesCache;
  /** Hears of each entry once it is written; must not throw. */
  readonly onWritten?: (audit: readonly AuditEntry[]) => Promise<void>;
}

/** The record's branch. */
export const recordBranch = 'sluice/state';

export type RecordRead =
  | { readonly ok: true; readonly view: RecordView }
  | { readonly ok: false; readonly reason: RecordProblem; readonly message: string };

export interface RecordChange {
  /** By path below `state/`; null removes the file. */
  readonly files: Readonly<Record<string, string | null>>;
  readonly audit: readonly AuditEntry[];
  readonly cause: Cause;
  /** First line of the commit. */
  readonly message: string;
}

export type RecordWrite =
  | { readonly ok: true; readonly view: RecordView }
  | { readonly ok: false; readonly reason: 'conflict'; readonly message: string };

export interface StateRecord {
  /** `atLeast`: an anchor from elsewhere, for example the newest deployment's payload. */
  read(options?: { readonly atLeast?: Anchor }): Promise<RecordRead>;
  /** One commit on top of the view; `conflict` where somebody was faster: nothing was written. */
  commit(view: RecordView, change: RecordChange): Promise<RecordWrite>;
  /** Reads, asks `decide` and commits, again where somebody was faster; undefined writes nothing. */
  update(
    decide: (view: RecordView) => RecordChange | undefined | Promise<RecordChange | undefined>,
  ): Promise<RecordRead | RecordWrite>;
}

/** What reading and writing need. */
export interface RecordPlace {
  readonly repo: Repo;
  readonly sign: SigningKey;
  readonly keys: readonly SigningKey[];
  readonly anchors: Anchors;
}

const tries = 6;

export function openRecord(repo: Repo, options: RecordOptions): StateRecord {
  const place = placeOf(repo, options);
  const read: StateRecord['read'] = ({ atLeast } = {}) => readRecord(place, atLeast);
  const commit: StateRecord['commit'] = async (view, change) => {
    const written = await commitRecord(place, view, change);
    if (written.ok) await options.onWritten?.(change.audit);
    return written;
  };
  return {
    read,
    commit,
    update: async (decide) => {
      for (let attempt = 1; ; attempt++) {
        const now = await read();
        if (!now.ok) return now;
        const change = await decide(now.view);
        if (change === undefined) return now;
        const written = await commit(now.view, change);
        if (written.ok || attempt === tries) return written;
        await sleep(50 * attempt + Math.random() * 100);
      }
    },
  };
}

export function placeOf(repo: Repo, { keys, anchors }: RecordOptions): RecordPlace {
  return {
    repo,
    sign: keys.sign,
    keys: [keys.sign, ...keys.accept],
    anchors: createAnchors(anchors, repo.id),
  };
}

/** The anchor is read before the ref: between the two the record can only grow. */
async function readRecord(place: RecordPlace, atLeast: Anchor | undefined): Promise<RecordRead> {
  const anchor = newer(await place.anchors.get(), atLeast);
  for (let attempt = 1; ; attempt++) {
    const found = await readHead(place, anchor);
    const late = !found.ok && (found.reason === 'rewound' || found.reason === 'missing');
    if (!late || attempt === 3) return found;
    // GitHub's replicas can answer with a ref of a moment ago.
    await sleep(300 * attempt);
  }
}

async function readHead(place: RecordPlace, anchor: Anchor | undefined): Promise<RecordRead> {
  const head = await branchHead(place.repo, recordBranch);
  if (head === undefined) {
    if (anchor === undefined) return { ok: true, view: viewOf(place.repo, nothingRecorded) };
    return frozen(place, problem('missing', `the branch is gone; its entry ${anchor.seq} was ${anchor.sha}`));
  }
  const { commit, checked } = await checkedCommit(place.repo, place.repo.id, place.keys, head);
  if (!checked.ok) return frozen(place, { ...checked, message: `commit ${head}: ${checked.message}` });
  const { seq, keyId } = checked.entry;
  const broken = anchor && (await againstAnchor(place, anchor, { seq, sha: head }));
  if (broken !== undefined) return frozen(place, broken);
  await place.anchors.raise({ seq, sha: head });
  return { ok: true, view: viewOf(place.repo, { head, keyId, seq, leaves: commit.leaves }) };
}

async function againstAnchor(place: RecordPlace, anchor: Anchor, head: Anchor) {
  if (head.sha === anchor.sha) return undefined;
  const was = `entry ${anchor.seq} was ${anchor.sha}`;
  if (head.seq < anchor.seq) return problem('rewound', `the branch is back at entry ${head.seq}; ${was}`);
  const forked = problem(
    'forked',
    `its entry ${head.seq}, ${head.sha}, does not follow from what was recorded: ${was}`,
  );
  if (head.seq === anchor.seq) return forked;
  const standing = await unlessMissing(compare(place.repo, anchor.sha, head.sha));
  return standing === 'ahead' ? undefined : forked;
}

function frozen({ repo }: RecordPlace, { reason, message }: { reason: RecordProblem; message: string }): RecordRead {
  const where = `The record (branch ${recordBranch} of ${repo.fullName}) cannot be trusted`;
  const next =
    'Deploys wait; putting last good back still works. Find out who pushed there, put the branch back and run `sluice audit verify`.';
  return { ok: false, reason, message: `${where}: ${message}. ${next}` };
}

function newer(a: Anchor | undefined, b: Anchor | undefined): Anchor | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return b.seq > a.seq ? b : a;
}

async function commitRecord(place: RecordPlace, view: RecordView, change: RecordChange): Promise<RecordWrite> {
  const { repo } = place;
  const before = 'leaves' in view ? (view as HeldView).leaves : [];
  const files = { ...change.files, ...(await withAudit(view, change.audit)) };
  const state = applied(stateLeaves(before), files, view.head ?? '');
  const facts = {
    repositoryId: repo.id,
    seq: view.seq + 1,
    at: new Date().toISOString(),
    previous: view.head ?? null,
  };
  const entry = makeEntry(place.sign, { ...facts, state, cause: change.cause });
  const inState = state.map((leaf) => ({ ...leaf, path: `${stateFolder}${leaf.path}` }));
  const leaves = [...inState, leafOf(entryFile, entry, view.head ?? '')];
  const tree = await createTree(place, before, files, entry, treeSha(leaves));
  const parents = view.head === undefined ? [] : [view.head];
  const { data } = await repo.octokit.rest.git.createCommit({ ...at(repo), message: change.message, tree, parents });
  if (!(await moveBranch(place, view.head, data.sha))) {
    return {
      ok: false,
      reason: 'conflict',
      message: `somebody else wrote entry ${facts.seq} of the record first; nothing was written`,
    };
  }
  await place.anchors.raise({ seq: facts.seq, sha: data.sha });
  await rememberRecordCommit(repo, { sha: data.sha, parents, leaves, entry });
  await rememberFiles(repo, files, data.sha);
  return { ok: true, view: viewOf(repo, { head: data.sha, keyId: place.sign.id, seq: facts.seq, leaves }) };
}

async function withAudit(view: RecordView, audit: readonly AuditEntry[]): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const entry of audit) {
    const path = auditPath(entry);
    files[path] = appendAudit(files[path] ?? (await view.text(path)) ?? '', [entry]);
  }
  return files;
}

function applied(
  before: readonly TreeLeaf[],
  files: Readonly<Record<string, string | null>>,
  like: string,
): TreeLeaf[] {
  for (const path of Object.keys(files)) assertPath(path);
  const kept = before.filter(({ path }) => !Object.hasOwn(files, path));
  const written = Object.entries(files).flatMap(([path, text]) => (text === null ? [] : [leafOf(path, text, like)]));
  return [...kept, ...written];
}

function leafOf(path: string, text: string, like: string): TreeLeaf {
  return { path, mode: fileMode, sha: blobSha(Buffer.from(text), like) };
}

function assertPath(path: string): void {
  const segments = path.split('/');
  if (segments.every((each) => /^[\w@+-][\w.@+-]*$/.test(each))) return;
  throw new Error(`not a path of the record: ${JSON.stringify(path)}`);
}

async function createTree(
  place: RecordPlace,
  before: readonly TreeLeaf[],
  files: Readonly<Record<string, string | null>>,
  entry: string,
  expected: string,
): Promise<string> {
  const had = new Set(before.map(({ path }) => path));
  const blob = { mode: fileMode, type: 'blob' } as const;
  const rows = Object.entries(files).map(([name, content]) => ({ path: `${stateFolder}${name}`, content }));
  const written = rows.flatMap(({ path, content }) => (content === null ? [] : [{ ...blob, path, content }]));
  const removed = rows
    .filter(({ path, content }) => content === null && had.has(path))
    .map(({ path }) => ({ ...blob, path, sha: null }));
  const base = before.length === 0 ? {} : { base_tree: treeSha(before) };
  const { data } = await place.repo.octokit.rest.git.createTree({
    ...at(place.repo),
    ...base,
    tree: [...written, ...removed, { ...blob, path: entryFile, content: entry }],
  });
  if (data.sha !== expected)
    throw new Error(`GitHub made the tree ${data.sha} of files that make ${expected}; nothing was recorded`);
  return data.sha;
}

/** False where the branch is not where it was. After an unclear answer the ref itself tells. */
async function moveBranch({ repo }: RecordPlace, from: string | undefined, to: string): Promise<boolean> {
  const { git } = repo.octokit.rest;
  try {
    if (from === undefined) await git.createRef({ ...at(repo), ref: `refs/heads/${recordBranch}`, sha: to });
    else await git.updateRef({ ...at(repo), ref: `heads/${recordBranch}`, sha: to, force: false });
    return true;
  } catch (error) {
    if (!isGitHubError(error)) throw error;
    const now = await branchHead(repo, recordBranch);
    if (now === to) return true;
    if (now === from || error.kind === 'forbidden') throw error;
    return false;
  }
}

async function rememberFiles(repo: Repo, files: Readonly<Record<string, string | null>>, like: string): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    if (text !== null) await rememberFile(repo, path, text, like);
  }
}
