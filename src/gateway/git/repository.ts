import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa, ExecaError } from 'execa';
import { gitRequesting } from '../../telemetry/requests.ts';

/** A branch of a repository that somebody deploys from. */
export interface Remote {
  /** By HTTP or HTTPS. */
  readonly url: string;
  readonly branch: string;
  /** A token, sent as a password; empty where the server asks for none. */
  readonly secret: string;
}

/** git itself says no, or the server is not there. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure';
  /** `moved`: somebody pushed meanwhile; `refused`: for good; `unreachable`: worth trying again. */
  readonly reason: 'moved' | 'refused' | 'unreachable';

  constructor(reason: GitFailure['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

/** One file of a commit. */
export interface TreeFile {
  /** From the root of the repository. */
  readonly path: string;
  /** Undefined for what is no plain file: a link, a submodule. */
  readonly text: string | undefined;
}

const timeoutMs = 60_000;
const maxOutputBytes = 256 * 1024 * 1024;

/** Nothing of the machine's or the user's git configuration has a say. */
const baseEnv: Record<string, string> = {
  PATH: process.env['PATH'] ?? '',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: devNull,
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '',
  GIT_ALLOW_PROTOCOL: 'http:https',
  GIT_AUTHOR_NAME: 'Sluice',
  GIT_AUTHOR_EMAIL: 'sluice@localhost',
  GIT_COMMITTER_NAME: 'Sluice',
  GIT_COMMITTER_EMAIL: 'sluice@localhost',
};

const settings = ['core.hooksPath=/dev/null', 'http.followRedirects=false', 'gc.auto=0', 'maintenance.auto=false'];

/** Works in a bare repository of its own that is gone afterwards: workers share nothing, and nothing is left to be stale. */
export async function withRepository<T>(
  remote: Remote,
  signal: AbortSignal,
  work: (repository: Repository) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const folder = await mkdtemp(join(tmpdir(), 'sluice-git-'));
  try {
    const repository = new Repository(remote, folder, signal);
    await repository.run(['init', '--quiet', '--bare', '.']);
    return await work(repository);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export class Repository {
  private readonly remote: Remote;
  private readonly folder: string;
  private readonly signal: AbortSignal;

  constructor(remote: Remote, folder: string, signal: AbortSignal) {
    this.remote = remote;
    this.folder = folder;
    this.signal = signal;
  }

  /** A branch's newest commit, fetched; undefined for a branch that is not there yet. */
  async head(branch = this.remote.branch): Promise<string | undefined> {
    const ref = `refs/heads/${branch}`;
    const listed = (await this.ask(['ls-remote', '--', this.remote.url, ref])).trim();
    const commit = listed
      .split('\n')
      .find((line) => line.endsWith(`\t${ref}`))
      ?.split('\t')[0];
    if (commit === undefined) return undefined;
    await this.fetch(ref);
    return (await this.run(['rev-parse', 'FETCH_HEAD'])).trim();
  }

  /** A commit by its id, or the tip of a ref. */
  async fetch(what: string): Promise<void> {
    const options = ['--quiet', '--no-tags', '--depth=1', '--no-recurse-submodules', '--no-auto-gc'];
    await this.ask(['fetch', ...options, '--', this.remote.url, what]);
  }

  /** Identifies the content of a folder at a commit; undefined where it is not there. */
  async treeOf(commit: string, folder: string): Promise<string | undefined> {
    const listed = await this.run(['ls-tree', '-d', '--full-tree', commit, '--', folder]);
    return /^\d+ tree ([0-9a-f]+)\t/.exec(listed)?.[1];
  }

  async files(commit: string, folder: string): Promise<readonly TreeFile[]> {
    const listed = await this.run(['ls-tree', '-r', '-z', '--full-tree', commit, '--', `${folder}/`]);
    const entries = listed.split('\0').flatMap((line) => {
      const [, mode = '', sha = '', path = ''] = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
      return path === '' ? [] : [{ isFile: mode === '100644' || mode === '100755', sha, path }];
    });
    const texts = await this.blobs(entries.filter(({ isFile }) => isFile).map(({ sha }) => sha));
    return entries.map(({ isFile, sha, path }) => ({ path, text: isFile ? (texts.get(sha) ?? '') : undefined }));
  }

  /** What a commit that is fetched says. */
  async messageOf(commit: string): Promise<string> {
    return this.run(['log', '-1', '--format=%B', commit]);
  }

  /**
   * Pushes one commit that replaces everything in `folder`. Returns its id; undefined where nothing would change. A push that somebody
   * overtook is a `GitFailure` with the reason `moved`: nothing was written. `to`: a branch of ours alone, whatever it held.
   */
  async replace(
    base: string | undefined,
    folder: string,
    files: ReadonlyMap<string, string>,
    message: string,
    to?: string,
  ): Promise<string | undefined> {
    await this.run(base === undefined ? ['read-tree', '--empty'] : ['read-tree', base]);
    const present = base === undefined ? [] : (await this.files(base, folder)).map(({ path }) => path);
    const shas = await this.written([...files.values()]);
    const rows = [
      ...present.map((path) => `0 ${'0'.repeat(40)}\t${path}`),
      ...[...files.keys()].map((path, index) => `100644 ${shas[index] ?? ''}\t${folder}/${path}`),
    ];
    await this.run(['update-index', '-z', '--add', '--index-info'], {}, rows.map((row) => `${row}\0`).join(''));
    const tree = (await this.run(['write-tree'])).trim();
    if (base !== undefined && tree === (await this.run(['rev-parse', `${base}^{tree}`])).trim()) return undefined;
    const parents = base === undefined ? [] : ['-p', base];
    const commit = (await this.run(['commit-tree', tree, ...parents, '-F', '-'], {}, message)).trim();
    const destination = to === undefined ? `${commit}:refs/heads/${this.remote.branch}` : `+${commit}:refs/heads/${to}`;
    await this.ask(['push', '--quiet', '--', this.remote.url, destination]);
    return commit;
  }

  /** What the server is asked. */
  private ask(args: readonly [command: string, ...rest: string[]]): Promise<string> {
    return gitRequesting(args[0], this.remote.url, () => this.run(args, this.credentials()));
  }

  async run(args: readonly string[], env: Record<string, string> = {}, input = ''): Promise<string> {
    return (await this.output(args, env, input)).toString('utf8');
  }

  private async output(args: readonly string[], env: Record<string, string>, input: string): Promise<Buffer> {
    this.signal.throwIfAborted();
    try {
      const running = execa('git', [...settings.flatMap((each) => ['-c', each]), ...args], {
        cwd: this.folder,
        env: { ...baseEnv, GIT_DIR: this.folder, ...env },
        extendEnv: false,
        input,
        stripFinalNewline: false,
        encoding: 'latin1',
        timeout: timeoutMs,
        maxBuffer: maxOutputBytes,
        cancelSignal: this.signal,
        detached: true,
      });
      running.once('exit', (_, ended) => {
        if (ended !== null) endGroup(running.pid);
      });
      const { stdout } = await running;
      return Buffer.from(stdout, 'latin1');
    } catch (error) {
      this.signal.throwIfAborted();
      throw translated(error, args[0] ?? '');
    }
  }

  /** The ids of blobs with these texts. One process writes them all: with one for each, a thousand APIs took minutes. */
  private async written(texts: readonly string[]): Promise<readonly string[]> {
    const folder = join(this.folder, 'texts');
    await mkdir(folder, { recursive: true });
    const paths = texts.map((_, index) => join(folder, String(index)));
    for (const [index, path] of paths.entries()) await writeFile(path, texts[index] ?? '');
    const input = paths.map((path) => `${path}\n`).join('');
    return (await this.run(['hash-object', '-w', '--no-filters', '--stdin-paths'], {}, input)).split('\n');
  }

  private async blobs(shas: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const wanted = [...new Set(shas)];
    const output = await this.output(['cat-file', '--batch'], {}, wanted.map((sha) => `${sha}\n`).join(''));
    const texts = new Map<string, string>();
    let start = 0;
    for (const sha of wanted) {
      const line = output.indexOf('\n', start);
      const end = line + 1 + Number(/ blob (\d+)$/.exec(output.toString('utf8', start, line))?.[1]);
      texts.set(sha, output.toString('utf8', line + 1, end));
      start = end + 1;
    }
    return texts;
  }

  /** By the environment: an argument would show in the list of processes, a file would stay. */
  private credentials(): Record<string, string> {
    const { url, secret } = this.remote;
    if (secret === '') return {};
    return {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `http.${new URL(url).origin}/.extraHeader`,
      GIT_CONFIG_VALUE_0: `Authorization: Basic ${Buffer.from(`sluice:${secret}`).toString('base64')}`,
    };
  }
}

/** Where git is ended, what it began goes on: it could still push, and by its open output nobody would learn that git is gone. */
function endGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}

/** Only git's own words, and never the command's environment. */
function translated(error: unknown, command: string): unknown {
  if (!(error instanceof ExecaError)) return error;
  const bytes = Buffer.from(typeof error.stderr === 'string' ? error.stderr : '', 'latin1');
  const said = bytes.toString('utf8').trim().slice(0, 500);
  if (error.timedOut) return new GitFailure('unreachable', `git ${command}: no answer in ${timeoutMs / 1000} s`);
  if (/fetch first|non-fast-forward|cannot lock ref|failed to update ref|stale info/i.test(said))
    return new GitFailure('moved', 'somebody else pushed to the branch meanwhile');
  if (/authentication failed|could not read Username|returned error: 40[13]|protected branch|hook declined/i.test(said))
    return new GitFailure('refused', `git ${command}: ${said}`);
  return new GitFailure('unreachable', `git ${command}: ${said || 'failed without a word'}`);
}
