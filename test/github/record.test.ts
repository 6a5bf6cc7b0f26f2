import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TreeEntry } from '../../src/github/git-objects.ts';
import { makeEntry, stateLeaves } from '../../src/github/record-entry.ts';
import { deriveSigningKey } from '../../src/github/record-sign.ts';
import { verifyHistory } from '../../src/github/record-verify.ts';
import type { RecordView } from '../../src/github/record-view.ts';
import { openRecord, type RecordChange, type StateRecord } from '../../src/github/record.ts';
import type { HistoryCommit, Repo } from '../../src/github/repo.ts';
import { resign } from '../../src/jobs/sweep/resign.ts';
import type { AuditEntry } from '../../src/release/state.ts';
import { fakeGit, type FakeGit } from './fake-git.ts';
import { cleanNetwork, forbidNetwork, memoryCache, privateKey, testRepo, type MemoryCache } from './world.ts';

const branch = 'heads/sluice/state';
const key = deriveSigningKey(privateKey);
const otherKey = deriveSigningKey(
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
);
const cause = { event: 'comment', ref: '11', actor: 'mira' } as const;

let git: FakeGit;
let repo: Repo;
let anchors: MemoryCache;
let record: StateRecord;

beforeAll(forbidNetwork);
beforeEach(async () => {
  repo = await testRepo();
  git = fakeGit();
  anchors = memoryCache();
  record = openRecord(repo, { keys: { sign: key, accept: [] }, anchors });
});
afterEach(cleanNetwork);

function audit(action: string): AuditEntry {
  return { at: '2026-11-21T07:00:00.000Z', action, subject: 'staging', cause };
}

function change(files: RecordChange['files'], action = 'deploy'): RecordChange {
  return { files, audit: [audit(action)], cause, message: action };
}

async function write(files: RecordChange['files'], action?: string): Promise<string> {
  const written = await record.update(() => change(files, action));
  if (!written.ok) throw new Error(written.message);
  return written.view.head ?? '';
}

/** Another process, which remembers nothing but what is beside the queue. */
async function elsewhere(options: { readonly anchored: boolean }): Promise<StateRecord> {
  return openRecord(await testRepo(), {
    keys: { sign: key, accept: [] },
    anchors: options.anchored ? anchors : memoryCache(),
  });
}

async function audited(view: RecordView): Promise<unknown[]> {
  const text = (await view.text('audit/2026-11.jsonl')) ?? '';
  return text
    .trimEnd()
    .split('\n')
    .map((row) => JSON.parse(row) as unknown);
}

function filesAt(commit: string): Record<string, string> {
  const leaves = git.trees.get(git.commits.get(commit)?.tree ?? '') ?? [];
  return Object.fromEntries(leaves.map(({ path, sha }) => [path, git.blobs.get(sha)?.toString() ?? '']));
}

