/** The whole record from its first entry on: what `sluice audit verify` tells. */
import { branchHead } from './commits.ts';
import type { TreeEntry } from './git-objects.ts';
import { auditFolder, brokenLine } from './record-chain.ts';
import { checkCommit, entryFile, stateFolder, type RecordCommit, type RecordProblem } from './record-entry.ts';
import type { SigningKey } from './record-sign.ts';
import { placeOf, recordBranch, type RecordOptions } from './record.ts';
import type { HistoryCommit, Repo } from './repo.ts';

export type Verification =
  | { readonly ok: true; readonly entries: number; readonly head: string | undefined }
  | {
      readonly ok: false;
      /** The first commit that is wrong; undefined where it is the branch that is. */
      readonly commit: string | undefined;
      /** Which entry it should have been. */
      readonly seq: number;
      readonly reason: RecordProblem | 'audit';
      readonly message: string;
    };

/** Fetches the branch with its history and checks every commit of it. */
export async function verifyRecord(repo: Repo, options: RecordOptions): Promise<Verification> {
  const place = placeOf(repo, options);
  const anchor = await place.anchors.get();
  const head = await branchHead(repo, recordBranch);
  const history = head === undefined ? [] : [...(await repo.git.history(repo, head))].reverse();
  const verified = await verifyHistory(repo.id, place.keys, history);
  if (!verified.ok || anchor === undefined) return verified;
  if (history[anchor.seq - 1]?.sha === anchor.sha) return verified;
  const reason = head === undefined ? 'missing' : history.length < anchor.seq ? 'rewound' : 'forked';
  const message = `entry ${anchor.seq} was ${anchor.sha}; the branch does not hold it there`;
  return { ok: false, commit: history[anchor.seq - 1]?.sha, seq: anchor.seq, reason, message };
}

/** Oldest first. */
export async function verifyHistory(
  repositoryId: number,
  keys: readonly SigningKey[],
  history: readonly HistoryCommit[],
): Promise<Verification> {
  let audit: AuditFiles = new Map();
  for (const [index, commit] of history.entries()) {
    const seq = index + 1;
    const wrong = (reason: RecordProblem | 'audit', message: string) =>
      ({ ok: false, commit: commit.sha, seq, reason, message }) as const;
    const entries = await commit.entries();
    const checked = checkCommit(repositoryId, keys, await recordCommit(commit, entries));
    if (!checked.ok) return wrong(checked.reason, checked.message);
    if (checked.entry.seq !== seq) return wrong('forked', `it says that it is entry ${checked.entry.seq}`);
    const now = await auditFiles(commit, entries, audit);
    const broken = auditProblem(audit, now);
    if (broken !== undefined) return wrong('audit', broken);
    audit = now;
  }
  return { ok: true, entries: history.length, head: history.at(-1)?.sha };
}

async function recordCommit(commit: HistoryCommit, entries: readonly TreeEntry[]): Promise<RecordCommit> {
  const entry = entries.find(({ path }) => path === entryFile);
  const bytes = entry && (await commit.read([entry.sha])).get(entry.sha);
  return { sha: commit.sha, parents: commit.parents, leaves: entries, entry: bytes && Buffer.from(bytes).toString() };
}

type AuditFiles = ReadonlyMap<string, { readonly sha: string; readonly text: string }>;

/** Only what changed since the commit before is read. */
async function auditFiles(
  commit: HistoryCommit,
  entries: readonly TreeEntry[],
  before: AuditFiles,
): Promise<AuditFiles> {
  const files = entries.filter(({ path }) => path.startsWith(`${stateFolder}${auditFolder}`));
  const changed = files.filter(({ path, sha }) => before.get(path)?.sha !== sha).map(({ sha }) => sha);
  const bytes = changed.length === 0 ? new Map<string, Uint8Array>() : await commit.read(changed);
  const textOf = (sha: string) => Buffer.from(bytes.get(sha) ?? new Uint8Array()).toString();
  return new Map(
    files.map(({ path, sha }) => [
      path,
      before.get(path)?.sha === sha ? (before.get(path) ?? { sha, text: '' }) : { sha, text: textOf(sha) },
    ]),
  );
}

function auditProblem(before: AuditFiles, now: AuditFiles): string | undefined {
  for (const [path, { text }] of before) {
    if (now.get(path)?.text.startsWith(text) !== true) return `${path} lost lines or had them changed`;
  }
  for (const [path, { sha, text }] of now) {
    const line = before.get(path)?.sha === sha ? undefined : brokenLine(text);
    if (line !== undefined) return `line ${line} of ${path} does not follow from the line before`;
  }
  return undefined;
}
