import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lease, Queue } from '../../queue/queue.ts';

/** Texts by path, such as `acme/apis/staging.json`. */
export interface Shelf {
  get(path: string): Promise<string | undefined>;
  /** In one step: whoever reads meanwhile finds the old text or the new one. */
  set(path: string, text: string): Promise<void>;
  delete(path: string): Promise<void>;
  /** Names of what is directly below a folder; none where it is not there. */
  list(folder: string): Promise<readonly string[]>;
}

/** Files below a folder, for this account only. */
export function fileShelf(root: string): Shelf {
  return {
    get: (path) => unlessAbsent(readFile(join(root, path), 'utf8')),
    async set(path, text) {
      const file = join(root, path);
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      const draft = join(dirname(file), `.${randomUUID()}`);
      try {
        const handle = await open(draft, 'wx', 0o600);
        try {
          await handle.writeFile(text);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(draft, file);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },
    delete: (path) => rm(join(root, path), { force: true }),
    async list(folder) {
      const names = (await unlessAbsent(readdir(join(root, folder)))) ?? [];
      return names.filter((name) => !name.startsWith('.')).sort();
    },
  };
}

async function unlessAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw error;
  }
}

const LEASE = 'offline-index';
const PATIENCE_MS = 20_000;
const LOOK_MS = 25;

/** In the queue's cache, where every process on the same Redis finds it. The cache has no folders: each is a list of names. */
export function cacheShelf({ cache, lease }: Pick<Queue, 'cache' | 'lease'>): Shelf {
  const namesIn = async (folder: string): Promise<readonly string[]> => {
    const stored = await cache.get(`offline:${folder}/`);
    return stored === undefined ? [] : (JSON.parse(stored.toString('utf8')) as string[]);
  };
  const change = (folder: string, edit: (names: readonly string[]) => readonly string[]): Promise<void> =>
    underLease(lease, async () => {
      const names = edit(await namesIn(folder));
      await cache.set(`offline:${folder}/`, Buffer.from(JSON.stringify(names)));
    });
  return {
    get: async (path) => (await cache.get(`offline:${path}`))?.toString('utf8'),
    async set(path, text) {
      for (const [folder, name] of steps(path)) {
        // Listed before it is there: a name without a text is passed over, a text without a name would be lost.
        if (!(await namesIn(folder)).includes(name))
          await change(folder, (names) => [...new Set([...names, name])].sort());
      }
      await cache.set(`offline:${path}`, Buffer.from(text));
    },
    async delete(path) {
      await cache.delete(`offline:${path}`);
      const [folder, name] = steps(path).at(-1) ?? ['', path];
      if ((await namesIn(folder)).includes(name))
        await change(folder, (names) => names.filter((other) => other !== name));
    },
    list: namesIn,
  };
}

/** `a/b/c` → `['', 'a']`, `['a', 'b']`, `['a/b', 'c']`. */
function steps(path: string): (readonly [folder: string, name: string])[] {
  const segments = path.split('/');
  return segments.map((name, index) => [segments.slice(0, index).join('/'), name]);
}

async function underLease(take: Queue['lease'], work: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  let held: Lease | undefined;
  while ((held = await take(LEASE)) === undefined) {
    if (performance.now() > deadline) throw new Error('The copies in the queue are being written by somebody else.');
    await sleep(LOOK_MS);
  }
  try {
    await work();
  } finally {
    await held.release();
  }
}
