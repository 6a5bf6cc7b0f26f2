import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import nock from 'nock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGitCache } from '../../src/github/git-cache.ts';
import type { Repo } from '../../src/github/repo.ts';
import { startGitServer, type GitServer } from './git-server.ts';
import { cleanNetwork, testRepo } from './world.ts';

let server: GitServer;
let repo: Repo;

beforeAll(async () => {
  nock.disableNetConnect();
  nock.enableNetConnect('127.0.0.1');
  server = await startGitServer();
  repo = { ...(await testRepo()), cloneUrl: server.url };
});
afterAll(async () => {
  cleanNetwork();
  await server.close();
});

function cache(maxBytes = 1e9) {
  const dir = mkdtempSync(path.join(tmpdir(), 'sluice-cache-'));
  return { dir, git: createGitCache({ dir, maxBytes, insecure: true }) };
}

const hasPgrep = spawnSync('pgrep', ['-x', 'no-such-program']).error === undefined;

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

describe('the git cache', () => {
  it('reads the files of one commit that are wanted, and nothing through a link', async () => {
    const commit = server.commit({
      'apis/a.yaml': 'openapi: 3.1.0\n',
      'apis/ü "quoted".yaml': 'name',
      '--upload-pack=x.yaml': 'dashes',
      'link.yaml': { link: '/etc/passwd' },
      sub: { module: 'c'.repeat(40) },
      'readme.md': 'no',
    });
    const { git, dir } = cache();
    const files = await git.readAll(repo, commit, ({ path: name }) => !name.endsWith('.md'));
    expect(Object.fromEntries([...files].map(([name, bytes]) => [name, Buffer.from(bytes).toString()]))).toEqual({
      'apis/a.yaml': 'openapi: 3.1.0\n',
      'apis/ü "quoted".yaml': 'name',
      '--upload-pack=x.yaml': 'dashes',
    });
    const kinds = (await git.entries(repo, commit)).map((entry) => `${entry.kind} ${entry.path}`);
    expect(kinds).toEqual(expect.arrayContaining(['symlink link.yaml', 'submodule sub']));
    expect(existsSync(path.join(dir, 'link.yaml'))).toBe(false);
  });

  it('shows the token to the server, and leaves it nowhere', async () => {
    const commit = server.commit({ 'a.yaml': 'token' });
    const { git, dir } = cache();
    await git.entries(repo, commit);
    const basic = Buffer.from('x-access-token:ghs_one').toString('base64');
    expect(server.authorizations.at(-1)).toBe(`Basic ${basic}`);
    for (const each of filesBelow(dir)) {
      const bytes = readFileSync(each).toString('latin1');
      expect(bytes.includes(basic) || bytes.includes('ghs_one')).toBe(false);
    }
  });

  it.skipIf(!hasPgrep)('waits for nothing that git began once git itself is ended', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const asked = once(silent, 'request');
    const { git } = cache();
    const read = git.entries({ ...repo, cloneUrl: `http://127.0.0.1:${port}/a.git` }, 'a'.repeat(40));
    const ended = expect(read).rejects.toMatchObject({ kind: 'unavailable' });
    await asked;
    const [leader = ''] = execFileSync('pgrep', ['-f', `fetch --quiet .*:${port}/`], { encoding: 'utf8' }).split('\n');
    process.kill(Number(leader));
    await ended;
    silent.close();
  });

  it('fetches a commit once, also when many ask', async () => {
    const commit = server.commit({ 'a.yaml': 'once' });
    const { git } = cache();
    await Promise.all([1, 2, 3].map(() => git.entries(repo, commit)));
    const before = server.authorizations.length;
    await git.entries(repo, commit);
    expect(server.authorizations).toHaveLength(before);
  });

  it('tells a commit that is not there from a server that is not', async () => {
    const { git } = cache();
    await expect(git.entries(repo, 'd'.repeat(40))).rejects.toMatchObject({ kind: 'not-found', retryable: false });
    const away = { ...repo, cloneUrl: 'http://127.0.0.1:1/apis.git' };
    await expect(git.entries(away, 'd'.repeat(40))).rejects.toMatchObject({ kind: 'unavailable', retryable: true });
  });

  it('begins anew where somebody died in the middle of a fetch, or the disk lost what was written', async () => {
    const damages: Record<string, (folder: string, commit: string) => void> = {
      'a lock': (folder) => {
        writeFileSync(path.join(folder, 'shallow.lock'), '');
      },
      'half a repository': (folder) => {
        rmSync(path.join(folder, 'objects'), { recursive: true });
      },
      'an empty reference': (folder, commit) => {
        writeFileSync(path.join(folder, 'refs/sluice', commit), '');
      },
      'empty objects': (folder) => {
        for (const each of filesBelow(path.join(folder, 'objects'))) {
          rmSync(each);
          writeFileSync(each, '');
        }
      },
    };
    for (const [name, damage] of Object.entries(damages)) {
      const first = server.commit({ 'a.yaml': name });
      const next = server.commit({ 'a.yaml': `${name}, mended` });
      const { git, dir } = cache();
      await git.readAll(repo, first, () => true);
      const [folder = ''] = readdirSync(dir);
      damage(path.join(dir, folder), first);
      for (const [commit, text] of [[next, `${name}, mended`] as const, [first, name] as const]) {
        const files = await git.readAll(repo, commit, () => true);
        expect(Buffer.from(files.get('a.yaml') ?? []).toString()).toBe(text);
      }
      expect(readdirSync(dir)).toEqual([folder]);
    }
  });

  it('keeps what it has where the server does not answer', async () => {
    const gone = await startGitServer();
    const here = { ...repo, cloneUrl: gone.url };
    const commit = gone.commit({ 'a.yaml': 'kept' });
    const { git, dir } = cache();
    await git.entries(here, commit);
    await gone.close();
    const before = readdirSync(dir);
    await expect(git.entries(here, 'd'.repeat(40))).rejects.toMatchObject({ kind: 'unavailable' });
    expect(readdirSync(dir)).toEqual(before);
    expect(await git.entries(here, commit)).toHaveLength(1);
  });

  it('speaks no other protocol and takes no other name than a commit’s', async () => {
    const { git } = cache();
    for (const cloneUrl of ['file:///etc', 'ext::sh -c id', 'ssh://127.0.0.1/x']) {
      await expect(git.entries({ ...repo, cloneUrl }, 'd'.repeat(40))).rejects.toThrow();
    }
    await expect(git.entries(repo, '--upload-pack=id')).rejects.toThrow('not a full commit name');
    const strict = createGitCache({ dir: cache().dir, maxBytes: 1e9, insecure: false });
    await expect(strict.entries(repo, server.commit({ a: 'b' }))).rejects.toMatchObject({
      reason: expect.stringContaining('not allowed') as string,
    });
  });

  it('removes what was used longest ago when it grows too large', async () => {
    const commit = server.commit({ 'a.yaml': 'x'.repeat(2000) });
    const { git, dir } = cache(1);
    await git.entries({ ...repo, id: 1 }, commit);
    await git.entries({ ...repo, id: 2 }, commit);
    expect(readdirSync(dir).map((name) => name.split('-')[0])).toEqual(['2']);
  });

  it('gives the history of a branch, newest first', async () => {
    const first = server.commit({ 'entry.json': '1' });
    const second = server.commit({ 'entry.json': '2' }, first);
    const { git } = cache();
    await git.entries(repo, second);
    const history = await git.history(repo, second);
    expect(history.map(({ sha, parents }) => [sha, parents])).toEqual([
      [second, [first]],
      [first, []],
    ]);
    const [entry] = (await history[1]?.entries()) ?? [];
    expect((await history[1]?.read([entry?.sha ?? '']))?.get(entry?.sha ?? '')?.toString()).toBe('1');
  });
});
