/**
 * A bounded cache of bare repositories, for reading more of one commit than is sensible by REST: one shallow fetch, no
 * work tree, no hooks, no filters, and a token that git gets by its environment only.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { devNull } from 'node:os';
import path from 'node:path';
import { execa, ExecaError } from 'execa';
import { gitRequesting } from '../telemetry/requests.ts';
import { GitHubError, isGitHubError } from './errors.ts';
import { parseBatch, parseLsTree, type TreeEntry } from './git-objects.ts';
import { assertSha, type FileBytes, type GitCache, type HistoryCommit, type Repo } from './repo.ts';

export interface GitCacheOptions {
  readonly dir: string;
  readonly maxBytes: number;
  /** Lets plain HTTP through: a local GitHub. */
  readonly insecure: boolean;
}

const fetchTimeoutMs = 300_000;
/** Of a git that took too long or was ended by somebody else: that says nothing of its folder. */
const ENDED = new Error('git was ended');
const maxOutputBytes = 512 * 1024 * 1024;

export function createGitCache(options: GitCacheOptions): GitCache {
  const queues = new Map<string, Promise<unknown>>();
  const inUse = new Map<string, number>();

  /** Fetches into one folder go one after the other. */
  const inTurn = async (dir: string, fetch: () => Promise<void>): Promise<void> => {
    const fetched = (queues.get(dir) ?? Promise.resolve()).then(fetch);
    const settled = fetched.catch(() => undefined);
    queues.set(dir, settled);
    try {
      await fetched;
    } finally {
      if (queues.get(dir) === settled) queues.delete(dir);
    }
  };

  /** A folder that is read is not evicted. */
  const use = async <T>(repo: Repo, commit: string, whole: boolean, work: (dir: string) => Promise<T>): Promise<T> => {
    assertSha(commit);
    const dir = path.join(options.dir, folderOf(repo, whole));
    inUse.set(dir, (inUse.get(dir) ?? 0) + 1);
    try {
      await inTurn(dir, () => ensureCommit(options, repo, dir, commit, whole));
      await evict(options, new Set(inUse.keys()));
      return await work(dir);
    } catch (error) {
      if (isGitHubError(error, 'not-found') || (isGitHubError(error) && error.cause === ENDED)) throw error;
      await inTurn(dir, () => replace(options, repo, dir, commit, whole));
      return await work(dir);
    } finally {
      const left = (inUse.get(dir) ?? 1) - 1;
      if (left > 0) inUse.set(dir, left);
      else inUse.delete(dir);
    }
  };
  return {
    entries: (repo, commit) => use(repo, commit, false, (dir) => entriesOf(dir, commit)),
    readAll: (repo, commit, wanted) => use(repo, commit, false, (dir) => readFiles(dir, commit, wanted)),
    history: (repo, commit) => use(repo, commit, true, (dir) => historyOf(dir, commit)),
  };
}

async function readFiles(dir: string, commit: string, wanted: (entry: TreeEntry) => boolean): Promise<FileBytes> {
  const entries = (await entriesOf(dir, commit)).filter((entry) => entry.kind === 'file' && wanted(entry));
  const shas = entries.map(({ sha }) => sha);
  const blobs = await readBlobs(dir, shas);
  return new Map(entries.map(({ path: name, sha }) => [name, blobs.get(sha) ?? new Uint8Array()]));
}

async function historyOf(dir: string, commit: string): Promise<HistoryCommit[]> {
  const log = await git(dir, ['rev-list', '--first-parent', '--format=%H %P', '--no-commit-header', commit], {});
  const lines = log.toString().trim().split('\n');
  return lines.map((line) => {
    const [sha = '', ...parents] = line.trim().split(' ');
    return { sha, parents, entries: () => entriesOf(dir, sha), read: (shas) => readBlobs(dir, shas) };
  });
}

/** Two servers may give the same id. What a shallow fetch left would cut a history short, so that one has its own folder. */
function folderOf(repo: Repo, whole: boolean): string {
  const server = createHash('sha256').update(repo.cloneUrl).digest('hex').slice(0, 12);
  return `${repo.id}-${server}${whole ? '-whole' : ''}.git`;
}

async function ensureCommit(
  options: GitCacheOptions,
  repo: Repo,
  dir: string,
  commit: string,
  whole: boolean,
): Promise<void> {
  await mkdir(dir, { recursive: true });
  if (!(await exists(path.join(dir, 'HEAD')))) await git(dir, ['init', '--quiet', '--bare', '.'], {});
  const ref = `refs/sluice/${commit}`;
  if (!(await has(dir, ref))) {
    const shallow = whole ? [] : ['--depth=1'];
    const fetch = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--no-auto-gc'];
    const url = repo.cloneUrl;
    const env = await credentials(options, repo);
    await gitRequesting('fetch', url, () => git(dir, [...fetch, ...shallow, '--', url, `+${commit}:${ref}`], env));
  }
  const now = new Date();
  await utimes(dir, now, now);
}

