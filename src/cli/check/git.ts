import { posix } from 'node:path';
import { execa } from 'execa';
import { isCandidate, kindOf } from '../../spec/discover.ts';
import { LIMITS } from '../../spec/limits.ts';
import { CannotRun } from './tree.ts';
import type { Place, Tree } from './tree.ts';

/** As much as is asked of git at once while looking for descriptions. */
const BATCH_BYTES = 32 * 1024 * 1024;

/** Nothing is fetched from a remote and nothing is written while we only read. */
const ENVIRONMENT = { GIT_NO_LAZY_FETCH: '1', GIT_OPTIONAL_LOCKS: '0' };

async function git(args: readonly string[], cwd: string, input = ''): Promise<Buffer | undefined> {
  const options = { cwd, input, env: ENVIRONMENT, encoding: 'buffer', reject: false, maxBuffer: 2 ** 31 } as const;
  const result = await execa('git', args, options);
  return result.failed ? undefined : Buffer.from(result.stdout);
}

interface Blob {
  readonly id: string;
  readonly path: string;
  readonly size: number;
}

/** One commit of a repository, read without a work tree, by blob ids only: no file name ever reaches git's command line. */
class GitTree implements Tree {
  readonly #label: string;
  readonly #cwd: string;
  readonly #ids: ReadonlyMap<string, string>;
  readonly #folder: string;
  readonly #bytes = new Map<string, Uint8Array | null>();

  constructor(label: string, cwd: string, ids: ReadonlyMap<string, string>, folder: string) {
    this.#label = label;
    this.#cwd = cwd;
    this.#ids = ids;
    this.#folder = folder;
  }

  async descriptions(): Promise<readonly string[]> {
    const prefix = this.#folder === '' ? '' : `${this.#folder}/`;
    const paths = [...this.#ids.keys()].filter((path) => path.startsWith(prefix) && isCandidate(path));
    const blobs = await this.#sized(paths);
    const found: string[] = [];
    for (const batch of batches(blobs.filter(({ size }) => size <= LIMITS.bytes))) {
      for (const [path, bytes] of await this.#contents(batch)) {
        if (kindOf(bytes, path) === undefined) continue;
        found.push(path);
        this.#bytes.set(path, bytes);
      }
    }
    return found.sort();
  }

  async fetch(paths: readonly string[]): Promise<void> {
    const wanted = paths.filter((path) => !this.#bytes.has(path));
    for (const path of wanted) if (!this.#ids.has(path)) this.#bytes.set(path, null);
    const blobs = await this.#sized(wanted.filter((path) => this.#ids.has(path)));
    for (const [path, bytes] of await this.#contents(blobs)) this.#bytes.set(path, bytes);
  }

  read(path: string): Uint8Array | null | undefined {
    return this.#bytes.get(path);
  }

  show(path: string): string {
    return `${this.#label}:${path}`;
  }

  inCheckout(path: string): string {
    return path;
  }

  async #sized(paths: readonly string[]): Promise<Blob[]> {
    if (paths.length === 0) return [];
    const named = paths.map((path) => ({ path, id: this.#ids.get(path) ?? '' }));
    const output = await this.#batch(['cat-file', '--batch-check=%(objectsize)'], named);
    const sizes = output.toString('latin1').split('\n');
    return named.map(({ path, id }, index) => ({ path, id, size: Number(sizes[index]) }));
  }

  async #contents(blobs: readonly Blob[]): Promise<[string, Uint8Array][]> {
    if (blobs.length === 0) return [];
    const output = await this.#batch(['cat-file', '--batch=%(objectsize)'], blobs);
    const found: [string, Uint8Array][] = [];
    let at = 0;
    for (const { path, size } of blobs) {
      const start = output.indexOf('\n', at) + 1;
      found.push([path, output.subarray(start, start + size)]);
      at = start + size + 1;
    }
    return found;
  }

  async #batch(args: readonly string[], blobs: readonly { readonly id: string }[]): Promise<Buffer> {
    const output = await git(args, this.#cwd, `${blobs.map(({ id }) => id).join('\n')}\n`);
    if (output === undefined) throw new Error(`git could not read the files of ${this.#label}`);
    return output;
  }
}

function* batches(blobs: readonly Blob[]): Generator<Blob[]> {
  let batch: Blob[] = [];
  let bytes = 0;
  for (const blob of blobs) {
    if (batch.length > 0 && bytes + blob.size > BATCH_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(blob);
    bytes += blob.size;
  }
  if (batch.length > 0) yield batch;
}

/** Ordinary files only: a symbolic link or a submodule is no description. */
async function blobIds(commit: string, cwd: string): Promise<Map<string, string> | undefined> {
  const output = await git(['ls-tree', '-r', '-z', '--full-tree', commit], cwd);
  if (output === undefined) return undefined;
  const entries = output
    .toString('utf8')
    .split('\0')
    .flatMap((line): [string, string][] => {
      const match = /^100(?:644|755) blob ([0-9a-f]{40,64})\t([^]+)$/.exec(line);
      return match?.[1] === undefined || match[2] === undefined ? [] : [[match[2], match[1]]];
    });
  return new Map(entries);
}

interface Commit {
  readonly cwd: string;
  readonly ids: ReadonlyMap<string, string>;
}

/** The commit that `name` means in the repository of the current folder; undefined where there is none. */
async function commitOf(name: string): Promise<Commit | undefined> {
  const cwd = process.cwd();
  const found = await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`], cwd);
  const commit = found?.toString('latin1').trim() ?? '';
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return undefined;
  const ids = await blobIds(commit, cwd);
  return ids && { cwd, ids };
}

/** All of a commit, or a folder of it. */
export async function atRevision(name: string, folder = ''): Promise<Place | undefined> {
  const found = await commitOf(name);
  return found && { tree: new GitTree(name, found.cwd, found.ids, folder), folder };
}

/** A file or folder of a commit, as git calls it (gitrevisions(7)): `REV:PATH`, where `./` begins in the current folder. */
export async function atPath(name: string): Promise<Place | undefined> {
  const colon = name.indexOf(':');
  const [revision, below] = [name.slice(0, colon), name.slice(colon + 1)];
  const found = await commitOf(revision);
  if (found === undefined) return undefined;
  const { cwd, ids } = found;
  const here = /^\.{1,2}(?:\/|$)/.test(below) ? await git(['rev-parse', '--show-prefix'], cwd) : undefined;
  const joined = posix.join(here?.toString('utf8').replace(/\n$/, '') ?? '', below).replace(/\/$/, '');
  const file = joined === '.' ? '' : joined;
  const folder = ids.has(file) ? posix.dirname(file).replace(/^\.$/, '') : file;
  const tree = new GitTree(revision, cwd, ids, folder);
  if (ids.has(file)) return { tree, folder, file };
  if (file === '' || [...ids.keys()].some((each) => each.startsWith(`${file}/`))) return { tree, folder };
  throw new CannotRun(`${revision} has no file and no folder ${file}.`);
}