describe('record', () => {
  it('is empty where there was never one', async () => {
    expect(await record.read()).toMatchObject({ ok: true, view: { seq: 0, head: undefined } });
  });

  it('gives back what was committed, to everybody', async () => {
    await write({ 'environments/staging.json': '{"good":[]}', 'waivers.json': '[]' });
    const head = await write({ 'waivers.json': null }, 'unwaive');
    const read = await (await elsewhere({ anchored: true })).read();
    if (!read.ok) throw new Error(read.message);
    expect(read.view).toMatchObject({ seq: 2, head });
    expect(await read.view.json('environments/staging.json')).toEqual({ good: [] });
    expect(await read.view.json('waivers.json')).toBeUndefined();
    expect(await audited(read.view)).toMatchObject([{ action: 'deploy' }, { action: 'unwaive' }]);
  });

  it('tells whoever listens of each entry that was written, and of none that was not', async () => {
    const heard: string[] = [];
    const onWritten = (entries: readonly AuditEntry[]): Promise<void> => {
      heard.push(...entries.map(({ action }) => action));
      return Promise.resolve();
    };
    const heeded = openRecord(repo, { keys: { sign: key, accept: [] }, anchors, onWritten });
    const stale = await heeded.read();
    await heeded.update(() => change({ 'a.json': '1' }, 'incident.open'));
    if (!stale.ok) throw new Error(stale.message);
    expect(await heeded.commit(stale.view, change({ 'a.json': '2' }, 'drift.told'))).toMatchObject({
      reason: 'conflict',
    });
    expect(heard).toEqual(['incident.open']);
  });

  it('takes one request to read again, and three writes for a phase', async () => {
    await write({ 'a.json': '1' });
    git.log.length = 0;
    const read = await record.read();
    expect(git.log).toEqual([`GET /git/ref/${branch}`]);
    if (!read.ok) throw new Error(read.message);
    await record.commit(read.view, change({ 'a.json': '2' }));
    expect(git.log.slice(1)).toEqual(['POST /git/trees', 'POST /git/commits', `PATCH /git/refs/${branch}`]);
  });

  it('takes no more room in the cache with every commit', async () => {
    const { stored } = repo.cache as MemoryCache;
    await write({ 'a.json': '1' });
    const kept = [...stored.keys()].sort();
    for (let commit = 0; commit < 5; commit++) await write({ 'a.json': String(commit) });
    expect([...stored.keys()].sort()).toEqual(kept);
    const read = await record.read();
    if (!read.ok) throw new Error(read.message);
    expect(await audited(read.view)).toHaveLength(6);
    expect([...stored.values()].filter((bytes) => bytes.toString().includes('"action"'))).toHaveLength(1);
  });

  it('lets only one of two writers through, and update tries again', async () => {
    await write({ 'a.json': '1' });
    const read = await record.read();
    if (!read.ok) throw new Error(read.message);
    await write({ 'b.json': '1' });
    expect(await record.commit(read.view, change({ 'a.json': '2' }))).toMatchObject({ ok: false, reason: 'conflict' });
    const both = await Promise.all([1, 2, 3].map((n) => record.update(() => change({ [`n${n}.json`]: '0' }))));
    expect(both.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(await record.read()).toMatchObject({ ok: true, view: { seq: 5 } });
  });

  it('lets only one of two first entries through', async () => {
    const read = await record.read();
    if (!read.ok) throw new Error(read.message);
    expect(await record.commit(read.view, change({ 'a.json': '1' }))).toMatchObject({ ok: true });
    expect(await record.commit(read.view, change({ 'a.json': '2' }))).toMatchObject({ ok: false, reason: 'conflict' });
  });

  it.each([
    ['the tree', /^POST \/git\/trees/, 'before'],
    ['the commit', /^POST \/git\/commits/, 'after'],
    ['the ref, which did not move', /^PATCH/, 'before'],
    ['the ref, which moved', /^PATCH/, 'after'],
  ] as const)('is written once where GitHub fails at %s', async (_case, line, when) => {
    await write({ 'a.json': '1' });
    git.failNext(line, 502, when);
    const again = () => write({ 'a.json': '2' });
    await again().catch(again);
    const read = await record.read();
    if (!read.ok) throw new Error(read.message);
    expect(read.view.seq).toBe(2);
    expect(await audited(read.view)).toHaveLength(2);
  });

  it('says so where a rule of the repository keeps the App from the branch', async () => {
    await write({ 'a.json': '1' });
    git.failNext(/^PATCH/, 422, 'before');
    await expect(write({ 'a.json': '2' })).rejects.toMatchObject({ kind: 'invalid' });
  });

  it('refuses paths that lead out of it', async () => {
    await expect(write({ '../entry.json': '{}' })).rejects.toThrow('not a path of the record');
  });

  it('signs by a key that depends on the App’s key alone', () => {
    expect(deriveSigningKey(privateKey).id).toBe(key.id);
    expect(otherKey.id).not.toBe(key.id);
  });
});

describe('a record that somebody else wrote', () => {
  /** What an attacker with write access, and no key of ours, puts on the branch; each with what must be said of it. */
  const forgeries: Record<
    string,
    { reason: string; anchored?: boolean; forge: (first: string, second: string) => string | undefined }
  > = {
    'an unsigned commit': {
      reason: 'unsigned',
      forge: (_first, second) => git.commitFiles({ 'state/a.json': '9' }, [second]),
    },
    'our entry with another file': {
      reason: 'forged',
      forge: (first, second) => git.commitFiles({ ...filesAt(second), 'state/a.json': '9' }, [first]),
    },
    'our commit again on top of itself': {
      reason: 'forged',
      forge: (_first, second) => git.commitFiles(filesAt(second), [second]),
    },
    'a file beside the state': {
      reason: 'forged',
      forge: (first, second) => git.commitFiles({ ...filesAt(second), 'action.yml': 'x' }, [first]),
    },
    'an entry signed by another key': { reason: 'forged', forge: (_first, second) => resigned(second, 7, otherKey) },
    'an entry of another repository': { reason: 'forged', forge: (_first, second) => resigned(second, 8, key) },
    'an audit line dropped': {
      reason: 'forged',
      forge: (first, second) => {
        const files = filesAt(second);
        const lines = files['state/audit/2026-11.jsonl']?.split('\n') ?? [];
        return git.commitFiles({ ...files, 'state/audit/2026-11.jsonl': lines.slice(1).join('\n') }, [first]);
      },
    },
    'an older entry of ours': { reason: 'rewound', forge: (first) => first },
    'nothing at all': { reason: 'missing', forge: () => undefined },
    'entry.json that is no JSON': {
      reason: 'unsigned',
      forge: (_first, second) => git.commitFiles({ 'entry.json': '{' }, [second]),
    },
  };

  function resigned(parent: string, repositoryId: number, by: typeof key): string {
    const files = { 'state/a.json': '9' };
    const probe = git.trees.get(git.commits.get(git.commitFiles(files, []))?.tree ?? '') ?? [];
    const facts = {
      repositoryId,
      seq: 3,
      at: '2026-11-21T07:00:00.000Z',
      previous: parent,
      state: stateLeaves(probe),
      cause,
    };
    return git.commitFiles({ ...files, 'entry.json': makeEntry(by, facts) }, [parent]);
  }

  it.each(Object.entries(forgeries))('%s', async (_name, { reason, forge }) => {
    const first = await write({ 'a.json': '1' });
    const second = await write({ 'a.json': '2' });
    const forged = forge(first, second);
    if (forged === undefined) git.refs.delete(branch);
    else git.refs.set(branch, forged);
    const read = await (await elsewhere({ anchored: true })).read();
    expect(read).toMatchObject({ ok: false, reason });
    if (!read.ok) expect(read.message).toContain('sluice audit verify');
  });

  it('is found out by the deployment’s anchor where the store was lost', async () => {
    const first = await write({ 'a.json': '1' });
    const second = await write({ 'a.json': '2' });
    git.refs.set(branch, first);
    const fresh = await elsewhere({ anchored: false });
    expect(await fresh.read({ atLeast: { seq: 2, sha: second } })).toMatchObject({ ok: false, reason: 'rewound' });
  });

  it('is found out where two processes of ours were led to sign two lines', async () => {
    const first = await write({ 'a.json': '1' });
    await write({ 'a.json': '2' });
    git.refs.set(branch, first);
    const misled = await elsewhere({ anchored: false });
    await misled.update(() => change({ 'a.json': '3' }));
    expect(await record.read()).toMatchObject({ ok: false, reason: 'forked' });
    await misled.update(() => change({ 'a.json': '4' }));
    expect(await record.read()).toMatchObject({ ok: false, reason: 'forked' });
  });

  it('is believed when an old key of ours signed it', async () => {
    await write({ 'a.json': '1' });
    const rotated = openRecord(repo, { keys: { sign: otherKey, accept: [key] }, anchors });
    const written = await rotated.update(() => change({ 'a.json': '2' }));
    expect(written).toMatchObject({ ok: true, view: { seq: 2 } });
    expect(await record.read()).toMatchObject({ ok: false, reason: 'forged' });
  });

  it('needs the old key no longer once a sweep has signed it anew, which happens once', async () => {
    await write({ 'a.json': '1' });
    const rotated = openRecord(repo, { keys: { sign: otherKey, accept: [key] }, anchors });
    for (const sweep of ['one', 'two']) await resign(rotated, otherKey, sweep, new Date('2026-11-21T08:00:00Z'));
    const read = await openRecord(repo, { keys: { sign: otherKey, accept: [] }, anchors }).read();
    expect(read).toMatchObject({ ok: true, view: { seq: 2, keyId: otherKey.id } });
    expect(read.ok && (await read.view.json('a.json'))).toBe(1);
  });

  it('is not begun by a sweep where there is none', async () => {
    await resign(record, otherKey, 'one', new Date());
    expect(await record.read()).toMatchObject({ ok: true, view: { seq: 0 } });
  });
});

describe('verifying the whole record', () => {
  function history(head: string): HistoryCommit[] {
    const commit = git.commits.get(head);
    if (commit === undefined) return [];
    const leaves = git.trees.get(commit.tree) ?? [];
    const entries = leaves.map((leaf): TreeEntry => ({ ...leaf, kind: 'file', size: undefined }));
    const here: HistoryCommit = {
      sha: head,
      parents: commit.parents,
      entries: () => Promise.resolve(entries),
      read: (shas) => Promise.resolve(new Map(shas.map((sha) => [sha, git.blobs.get(sha) ?? Buffer.alloc(0)]))),
    };
    return [...history(commit.parents[0] ?? ''), here];
  }

  it('passes what was never touched', async () => {
    await write({ 'a.json': '1' });
    const head = await write({ 'a.json': '2' });
    expect(await verifyHistory(7, [key], history(head))).toEqual({ ok: true, entries: 2, head });
  });

  it('names the first commit that is wrong', async () => {
    await write({ 'a.json': '1' });
    const second = await write({ 'a.json': '2' });
    const forged = git.commitFiles({ ...filesAt(second), 'state/a.json': '9' }, [second]);
    expect(await verifyHistory(7, [key], history(forged))).toMatchObject({
      ok: false,
      commit: forged,
      seq: 3,
      reason: 'forged',
    });
  });

  it('finds an audit line that was lost, though the entry is signed', async () => {
    const first = await write({ 'a.json': '1' });
    const second = await write({ 'a.json': '2' });
    const leaves = git.trees.get(git.commits.get(second)?.tree ?? '') ?? [];
    const state = stateLeaves(leaves).filter(({ path }) => path === 'a.json');
    const facts = { repositoryId: 7, seq: 2, at: '2026-11-21T07:00:00.000Z', previous: first, state, cause };
    const signed = git.commitFiles({ 'state/a.json': '2', 'entry.json': makeEntry(key, facts) }, [first]);
    expect(await verifyHistory(7, [key], history(signed))).toMatchObject({
      ok: false,
      commit: signed,
      reason: 'audit',
    });
  });

  it('finds an entry that was left out', async () => {
    await write({ 'a.json': '1' });
    const head = await write({ 'a.json': '2' });
    expect(await verifyHistory(7, [key], history(head).slice(1))).toMatchObject({
      ok: false,
      seq: 1,
      reason: 'forked',
    });
  });
});