/** Whoever died while fetching left a lock or half an object there: what fails in the folder and works in a new one was the folder's fault. */
async function replace(
  options: GitCacheOptions,
  repo: Repo,
  dir: string,
  commit: string,
  whole: boolean,
): Promise<void> {
  const fresh = besideOf(dir);
  try {
    await ensureCommit(options, repo, fresh, commit, whole);
    await remove(dir);
    await rename(fresh, dir);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** Named as a repository, so that what a crash leaves there is evicted as one. */
function besideOf(dir: string): string {
  return `${dir}-${randomUUID()}.git`;
}

/** Renamed first: whoever reads it now fails cleanly and tries again. */
async function remove(dir: string): Promise<void> {
  const doomed = besideOf(dir);
  try {
    await rename(dir, doomed);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw error;
  }
  await rm(doomed, { recursive: true, force: true });
}

async function has(dir: string, ref: string): Promise<boolean> {
  const answer = await execa('git', ['rev-parse', '--verify', '--quiet', ref], {
    cwd: dir,
    env: baseEnv,
    extendEnv: false,
    reject: false,
  });
  return answer.exitCode === 0;
}

/** The token goes by the environment: an argument would show in the list of processes, a file would stay. */
async function credentials(options: GitCacheOptions, repo: Repo): Promise<Record<string, string>> {
  const { token } = (await repo.octokit.auth({ type: 'installation' })) as { readonly token: string };
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${new URL(repo.cloneUrl).origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
    GIT_ALLOW_PROTOCOL: options.insecure ? 'http:https' : 'https',
  };
}

/** Nothing of the machine's or the user's git configuration has a say. */
const baseEnv: Record<string, string> = {
  PATH: process.env['PATH'] ?? '',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: devNull,
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '',
  GIT_ALLOW_PROTOCOL: '',
};

const settings = [
  'core.hooksPath=/dev/null',
  'http.followRedirects=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'protocol.version=2',
];

async function git(dir: string, args: readonly string[], env: Record<string, string>, input = ''): Promise<Buffer> {
  const configured = settings.flatMap((each) => ['-c', each]);
  try {
    const running = execa('git', [...configured, ...args], {
      cwd: dir,
      env: { ...baseEnv, GIT_DIR: dir, ...env },
      extendEnv: false,
      encoding: 'buffer',
      input,
      stripFinalNewline: false,
      timeout: fetchTimeoutMs,
      maxBuffer: maxOutputBytes,
      detached: true,
    });
    running.once('exit', (_, ended) => {
      if (ended !== null) endGroup(running.pid);
    });
    const { stdout } = await running;
    return Buffer.from(stdout.buffer, stdout.byteOffset, stdout.byteLength);
  } catch (error) {
    throw translateGit(error, args[0] ?? '');
  }
}

/** Where git is ended, what it began goes on, and by its open output nobody would learn that git is gone. */
function endGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}

/** Only git's own words, and never the command's environment. */
function translateGit(error: unknown, command: string): unknown {
  if (!(error instanceof ExecaError)) return error;
  const said = Buffer.from(error.stderr as unknown as Uint8Array).toString('utf8');
  const missing = /not our ref|couldn't find remote ref|Repository not found|unadvertised object/i.test(said);
  return new GitHubError({
    kind: missing ? 'not-found' : 'unavailable',
    status: missing ? 404 : 500,
    operation: `git ${command}`,
    cause: error.timedOut || error.signal !== undefined ? ENDED : undefined,
    reason: error.timedOut ? 'no answer in time' : said.trim().slice(0, 500) || error.shortMessage.slice(0, 200),
  });
}

async function entriesOf(dir: string, commit: string): Promise<TreeEntry[]> {
  return parseLsTree(await git(dir, ['ls-tree', '-r', '-z', '--long', '--full-tree', commit], {}));
}

async function readBlobs(dir: string, shas: readonly string[]): Promise<Map<string, Buffer>> {
  if (shas.length === 0) return new Map();
  return parseBatch(await git(dir, ['cat-file', '--batch', '--buffer'], {}, `${[...new Set(shas)].join('\n')}\n`));
}

/** Removes the least recently used repositories until the rest fits. */
async function evict({ dir, maxBytes }: GitCacheOptions, keep: ReadonlySet<string>): Promise<void> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.git'));
  const sized = await Promise.all(
    names.map(async (name) => {
      const full = path.join(dir, name);
      const used = (await stat(full).catch(() => undefined))?.mtimeMs ?? 0;
      return { full, bytes: await bytesOf(path.join(full, 'objects')), used };
    }),
  );
  let total = sized.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { full, bytes } of sized.sort((a, b) => a.used - b.used)) {
    if (total <= maxBytes) return;
    if (keep.has(full)) continue;
    await remove(full);
    total -= bytes;
  }
}

async function bytesOf(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    files
      .filter((each) => each.isFile())
      .map(async (each) => (await stat(path.join(each.parentPath, each.name)).catch(() => undefined))?.size ?? 0),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
