import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { namedApis } from '../../src/cli/import/files.ts';
import { stage } from '../../src/cli/import/place.ts';
import { checkout } from '../gateway/import.ts';

const scope = { owner: 'acme/apis@staging' };
const api = (title: string, dependsOn: string[] = []) => ({
  title,
  dependsOn,
  files: [{ name: 'api', body: { title } }],
});
const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'sluice-place-'));
const files = new Map([
  ['gateway/edge/a.yaml', 'a'],
  ['gateway/edge/b.yaml', 'b'],
]);

describe('names', () => {
  it('are such as a repository may use, each once', () => {
    const named = namedApis('edge', [api('Orders API (v2)'), api('orders-api-v2'), api('…'), api('all', ['…'])]);
    expect(named.map(({ name }) => name)).toEqual(['orders-api-v2', 'orders-api-v2-2', 'api', 'all-2']);
    expect(named[3]?.dependsOn).toEqual(['api']);
    expect([...(named[1]?.files.keys() ?? [])]).toEqual(['gateway/edge/orders-api-v2-2/api.yaml']);
  });
});

describe('files', () => {
  it('come all at once', async () => {
    const root = await folder();
    const staged = await stage(root, 'gateway/edge', files, ['.github/sluice.yaml', 'new']);
    expect(await readdir(root)).toEqual([expect.stringMatching(/^\.sluice-import-/)]);
    await staged.place();
    expect((await readdir(root)).sort()).toEqual(['.github', 'gateway']);
    expect(await readFile(join(root, 'gateway/edge/b.yaml'), 'utf8')).toBe('b');
    expect(await readFile(join(root, '.github/sluice.yaml'), 'utf8')).toBe('new');
  });

  it('do not come at all where one cannot: what was there stays', async () => {
    const root = await folder();
    await mkdir(join(root, '.github/sluice.yaml/in-the-way'), { recursive: true });
    const staged = await stage(root, 'gateway/edge', files, ['.github/sluice.yaml', 'new']);
    await expect(staged.place()).rejects.toThrow();
    await staged.discard();
    expect(await readdir(join(root, 'gateway'))).toEqual([]);
    expect((await readdir(root)).sort()).toEqual(['.github', 'gateway']);
  });

  it('do not come onto a folder that came meanwhile', async () => {
    const root = await folder();
    const staged = await stage(root, 'gateway/edge', files, ['.github/sluice.yaml', 'new']);
    await mkdir(join(root, 'gateway/edge'), { recursive: true });
    await writeFile(join(root, 'gateway/edge/mine.yaml'), 'mine');
    await expect(staged.place()).rejects.toThrow('gateway/edge is there by now');
    expect(await readdir(join(root, 'gateway/edge'))).toEqual(['mine.yaml']);
  });
});

describe('a target that serves nothing but what Sluice wrote', () => {
  it('is refused with one line', async () => {
    const { run, files: written } = await checkout(
      {
        kind: 'embedded',
        admin: ['http://127.0.0.1:9'],
        url: 'http://127.0.0.1:9',
        secret: { env: 'EDGE_SECRET' },
        repositories: ['acme/*'],
      },
      { EDGE_SECRET: 'x' },
    );
    const { out, code } = await run(scope);
    expect(out).toBe(
      'Not done: nothing to import from edge: a target of the kind embedded holds nothing that Sluice did not write.\nNothing was written.\n',
    );
    expect(code).toBe(1);
    expect((await written()).size).toBe(0);
  });

  it('is not asked where the repository may not use it', async () => {
    const { run } = await checkout({
      kind: 'traefik',
      provider: 'file',
      directory: '/nowhere',
      api: ['http://127.0.0.1:9'],
      url: 'http://127.0.0.1:9',
      repositories: ['others/*'],
    });
    expect(await run(scope)).toMatchObject({ code: 2, out: '' });
  });
});
