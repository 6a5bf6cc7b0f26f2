import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isoSeconds } from '../world.ts';
import { git, gitAnswer, GitError } from './run.ts';

export interface GitObject {
  readonly type: 'blob' | 'tree' | 'commit' | 'tag';
  readonly size: number;
  readonly bytes: Buffer;
}

export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly sha: string;
  readonly size: number | null;
}

export interface Person {
  readonly name: string;
  readonly email: string;
  /** ISO 8601. */
  readonly date: string;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
}

export const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

export async function readObject(dir: string, name: string): Promise<GitObject | undefined> {
  const { bytes } = await gitAnswer(dir, ['cat-file', '--batch'], { input: `${name}\n` });
  const newline = bytes.indexOf(10);
  const [, type = '', size = ''] = bytes.subarray(0, newline).toString().split(' ');
  if (!['blob', 'tree', 'commit', 'tag'].includes(type)) return undefined;
  const from = newline + 1;
  return { type: type as GitObject['type'], size: Number(size), bytes: bytes.subarray(from, from + Number(size)) };
}

export async function writeBlob(dir: string, content: string | Uint8Array): Promise<string> {
  return git(dir, ['hash-object', '-w', '--stdin'], { input: content });
}

/** A tree's entries, or undefined where there is no such tree. `path` narrows to one entry. */
export async function listTree(
  dir: string,
  treeish: string,
  options: { readonly recursive?: boolean; readonly path?: string } = {},
): Promise<TreeEntry[] | undefined> {
  const flags = options.recursive ? ['-r', '-t'] : [];
  const path = options.path === undefined ? [] : ['--', options.path];
  const { code, bytes } = await gitAnswer(dir, ['ls-tree', '-z', '-l', '--full-tree', ...flags, treeish, ...path], {
    accept: [128],
  });
  if (code !== 0) return undefined;
  return bytes.toString('utf8').split('\0').filter(Boolean).map(treeEntry);
}

function treeEntry(line: string): TreeEntry {
  const tab = line.indexOf('\t');
  const [mode = '', type = '', sha = '', size = '-'] = line.slice(0, tab).split(/ +/);
  return {
    path: line.slice(tab + 1),
    mode,
    type: type as TreeEntry['type'],
    sha,
    size: size === '-' ? null : Number(size),
  };
}

/** One path to put into a tree, or (`sha` null) to take out. */
export interface TreeChange {
  readonly path: string;
  readonly mode: string;
  readonly sha: string | null;
}

/** The tree that `base` (null: nothing) becomes by `changes`. Throws `GitError` where an object is missing. */
export async function writeTree(dir: string, base: string | null, changes: readonly TreeChange[]): Promise<string> {
  const scratch = await mkdtemp(join(tmpdir(), 'sluice-index-'));
  const env = { GIT_INDEX_FILE: join(scratch, 'index') };
  try {
    if (base !== null) await git(dir, ['read-tree', base], { env });
    const input = (await Promise.all(changes.map((change) => indexLines(dir, base, change)))).flat().join('');
    await git(dir, ['update-index', '--add', '--replace', '-z', '--index-info'], { env, input });
    return await git(dir, ['write-tree'], { env });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function indexLines(dir: string, base: string | null, change: TreeChange): Promise<string[]> {
  const { path, mode, sha } = change;
  if (sha !== null && mode !== '040000') return [`${mode} ${sha}\t${path}\0`];
  const old = base === null ? [] : ((await listTree(dir, base, { recursive: true, path: `${path}/` })) ?? []);
  const gone = [...old.filter(({ type }) => type !== 'tree').map((entry) => entry.path), path];
  const lines = gone.map((name) => `0 ${'0'.repeat(40)}\t${name}\0`);
  if (sha === null) return lines;
  const entries = await listTree(dir, sha, { recursive: true });
  if (!entries) throw new GitError(['ls-tree'], `${sha} is not a tree`, 128);
  const files = entries.filter(({ type }) => type !== 'tree');
  return [...lines, ...files.map((entry) => `${entry.mode} ${entry.sha}\t${path}/${entry.path}\0`)];
}

export async function writeCommit(dir: string, commit: Omit<Commit, 'sha'>): Promise<string> {
  const env = {
    GIT_AUTHOR_NAME: commit.author.name,
    GIT_AUTHOR_EMAIL: commit.author.email,
    GIT_AUTHOR_DATE: commit.author.date,
    GIT_COMMITTER_NAME: commit.committer.name,
    GIT_COMMITTER_EMAIL: commit.committer.email,
    GIT_COMMITTER_DATE: commit.committer.date,
  };
  const parents = commit.parents.flatMap((sha) => ['-p', sha]);
  return git(dir, ['commit-tree', commit.tree, ...parents], { env, input: commit.message });
}

const FIELDS = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'];

/** Commits as `git log ARGS` gives them, newest first. */
export async function log(dir: string, args: readonly string[]): Promise<Commit[]> {
  const { bytes } = await gitAnswer(dir, ['log', '-z', `--format=${FIELDS.join('%x00')}`, ...args]);
  if (bytes.length === 0) return [];
  const fields = bytes.toString('utf8').replace(/\0$/, '').split('\0');
  const commits: Commit[] = [];
  for (let i = 0; i + FIELDS.length <= fields.length; i += FIELDS.length)
    commits.push(commitFrom(fields.slice(i, i + FIELDS.length)));
  return commits;
}

function commitFrom([sha = '', tree = '', parents = '', ...rest]: readonly string[]): Commit {
  const [an = '', ae = '', ad = '', cn = '', ce = '', cd = '', message = ''] = rest;
  return {
    sha,
    tree,
    parents: parents.split(' ').filter(Boolean),
    author: { name: an, email: ae, date: isoSeconds(new Date(ad)) },
    committer: { name: cn, email: ce, date: isoSeconds(new Date(cd)) },
    message: message.replace(/\n$/, ''),
  };
}

export async function readCommit(dir: string, sha: string): Promise<Commit | undefined> {
  const { code, bytes } = await gitAnswer(dir, ['cat-file', '-t', sha], { accept: [128] });
  if (code !== 0 || bytes.toString().trim() !== 'commit') return undefined;
  return (await log(dir, ['-1', sha]))[0];
}
