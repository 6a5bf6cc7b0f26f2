import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { blobSha } from '../../src/github/git-objects.ts';
import type { Repo } from '../../src/github/repo.ts';
import { snapshotAt } from '../../src/github/snapshot.ts';
import { fakeGit, type FakeGit } from './fake-git.ts';
import { api, cleanNetwork, forbidNetwork, memoryCache, testRepo } from './world.ts';

let git: FakeGit;
let repo: Repo;
let commits = 0;

beforeAll(forbidNetwork);
beforeEach(async () => {
  repo = await testRepo();
  git = fakeGit();
});
afterEach(cleanNetwork);

/** Every test has its own bytes: what was read once is remembered by name. */
function commit(files: Readonly<Record<string, string>>): string {
  commits += 1;
  return git.commitFiles({ ...files, unique: `${commits}` }, []);
}

describe('a snapshot', () => {
  it('reads a file by two requests, and by none later', async () => {
    const sha = commit({ 'apis/a.yaml': 'ünïcode \u{feff} kept' });
    const snapshot = snapshotAt(repo, sha);
    expect(await snapshot.file('apis/a.yaml')).toMatchObject({
      kind: 'file',
      bytes: new Uint8Array(Buffer.from('ünïcode \u{feff} kept')),
    });
    expect(git.log).toHaveLength(2);
    await snapshotAt(repo, sha).file('apis/a.yaml');
    expect(git.log).toHaveLength(2);
  });

  it('gives bytes as they are, a byte order mark and broken UTF-8 too', async () => {
    const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0xff, 0xfe, 0x00, 0x61]);
    const sha = commit({ 'a.yaml': '' });
    const name = blobSha(bytes);
    git.blobs.set(name, bytes);
    const leaves = [{ path: 'a.yaml', mode: '100644', sha: name }];
    git.trees.set(git.commits.get(sha)?.tree ?? '', leaves);
    const read = await snapshotAt(repo, sha).file('a.yaml');
    expect(read.kind === 'file' && Buffer.from(read.bytes).equals(bytes)).toBe(true);
  });

  it('refuses what is no ordinary file, and says what to do', async () => {
    const sha = commit({
      'dir/x.yaml': 'x',
      'lfs.yaml': 'version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 12\n',
    });
    const tree = git.commits.get(sha)?.tree ?? '';
    const link = { path: 'link.yaml', mode: '120000', sha: 'e'.repeat(40) };
    const module = { path: 'sub', mode: '160000', sha: 'f'.repeat(40) };
    git.trees.set(tree, [...(git.trees.get(tree) ?? []), link, module]);
    const snapshot = snapshotAt(repo, sha);
    expect(await snapshot.file('link.yaml')).toMatchObject({ kind: 'refused', reason: 'symlink' });
    expect(await snapshot.file('sub')).toMatchObject({ kind: 'refused', reason: 'submodule' });
    expect(await snapshot.file('lfs.yaml')).toMatchObject({
      kind: 'refused',
      reason: 'lfs',
      message: expect.stringContaining('git lfs untrack') as string,
    });
    expect(await snapshot.file('dir')).toMatchObject({ kind: 'refused', reason: 'directory' });
    expect(await snapshot.file('constructor')).toEqual({ kind: 'absent' });
    expect(await snapshot.paths()).toEqual(['dir/x.yaml', 'lfs.yaml', 'unique']);
  });

  it('believes no bytes that have another name', async () => {
    const sha = commit({ 'a.yaml': `cut ${Math.random()}` });
    const leaf = git.trees.get(git.commits.get(sha)?.tree ?? '')?.find(({ path }) => path === 'a.yaml');
    git.blobs.set(leaf?.sha ?? '', Buffer.from('other'));
    await expect(snapshotAt(repo, sha).file('a.yaml')).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('reads many files by one fetch', async () => {
    const files = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`apis/${n}.yaml`, `many ${n}`]));
    const sha = commit(files);
    const readAll = vi.fn(() =>
      Promise.resolve(new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]))),
    );
    const fetched: Repo = { ...repo, git: { ...repo.git, readAll } };
    const read = await snapshotAt(fetched, sha).files(Object.keys(files));
    expect(read.size).toBe(60);
    expect(readAll).toHaveBeenCalledOnce();
    expect(git.log).toHaveLength(1);
  });

  it('goes to git where GitHub cuts the tree short', async () => {
    const sha = commit({ 'a.yaml': 'x' });
    cleanNetwork();
    repo = await testRepo({ cache: memoryCache() });
    api().get(`/git/trees/${sha}?recursive=1`).reply(200, { sha, truncated: true, tree: [] });
    const entries = vi.fn(() =>
      Promise.resolve([{ path: 'far.yaml', mode: '100644', kind: 'file' as const, sha: 'e'.repeat(40), size: 1 }]),
    );
    const snapshot = snapshotAt({ ...repo, git: { ...repo.git, entries } }, sha);
    expect(await snapshot.paths()).toEqual(['far.yaml']);
  });

  it('takes commits only', () => {
    expect(() => snapshotAt(repo, 'main')).toThrow('not a full commit name');
    expect(() => snapshotAt(repo, 'refs/pull/1/merge')).toThrow('not a full commit name');
  });
});
