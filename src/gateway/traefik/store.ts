import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from '../system-code.ts';
import { ownerKey } from './document.ts';

/** One owner's file as it stands. */
export interface Stored {
  readonly text: string;
  /** Of the text. */
  readonly version: string;
}

/** Keeps one file for each owner. Whatever cannot be done for reasons of the disk is thrown with the system's code. */
export interface DocumentStore {
  read(owner: string): Promise<Stored | undefined>;
  /** False where the owner's file is no longer the expected one: then nothing was written. `undefined` is no file. */
  replace(owner: string, expected: string | undefined, text: string | undefined): Promise<boolean>;
}

const prefix = 'sluice-';
const suffix = '.yml';

/** Longer than a file takes to be compared and renamed by far: whoever holds a lock for so long has died. */
const staleMs = 10_000;
const patienceMs = 15_000;

/**
 * Files in a folder, exchanged by rename: whoever reads meanwhile finds the old file or the new one. Drafts and locks have names
 * that Traefik does not look at.
 */
export function directoryStore(folder: string): DocumentStore {
  const fileOf = (owner: string): string => join(folder, `${prefix}${ownerKey(owner)}${suffix}`);
  const read: DocumentStore['read'] = async (owner) => {
    const text = await unlessAbsent(readFile(fileOf(owner), 'utf8'));
    return text === undefined ? undefined : { text, version: versionOf(text) };
  };
  return {
    read,
    async replace(owner, expected, text) {
      const file = fileOf(owner);
      return underLock(`${file}.lock`, async () => {
        if ((await read(owner))?.version !== expected) return false;
        if (text === undefined) await rm(file, { force: true });
        else await exchange(file, text);
        return true;
      });
    },
  };
}

/** Whether a file is one that stands here for an owner. */
export function isOwners(name: string): boolean {
  return name.startsWith(prefix) && name.endsWith(suffix);
}

/** The texts of all owners, by file name. */
export async function allDocuments(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(folder)).filter(isOwners).sort();
  const texts = await Promise.all(
    names.map(async (name) => [name, await unlessAbsent(readFile(join(folder, name), 'utf8'))] as const),
  );
  return new Map(texts.flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])));
}

/** Written aside, flushed, renamed, and the folder flushed: the rename is the moment. */
export async function exchange(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}.new`;
  const handle = await open(draft, 'wx', 0o644);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  const folder = await open(join(file, '..'), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Leases keep two jobs from one target; this is for whoever writes without one. A lock that was left behind is taken away under
 * a name of its own, so that of two who find it stale only one goes on.
 */
async function underLock<T>(lock: string, work: () => Promise<T>): Promise<T> {
  await mkdir(join(lock, '..'), { recursive: true });
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const handle = await open(lock, 'wx').catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
      return undefined;
    });
    if (handle !== undefined) {
      await handle.close();
      break;
    }
    if (performance.now() > deadline) throw new Error(`${lock} is held by somebody who does not let go`);
    await takeAwayStale(lock);
    await sleep(10);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function takeAwayStale(lock: string): Promise<void> {
  const seen = await unlessAbsent(stat(lock));
  if (seen === undefined || Date.now() - seen.mtimeMs < staleMs) return;
  const aside = `${lock}.${randomUUID()}`;
  await unlessAbsent(rename(lock, aside));
  await rm(aside, { force: true });
}

async function unlessAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
}
