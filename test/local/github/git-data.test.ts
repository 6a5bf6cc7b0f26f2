import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acme, FULL, refused, REPO } from './local.ts';
import type { Acme } from './local.ts';

describe('git objects and refs by REST', () => {
  let world: Acme;
  let main: string;
  beforeAll(async () => {
    world = await acme();
    main = await world.github.commitOf(FULL, 'main');
  });
  afterAll(async () => {
    expect(world.github.contract.violations).toEqual([]);
    await world.close();
  });

  async function committed(content: string, parents: string[]): Promise<string> {
    const item = { path: 'state/log.json', mode: '100644', type: 'blob', content } as const;
    const tree = await world.octokit.rest.git.createTree({ ...REPO, tree: [item] });
    const commit = { ...REPO, message: content, tree: tree.data.sha, parents };
    return (await world.octokit.rest.git.createCommit(commit)).data.sha;
  }

  it('moves a branch only forward: the slower of two writers is refused', async () => {
    const { git } = world.octokit.rest;
    const first = await committed('1', []);
    await git.createRef({ ...REPO, ref: 'refs/heads/sluice/state', sha: first });
    expect(await refused(git.createRef({ ...REPO, ref: 'refs/heads/sluice/state', sha: first }))).toMatchObject({
      status: 422,
      message: 'Reference already exists',
    });
    const [fast, slow] = [await committed('fast', [first]), await committed('slow', [first])];
    const update = (sha: string, force = false) => git.updateRef({ ...REPO, ref: 'heads/sluice/state', sha, force });
    expect((await update(fast)).data.object.sha).toBe(fast);
    expect(await refused(update(slow))).toMatchObject({ status: 422, message: 'Update is not a fast forward' });
    expect((await update(slow, true)).data.object.sha).toBe(slow);
  });

  it('lets one of many win', async () => {
    const { git } = world.octokit.rest;
    const root = await committed('root', []);
    await git.createRef({ ...REPO, ref: 'refs/heads/race', sha: root });
    const news = await Promise.all(['a', 'b', 'c', 'd'].map((text) => committed(text, [root])));
    const done = await Promise.allSettled(news.map((sha) => git.updateRef({ ...REPO, ref: 'heads/race', sha })));
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('makes trees from a base: adds, changes, removes, puts directories in', async () => {
    const { git } = world.octokit.rest;
    const sub = await git.createTree({
      ...REPO,
      tree: [{ path: 'x.txt', mode: '100644', type: 'blob', content: 'x' }],
    });
    const { data } = await git.createTree({
      ...REPO,
      base_tree: main,
      tree: [
        { path: 'README.md', mode: '100644', type: 'blob', sha: null },
        { path: 'apis', mode: '040000', type: 'tree', sha: sub.data.sha },
        { path: 'run.sh', mode: '100755', type: 'blob', content: '#!/bin/sh\n' },
      ],
    });
    const tree = await git.getTree({ ...REPO, tree_sha: data.sha, recursive: '1' });
    expect(tree.data.truncated).toBe(false);
    expect(tree.data.tree.map(({ path, mode }) => [path, mode])).toEqual([
      ['apis', '040000'],
      ['apis/x.txt', '100644'],
      ['run.sh', '100755'],
    ]);
  });

  it('refuses objects that are not there', async () => {
    const { git } = world.octokit.rest;
    const gone = '1'.repeat(40);
    const item = { path: 'a', mode: '100644', type: 'blob', sha: gone } as const;
    expect(await refused(git.createTree({ ...REPO, tree: [item] }))).toMatchObject({ status: 422 });
    expect(await refused(git.createCommit({ ...REPO, message: 'm', tree: gone }))).toMatchObject({ status: 422 });
    expect(await refused(git.createRef({ ...REPO, ref: 'refs/heads/x', sha: gone }))).toMatchObject({ status: 422 });
    expect(await refused(git.getBlob({ ...REPO, file_sha: gone }))).toMatchObject({ status: 404 });
  });

  it('carries bytes', async () => {
    const bytes = Buffer.from([0, 255, 128, 10, 13]);
    const blob = { ...REPO, content: bytes.toString('base64'), encoding: 'base64' };
    const { sha } = (await world.octokit.rest.git.createBlob(blob)).data;
    const { data } = await world.octokit.rest.git.getBlob({ ...REPO, file_sha: sha });
    expect(Buffer.from(data.content, 'base64')).toEqual(bytes);
  });

  it('compares', async () => {
    await world.tom.commit(FULL, { branch: 'left', files: { 'l.txt': 'l' }, message: 'Left' });
    await world.tom.commit(FULL, { branch: 'right', files: { 'r.txt': 'r' }, message: 'Right' });
    const compare = async (basehead: string) =>
      (await world.octokit.rest.repos.compareCommitsWithBasehead({ ...REPO, basehead })).data;
    expect(await compare('left...right')).toMatchObject({
      status: 'diverged',
      ahead_by: 1,
      behind_by: 1,
      total_commits: 1,
    });
    expect(await compare('main...right')).toMatchObject({ status: 'ahead', files: [{ filename: 'r.txt' }] });
    expect(await compare('right...main')).toMatchObject({ status: 'behind' });
    expect(await compare('main...main')).toMatchObject({ status: 'identical', commits: [], files: [] });
  });
});
