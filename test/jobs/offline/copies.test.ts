import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EnvironmentCopy, OfflineChange } from '../../../src/jobs/offline/copy.ts';
import { copiesOn, openCopies } from '../../../src/jobs/offline/copies.ts';
import { cacheShelf, fileShelf, type Shelf } from '../../../src/jobs/offline/shelf.ts';
import { ENVIRONMENT, memoryQueue, REPOSITORY, RUN } from './world.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-copies-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const copy: EnvironmentCopy = {
  version: 1,
  repository: REPOSITORY,
  environment: ENVIRONMENT,
  seq: 5,
  at: RUN.at,
  config: {},
  state: { current: RUN, good: [], holds: [], approvals: [] },
  lastGood: {},
};

function hold(id: string, at: string): OfflineChange {
  return { kind: 'hold', id, at, environment: ENVIRONMENT, by: 'ada', reason: 'r', apis: ['orders'] };
}

const shelves: Readonly<Record<string, () => Shelf>> = {
  files: () => fileShelf(folder),
  'the cache': () => cacheShelf(memoryQueue()),
};

describe.each(Object.entries(shelves))('a shelf of %s', (_name, make) => {
  it('keeps texts by path, lists folders and forgets', async () => {
    const shelf = make();
    expect(await shelf.get('acme/apis/staging.json')).toBeUndefined();
    expect(await shelf.list('acme/apis')).toEqual([]);
    await shelf.set('acme/apis/staging.json', 'one');
    await shelf.set('acme/apis/staging.json', 'two');
    await shelf.set('acme/apis/pending/a.json', 'three');
    expect(await shelf.get('acme/apis/staging.json')).toBe('two');
    expect(await shelf.list('')).toEqual(['acme']);
    expect(await shelf.list('acme/apis')).toEqual(['pending', 'staging.json']);
    await shelf.delete('acme/apis/pending/a.json');
    await shelf.delete('acme/apis/pending/a.json');
    expect(await shelf.get('acme/apis/pending/a.json')).toBeUndefined();
    expect(await shelf.list('acme/apis/pending')).toEqual([]);
  });

  it('loses nothing of what many write at once', async () => {
    const shelf = make();
    const names = Array.from({ length: 20 }, (_, index) => `${index}.json`);
    await Promise.all(names.map((name) => shelf.set(`acme/apis/pending/${name}`, name)));
    expect([...(await shelf.list('acme/apis/pending'))].sort()).toEqual([...names].sort());
  });
});

describe('copies', () => {
  it('keep the newest, and never go back to an older entry of the record', async () => {
    const copies = openCopies(folder);
    await copies.keep(copy);
    await copies.keep({ ...copy, seq: 4 });
    expect((await copies.environment('ACME/Apis', ENVIRONMENT))?.seq).toBe(5);
    expect((await copies.environments()).map(({ environment }) => environment)).toEqual([ENVIRONMENT]);
    expect(await copies.environments('acme/other')).toEqual([]);
  });

  it('are found by another process through the queue alone', async () => {
    const queue = memoryQueue();
    await openCopies(folder, queue).keep(copy);
    await openCopies(folder, queue).leave(REPOSITORY.fullName, hold('a', '2026-11-20T10:00:00.000Z'));
    const elsewhere = openCopies(join(folder, 'elsewhere'), queue);
    expect(await elsewhere.environments()).toEqual([copy]);
    expect((await elsewhere.changes(REPOSITORY.fullName)).map(({ id }) => id)).toEqual(['a']);
  });

  it('tell the newest of two places apart, and do without one that is damaged or gone', async () => {
    const queue = memoryQueue();
    await openCopies(folder).keep(copy);
    await copiesOn([cacheShelf(queue)]).keep({ ...copy, seq: 9 });
    expect((await openCopies(folder, queue).environment('acme/apis', ENVIRONMENT))?.seq).toBe(9);
    await writeFile(join(folder, 'copies', 'acme', 'apis', `${ENVIRONMENT}.json`), '{"version":1,');
    expect((await openCopies(folder, queue).environment('acme/apis', ENVIRONMENT))?.seq).toBe(9);
    const broken: Shelf = { ...cacheShelf(queue), get: () => Promise.reject(new Error('down')) };
    expect((await copiesOn([broken, cacheShelf(queue)]).environment('acme/apis', ENVIRONMENT))?.seq).toBe(9);
    await expect(copiesOn([broken]).environment('acme/apis', ENVIRONMENT)).rejects.toThrow('down');
  });

  it('give changes in the order in which they were made', async () => {
    const copies = openCopies(folder, memoryQueue());
    await copies.leave('acme/apis', hold('later', '2026-11-20T12:00:00.000Z'));
    await copies.leave('acme/apis', hold('first', '2026-11-20T11:00:00.000Z'));
    expect((await copies.changes('acme/apis')).map(({ id }) => id)).toEqual(['first', 'later']);
    await copies.forget('acme/apis', 'first');
    expect((await copies.changes('acme/apis')).map(({ id }) => id)).toEqual(['later']);
  });

  it('freeze until the newest mark lifts it, wherever that one was made', async () => {
    const queue = memoryQueue();
    const here = openCopies(folder, queue);
    const there = openCopies(join(folder, 'there'), queue);
    const mark = { by: 'ada', reason: 'looking', at: '2026-11-20T10:00:00.000Z' };
    expect(await here.freezeOf('acme/apis', ENVIRONMENT)).toBeUndefined();
    await here.mark('acme/apis', ENVIRONMENT, { frozen: true, ...mark });
    expect(await there.freezeOf('acme/apis', ENVIRONMENT)).toMatchObject(mark);
    await there.mark('acme/apis', ENVIRONMENT, { frozen: false, ...mark, at: '2026-11-20T11:00:00.000Z' });
    expect(await here.freezeOf('acme/apis', ENVIRONMENT)).toBeUndefined();
  });

  it.each(['../../etc/passwd', 'acme', 'acme/..', 'acme/a/b', 'acme/a b'])(
    'refuse %j as a repository',
    async (name) => {
      await expect(openCopies(folder).environments(name)).rejects.toThrow(/not a/);
    },
  );

  it('leave no draft where they cannot be written, as on a full disk', async () => {
    await mkdir(join(folder, 'acme/apis/staging.json/in-its-place'), { recursive: true });
    await expect(fileShelf(folder).set('acme/apis/staging.json', 'text')).rejects.toThrow();
    expect(await readdir(join(folder, 'acme/apis'))).toEqual(['staging.json']);
  });

  it('are for this account only, and leave no drafts behind', async () => {
    await openCopies(folder).keep(copy);
    const place = join(folder, 'copies', 'acme', 'apis');
    expect(await readdir(place)).toEqual([`${ENVIRONMENT}.json`]);
    expect((await stat(join(place, `${ENVIRONMENT}.json`))).mode & 0o777).toBe(0o600);
    expect((await stat(place)).mode & 0o777).toBe(0o700);
  });
});
