import { mkdir } from 'node:fs/promises';
import { git, gitAnswer, GitError } from './run.ts';

export interface Ref {
  readonly ref: string;
  readonly sha: string;
  readonly type: 'commit' | 'tag' | 'tree' | 'blob';
}

export const NO_COMMIT = '0'.repeat(40);

export async function initRepository(dir: string, defaultBranch: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  await git(dir, ['init', '--quiet', '--bare', `--initial-branch=${defaultBranch}`, dir]);
  await git(dir, ['config', 'uploadpack.allowAnySHA1InWant', 'true']);
  await git(dir, ['config', 'uploadpack.allowFilter', 'true']);
  await git(dir, ['config', 'transfer.hideRefs', 'refs/sluice-compare']);
  await git(dir, ['config', 'receive.hideRefs', 'refs/pull']);
  await git(dir, ['config', 'gc.auto', '0']);
}

/** A copy that shares nothing: a fork. */
export async function copyRepository(from: string, to: string): Promise<void> {
  const head = await git(from, ['symbolic-ref', 'HEAD']);
  await initRepository(to, head.replace('refs/heads/', ''));
  await git(to, ['fetch', '--quiet', from, '+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*']);
}

/** Brings a commit of another repository in, under a ref. */
export async function fetchInto(dir: string, from: string, sha: string, ref: string): Promise<void> {
  await git(dir, ['fetch', '--quiet', '--no-tags', from, `+${sha}:${ref}`]);
}

/** The commit that a branch, tag, full ref or hash names. */
export async function resolveCommit(dir: string, name: string): Promise<string | undefined> {
  if (name === '' || name.startsWith('-') || /[\s^~:?*[\\]|@\{|\.\./.test(name)) return undefined;
  const candidates = /^[0-9a-f]{40}$/.test(name)
    ? [name]
    : [`refs/heads/${name}`, `refs/tags/${name}`, `refs/${name}`, name.startsWith('refs/') ? name : undefined, name];
  for (const candidate of candidates) {
    if (candidate === undefined) continue;
    const { code, bytes } = await gitAnswer(
      dir,
      ['rev-parse', '--verify', '--quiet', '--end-of-options', `${candidate}^{commit}`],
      { accept: [1, 128] },
    );
    if (code === 0) return bytes.toString().trim();
  }
  return undefined;
}

export async function listRefs(dir: string, prefix: string): Promise<Ref[]> {
  const text = await git(dir, ['for-each-ref', '--format=%(refname) %(objectname) %(objecttype)']);
  return text
    .split('\n')
    .filter((line) => line.startsWith(prefix))
    .map((line) => {
      const [ref = '', sha = '', type = 'commit'] = line.split(' ');
      return { ref, sha, type: type as Ref['type'] };
    });
}

export async function readRef(dir: string, ref: string): Promise<Ref | undefined> {
  const text = await git(dir, ['for-each-ref', '--format=%(refname) %(objectname) %(objecttype)', ref]);
  const found = text.split('\n').find((line) => line.startsWith(`${ref} `));
  const [, sha = '', type = 'commit'] = found?.split(' ') ?? [];
  return found === undefined ? undefined : { ref, sha, type: type as Ref['type'] };
}

export async function isValidRef(dir: string, ref: string): Promise<boolean> {
  const { code } = await gitAnswer(dir, ['check-ref-format', ref], { accept: [1] });
  return code === 0;
}

/**
 * Moves a ref from the value that the caller saw: compare-and-swap. `to` null deletes it, `from` null makes it.
 * False where the ref was something else, or where another ref's name is in the way.
 */
export async function moveRef(dir: string, ref: string, from: string | null, to: string | null): Promise<boolean> {
  const args = to === null ? ['-d', ref, from ?? ''] : [ref, to, from ?? NO_COMMIT];
  try {
    await git(dir, ['update-ref', ...args]);
    return true;
  } catch (error) {
    if (error instanceof GitError && /cannot lock ref|but expected|already exists/.test(error.stderr)) return false;
    throw error;
  }
}
