import { type Dirent, existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { isCandidate, kindOf } from '../../spec/discover.ts';
import { LIMITS } from '../../spec/limits.ts';
import { CannotRun } from './tree.ts';
import type { Place, Tree } from './tree.ts';

const SKIPPED: ReadonlySet<string> = new Set(['node_modules', '.git']);

function inside(root: string, file: string): string | undefined {
  const relative = path.relative(root, file);
  const isOut = relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
  return isOut ? undefined : relative.split(path.sep).join('/');
}

class DiskTree implements Tree {
  readonly #root: string;
  readonly #folder: string;
  readonly #isCheckout: boolean;

  /** `root` is as far as references may go; `folder` is where descriptions are looked for. */
  constructor(root: string, folder: string, isCheckout: boolean) {
    this.#root = root;
    this.#folder = folder;
    this.#isCheckout = isCheckout;
  }

  async descriptions(): Promise<readonly string[]> {
    const found: string[] = [];
    const waiting = [this.#folder];
    for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
      for (const entry of await this.#entries(folder)) {
        const file = path.posix.join(folder, entry.name);
        if (entry.isDirectory() && !SKIPPED.has(entry.name)) waiting.push(file);
        if (entry.isFile() && isCandidate(file) && this.#isDescription(file)) found.push(file);
      }
    }
    return found.sort();
  }

  fetch(): Promise<void> {
    return Promise.resolve();
  }

  /**
   * A symbolic link that leads out of the root is as good as no file: a checkout may hold anybody's. So is what is no ordinary file: a
   * pipe would be waited for.
   */
  read(file: string): Uint8Array | null {
    try {
      const real = realpathSync(path.join(this.#root, file));
      return inside(this.#root, real) !== undefined && statSync(real).isFile() ? readFileSync(real) : null;
    } catch (error) {
      if (isAbsent(error)) return null;
      throw this.#refused(file, error);
    }
  }

  show(file: string): string {
    const absolute = path.join(this.#root, file);
    return inside(process.cwd(), absolute) ?? absolute;
  }

  inCheckout(file: string): string {
    return this.#isCheckout ? file : this.show(file);
  }

  async #entries(folder: string): Promise<Dirent[]> {
    return readdir(path.join(this.#root, folder), { withFileTypes: true }).catch((error: unknown) => {
      throw this.#refused(folder, error);
    });
  }

  #size(file: string): number {
    try {
      return statSync(path.join(this.#root, file)).size;
    } catch (error) {
      throw this.#refused(file, error);
    }
  }

  #refused(file: string, error: unknown): unknown {
    return refused(this.show(file), error);
  }

  #isDescription(file: string): boolean {
    if (this.#size(file) > LIMITS.bytes) return false;
    const bytes = this.read(file);
    return bytes !== null && kindOf(bytes, file) !== undefined;
  }
}

/** No file can have a name that is too long, so that there is none of that name. */
const ABSENT: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG']);

function isAbsent(error: unknown): boolean {
  return ABSENT.has(codeOf(error) ?? '');
}

/** Why a file that is there is not read. */
const reasons: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'may not be read'],
  ['EPERM', 'may not be read'],
  ['ERR_FS_FILE_TOO_LARGE', 'is too large to be read'],
  ['ERR_STRING_TOO_LONG', 'is too large to be read'],
]);

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** What a person can do something about is said in a sentence. */
function refused(name: string, error: unknown): unknown {
  const reason = reasons.get(codeOf(error) ?? '');
  return reason === undefined ? error : new CannotRun(`${name} ${reason}.`);
}

/** The nearest folder around it that holds `.git`: a folder in a clone, a file in a work tree beside one. */
function repositoryAround(folder: string): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, '.git'))) return at;
    if (at === path.dirname(at)) return undefined;
  }
}

/** How far references may lead where no repository is around: the current folder where it is below that, else its own. */
function withoutRepository(folder: string): string {
  const here = realpathSync(process.cwd());
  return inside(here, folder) === undefined ? folder : here;
}

/** The file or folder of that name; undefined where there is none. */
export async function onDisk(name: string): Promise<Place | undefined> {
  const found = await stat(name).catch((error: unknown) => {
    const reason = refused(name, error);
    if (reason instanceof CannotRun) throw reason;
    return undefined;
  });
  if (found === undefined) return undefined;
  if (!found.isFile() && !found.isDirectory()) throw new CannotRun(`${name} is neither a file nor a folder.`);
  const real = realpathSync(name);
  const folder = found.isDirectory() ? real : path.dirname(real);
  const repository = repositoryAround(folder);
  const root = repository ?? withoutRepository(folder);
  const below = inside(root, folder) ?? '';
  const tree = new DiskTree(root, below, repository !== undefined);
  return found.isDirectory() ? { tree, folder: below } : { tree, folder: below, file: inside(root, real) ?? '' };
}
