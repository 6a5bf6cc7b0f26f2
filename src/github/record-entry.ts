/** Pure: `entry.json`, which makes one commit of the record ours, and the check of everything that it vouches for. */
import { z } from 'zod';
import type { Cause } from '../release/state.ts';
import { treeSha, type TreeLeaf } from './git-objects.ts';
import { isSignedBy, signText, type SigningKey } from './record-sign.ts';

export const entryFile = 'entry.json';
export const stateFolder = 'state/';
export const fileMode = '100644';

const causeSchema = z.object({
  event: z.enum(['push', 'comment', 'pull_request', 'merge_group', 'check_run', 'sweep', 'cli', 'analysis']),
  ref: z.string(),
  actor: z.string(),
});

const entrySchema = z.object({
  /** 1 for the first. */
  seq: z.int().positive(),
  at: z.string(),
  /** The commit before; null for the first. */
  previous: z.string().nullable(),
  /** Git's name of the tree of `state/`; null where nothing is in it. */
  content: z.string().nullable(),
  cause: causeSchema,
  keyId: z.string(),
  /** Ed25519 (RFC 8032) over all of the above and the repository's id; base64. */
  signature: z.string().min(1),
});

type RecordEntry = z.infer<typeof entrySchema>;

export type RecordProblem = 'missing' | 'unsigned' | 'forged' | 'rewound' | 'forked';

/** One commit of the record, as read. */
export interface RecordCommit {
  readonly sha: string;
  readonly parents: readonly string[];
  /** All files, from the root. */
  readonly leaves: readonly TreeLeaf[];
  /** Undefined where there is none. */
  readonly entry: string | undefined;
}

export type CheckedEntry =
  | { readonly ok: true; readonly entry: RecordEntry }
  | { readonly ok: false; readonly reason: RecordProblem; readonly message: string };

/** What one commit of the record is built on. */
export interface EntryFacts {
  readonly repositoryId: number;
  readonly seq: number;
  readonly at: string;
  readonly previous: string | null;
  readonly state: readonly TreeLeaf[];
  readonly cause: Cause;
}

export function makeEntry(key: SigningKey, { repositoryId, seq, at, previous, state, cause }: EntryFacts): string {
  const { event, ref, actor } = cause;
  const entry = { seq, at, previous, content: contentOf(state), cause: { event, ref, actor }, keyId: key.id };
  return `${JSON.stringify({ ...entry, signature: signText(key, signedText(repositoryId, entry)) }, null, 2)}\n`;
}

/** Whether we made this very commit, for this repository, with these files, on that parent. */
export function checkCommit(repositoryId: number, keys: readonly SigningKey[], commit: RecordCommit): CheckedEntry {
  if (commit.entry === undefined) return problem('unsigned', 'it has no entry.json');
  const entry = parseEntry(commit.entry);
  if (entry === undefined) return problem('unsigned', 'its entry.json is not one of ours');
  const key = keys.find(({ id }) => id === entry.keyId);
  if (key === undefined)
    return problem('forged', `it is signed by the key ${entry.keyId.slice(0, 40)}, which is not ours`);
  if (!isSignedBy(key, signedText(repositoryId, entry), entry.signature))
    return problem('forged', 'its signature does not fit it');
  const foreign = commit.leaves.find(
    ({ path, mode }) => mode !== fileMode || !(path === entryFile || path.startsWith(stateFolder)),
  );
  if (foreign !== undefined) return problem('forged', `it holds ${foreign.path}, which Sluice did not write`);
  if (contentOf(stateLeaves(commit.leaves)) !== entry.content)
    return problem('forged', 'the files in state/ are not those that were signed');
  const parents = entry.previous === null ? [] : [entry.previous];
  if (parents.join() !== commit.parents.join())
    return problem('forged', 'it does not stand on the commit that its entry names');
  return { ok: true, entry };
}

/** Paths below `state/`. */
export function stateLeaves(leaves: readonly TreeLeaf[]): TreeLeaf[] {
  const inside = leaves.filter(({ path }) => path.startsWith(stateFolder));
  return inside.map((leaf) => ({ ...leaf, path: leaf.path.slice(stateFolder.length) }));
}

export function problem(
  reason: RecordProblem,
  what: string,
): { readonly ok: false; readonly reason: RecordProblem; readonly message: string } {
  return { ok: false, reason, message: what };
}

function contentOf(state: readonly TreeLeaf[]): string | null {
  return state.length === 0 ? null : treeSha(state);
}

function parseEntry(text: string): RecordEntry | undefined {
  try {
    return entrySchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function signedText(
  repositoryId: number,
  { seq, at, previous, content, cause, keyId }: Omit<RecordEntry, 'signature'>,
): string {
  return JSON.stringify([
    'sluice record v1',
    repositoryId,
    seq,
    at,
    previous,
    content,
    cause.event,
    cause.ref,
    cause.actor,
    keyId,
  ]);
}
