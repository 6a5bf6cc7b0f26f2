import { execFileSync } from 'node:child_process';
import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Catalogue } from '../../src/catalogue/entry.ts';
import type { Feed } from '../../src/catalogue/feed.ts';
import { catalogueCommand } from '../../src/cli/catalogue.ts';
import { deadLinks } from '../catalogue/site-links.ts';
import { run as runCommand, type Outcome } from './commands.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-catalogue-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (...args: string[]): Promise<Outcome> => runCommand(catalogueCommand(), {}, ...args);

async function write(files: Readonly<Record<string, string>>, into: string): Promise<string> {
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, into, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return join(folder, into);
}

async function siteIn(at: string): Promise<Map<string, string>> {
  const names = await readdir(at, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return new Map(
    await Promise.all(files.map(async (file) => [file.slice(at.length + 1), await readFile(file, 'utf8')] as const)),
  );
}

type Site = ReadonlyMap<string, string>;
const catalogueIn = (site: Site): Catalogue => JSON.parse(site.get('catalogue.json') ?? '') as Catalogue;
const feedIn = (site: Site): Feed => JSON.parse(site.get('feed.json') ?? '') as Feed;

const api = (title: string, ...paths: string[]): string =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title, version: '1.0.0' },
    paths: Object.fromEntries(paths.map((path) => [path, { get: { responses: { 200: { description: 'ok' } } } }])),
  });

const config = `
apis:
  - { name: orders, spec: apis/orders.json, owners: ["@acme/orders"], dependsOn: [ledger] }
  - { name: ledger, spec: apis/ledger.json, gateway: { upstream: "http://l", visibility: internal } }
  - { name: broken, spec: apis/broken.yaml }
`;
const files = {
  '.github/sluice.yaml': config,
  'apis/orders.json': api('Orders', '/orders'),
  'apis/ledger.json': api('Ledger', '/entries'),
  'apis/broken.yaml': 'openapi: 3.1.0\ninfo: [',
};

describe('sluice catalogue', () => {
  test('writes what the configuration lists as a site that hangs together, and says what cannot be shown and why', async () => {
    const out = join(folder, 'site');
    const told = await run(await write(files, 'repository'), '--out', out);
    expect(told).toMatchObject({ code: 1, out: `Written to ${out}: 2 APIs. Open ${out}/index.html.\n` });
    expect(told.err).toMatch(
      /^broken is listed and not shown: apis\/broken\.yaml:\d+:\d+: .+\nNobody is named as the owner of broken\.\n$/,
    );
    const site = await siteIn(out);
    expect([...site.keys()].sort()).toEqual([
      '.nojekyll',
      'apis/broken.html',
      'apis/orders.html',
      'catalogue.json',
      'changes.html',
      'feed.json',
      'index.html',
      'style.css',
    ]);
    expect(deadLinks(site)).toEqual([]);
    expect([...site.values()].join('')).not.toContain('ledger');
    expect(catalogueIn(site).apis.map(({ name, title }) => [name, title])).toEqual([
      ['broken', undefined],
      ['orders', 'Orders'],
    ]);
  });

  test('has internal APIs where that is asked for, and takes their pages out again where it is not', async () => {
    const repository = await write(files, 'internal');
    const out = join(folder, 'internal-site');
    await run(repository, '--out', out, '--internal');
    expect([...(await siteIn(out)).keys()]).toContain('apis/ledger.html');
    await run(repository, '--out', out);
    expect([...(await siteIn(out)).keys()]).not.toContain('apis/ledger.html');
  });

  test('without a configuration finds descriptions by their content', async () => {
    const out = join(folder, 'found-site');
    const found = await write({ 'a/x.json': api('X', '/x'), 'note.json': '{}' }, 'found');
    expect(await run(found, '--out', out)).toMatchObject({ code: 0 });
    expect(catalogueIn(await siteIn(out)).apis.map(({ name }) => name)).toEqual(['a/x.json']);
  });

  test('tells what changed since an older state: in it, new, gone', async () => {
    const listed = (...names: string[]): string =>
      `apis:\n${names.map((name) => `  - { name: ${name}, spec: ${name}.json }\n`).join('')}`;
    const before = await write(
      { '.github/sluice.yaml': listed('a', 'b'), 'a.json': api('A', '/a', '/old'), 'b.json': api('B', '/b') },
      'before',
    );
    const after = await write(
      { '.github/sluice.yaml': listed('a', 'c'), 'a.json': api('A', '/a'), 'c.json': api('C', '/c') },
      'after',
    );
    const out = join(folder, 'changes-site');
    expect(await run(after, '--since', before, '--out', out)).toMatchObject({ code: 0 });
    const site = await siteIn(out);
    const { items } = feedIn(site);
    expect(items.map(({ title }) => title)).toEqual([
      expect.stringMatching(/^a 1\.0\.0: 1 breaking change/),
      'c 1.0.0: new',
      'b: no longer there',
    ]);
    expect(items[0]?.content_text).toContain('- Breaking: GET /old');
    expect(deadLinks(site)).toEqual([]);
  });

  test('reads a git revision, not what lies beside it', async () => {
    const repository = await write({ 'api.json': api('Committed', '/x') }, 'git');
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', repository, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
        stdio: 'ignore',
      });
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'x');
    await write({ 'api.json': api('Uncommitted', '/x') }, 'git');
    const out = join(folder, 'git-site');
    const here = process.cwd();
    process.chdir(repository);
    try {
      expect(await run('HEAD', '--out', out)).toMatchObject({ code: 0 });
    } finally {
      process.chdir(here);
    }
    expect(catalogueIn(await siteIn(out)).apis[0]?.title).toBe('Committed');
  });

  test.each([
    ['a folder with something else in it', 'kept', /holds other files/],
    ['a folder with a file that only looks like ours', 'forged', /holds other files/],
  ])('touches nothing of %s', async (_, name, reason) => {
    const forged = { format: 1, withoutOwner: [], apis: [{ page: '../../keep.txt' }] };
    const out = await write(
      { 'keep.txt': 'mine', 'catalogue.json': JSON.stringify(name === 'forged' ? forged : {}) },
      name,
    );
    const told = await run(await write(files, 'repository'), '--out', out);
    expect(told.code).toBe(2);
    expect(told.err).toMatch(reason);
    expect([...(await siteIn(out)).keys()].sort()).toEqual(['catalogue.json', 'keep.txt']);
  });

  test.each([
    ['nothing', ['no-such-place'], /no-such-place is no file, no folder and no git revision here/],
    ['a file', ['FILE'], /is a file\. Nothing was written\. Name a folder/],
  ])('cannot run on %s', async (_, args, reason) => {
    const repository = await write(files, 'repository');
    const told = await run(
      ...args.map((arg) => arg.replace('FILE', join(repository, 'apis/orders.json'))),
      '--out',
      join(folder, 'none'),
    );
    expect(told.code).toBe(2);
    expect(told.err).toMatch(reason);
  });
});
