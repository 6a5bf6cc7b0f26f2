import { join } from 'node:path';
import type { Queue } from '../../queue/queue.ts';
import { COPY_VERSION, type EnvironmentCopy, type FreezeMark, type OfflineChange } from './copy.ts';
import { cacheShelf, fileShelf, type Shelf } from './shelf.ts';

/**
 * What is at hand while GitHub is down. Kept as files below the data folder and in the queue's cache, since either can be out of
 * reach: the embedded queue belongs to the running process, and files to one machine. Repositories are `owner/name`.
 */
export interface Copies {
  /** Of one repository, or of all. */
  environments(repository?: string): Promise<readonly EnvironmentCopy[]>;
  environment(repository: string, name: string): Promise<EnvironmentCopy | undefined>;
  /** Keeps it, unless a newer one is there. */
  keep(copy: EnvironmentCopy): Promise<void>;
  /** What the record does not know yet, oldest first. */
  changes(repository: string): Promise<readonly OfflineChange[]>;
  leave(repository: string, change: OfflineChange): Promise<void>;
  forget(repository: string, id: string): Promise<void>;
  /** Undefined where releases go on. */
  freezeOf(repository: string, environment: string): Promise<FreezeMark | undefined>;
  mark(repository: string, environment: string, mark: FreezeMark): Promise<void>;
}

/** Below the data folder, and in the queue where there is one at hand. */
export function openCopies(dataFolder: string, queue?: Pick<Queue, 'cache' | 'lease'>): Copies {
  return copiesOn([fileShelf(join(dataFolder, 'copies')), ...(queue === undefined ? [] : [cacheShelf(queue)])]);
}

/** @throws what the last shelf threw, where none of them could be used. */
export function copiesOn(shelves: readonly Shelf[]): Copies {
  const everywhere = async <T>(ask: (shelf: Shelf) => Promise<T>): Promise<readonly T[]> => {
    const answers = await Promise.allSettled(shelves.map(ask));
    const given = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    const failed = answers.find((answer) => answer.status === 'rejected');
    if (given.length === 0 && failed !== undefined) throw failed.reason;
    return given;
  };
  const read = async <T>(path: string): Promise<readonly T[]> =>
    (await everywhere((shelf) => shelf.get(path))).flatMap((text) => parsed<T>(text));
  const names = async (folder: string): Promise<string[]> =>
    [...new Set((await everywhere((shelf) => shelf.list(folder))).flat())].sort();
  const write = (path: string, value: unknown): Promise<unknown> =>
    everywhere((shelf) => shelf.set(path, JSON.stringify(value)));

  const environment: Copies['environment'] = async (repository, name) =>
    (await read<EnvironmentCopy>(`${folderOf(repository)}/${fileName(name)}.json`))
      .filter(({ version }) => version === COPY_VERSION)
      .reduce<EnvironmentCopy | undefined>((a, b) => (a === undefined || b.seq > a.seq ? b : a), undefined);

  return {
    environment,
    async environments(repository) {
      const repositories = repository === undefined ? await repositoriesOf(names) : [repository];
      const copies = await Promise.all(
        repositories.map(async (each) => {
          const files = (await names(folderOf(each))).filter((name) => name.endsWith('.json'));
          return Promise.all(files.map((file) => environment(each, file.slice(0, -'.json'.length))));
        }),
      );
      return copies.flat().filter((copy) => copy !== undefined);
    },
    async keep(copy) {
      const { fullName } = copy.repository;
      const there = await environment(fullName, copy.environment);
      if (there !== undefined && there.repository.id === copy.repository.id && there.seq > copy.seq) return;
      await write(`${folderOf(fullName)}/${fileName(copy.environment)}.json`, copy);
    },
    async changes(repository) {
      const folder = `${folderOf(repository)}/pending`;
      const found = await Promise.all((await names(folder)).map((name) => read<OfflineChange>(`${folder}/${name}`)));
      return found
        .flatMap(([first]) => (first === undefined ? [] : [first]))
        .sort((a, b) => (a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at < b.at ? -1 : 1));
    },
    async leave(repository, change) {
      await write(`${folderOf(repository)}/pending/${fileName(change.id)}.json`, change);
    },
    async forget(repository, id) {
      await everywhere((shelf) => shelf.delete(`${folderOf(repository)}/pending/${fileName(id)}.json`));
    },
    async freezeOf(repository, name) {
      const marks = await read<FreezeMark>(`${folderOf(repository)}/${fileName(name)}.frozen`);
      const [newest] = [...marks].sort((a, b) => (a.at < b.at ? 1 : -1));
      return newest?.frozen === true ? newest : undefined;
    },
    async mark(repository, name, mark) {
      await write(`${folderOf(repository)}/${fileName(name)}.frozen`, mark);
    },
  };
}

/** A file that somebody damaged counts as not there: the other shelf may have it whole. */
function parsed<T>(text: string | undefined): T[] {
  if (text === undefined) return [];
  try {
    return [JSON.parse(text) as T];
  } catch {
    return [];
  }
}

async function repositoriesOf(names: (folder: string) => Promise<string[]>): Promise<string[]> {
  const owners = await names('');
  const found = await Promise.all(owners.map(async (owner) => (await names(owner)).map((name) => `${owner}/${name}`)));
  return found.flat();
}

/** GitHub takes no notice of a name's case, file systems may. */
function folderOf(repository: string): string {
  const segments = repository.toLowerCase().split('/');
  if (segments.length !== 2) throw new Error(`not a repository: ${JSON.stringify(repository)}; expected owner/name`);
  return segments.map(fileName).join('/');
}

function fileName(text: string): string {
  if (/^[\w-][\w.-]{0,199}$/.test(text)) return text;
  // A repository may be called `.github`.
  if (/^\.[A-Za-z_-][\w.-]{0,198}$/.test(text)) return `_${text}`;
  throw new Error(`not a name: ${JSON.stringify(text.slice(0, 80))}`);
}
