import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closePull, ensureCurrentPull, ensurePull, type WantedPull } from '../../src/github/pull-writer.ts';
import type { Repo } from '../../src/github/repo.ts';
import { fakeGit, type FakeGit } from './fake-git.ts';
import { api, bot, cleanNetwork, forbidNetwork, testRepo } from './world.ts';

const branch = 'sluice/revert-orders-5512';

let git: FakeGit;
let repo: Repo;
let base: string;
let pulls: Record<string, unknown>[];
/** Status of the next answer to a creation, given after it took effect. */
let failCreate: number | undefined;

beforeAll(forbidNetwork);
afterEach(cleanNetwork);
beforeEach(async () => {
  repo = await testRepo();
  git = fakeGit();
  base = git.commitFiles({ 'a.yaml': 'bad', 'b.yaml': 'kept', 'new.yaml': `added ${Math.random()}` }, []);
  pulls = [];
  failCreate = undefined;
  const all = api().persist();
  all
    .get(/^\/repos\/acme\/apis\/pulls\?/)
    .reply((uri) => [200, uri.includes('state=open') ? pulls.filter(({ state }) => state === 'open') : pulls]);
  all.patch('/pulls/40').reply((_uri, body) => [200, Object.assign(pulls[0] ?? {}, { sent: body })]);
  all.post('/pulls').reply((_uri, body) => {
    const { head } = body as { head: string };
    if (pulls.some(({ state }) => state === 'open')) return [422, { message: 'A pull request already exists' }];
    pulls.push({
      number: 40 + pulls.length,
      state: 'open',
      merged_at: null,
      user: bot,
      head: { ref: head },
      ...{ sent: body },
    });
    const status = failCreate;
    failCreate = undefined;
    return status === undefined ? [201, pulls.at(-1)] : [status, {}];
  });
});

function wanted(more: Partial<WantedPull> = {}): WantedPull {
  const changes = [
    { path: 'a.yaml', content: Buffer.from('good') },
    { path: 'new.yaml', content: null },
    { path: 'never.yaml', content: null },
  ];
  return {
    key: 'revert 5512',
    branch,
    base: 'main',
    baseSha: base,
    title: 'Revert',
    body: 'why',
    message: 'Revert orders',
    changes,
    ...more,
  };
}

function branchFiles(): Record<string, string> {
  const commit = git.commits.get(git.refs.get(`heads/${branch}`) ?? '');
  const leaves = git.trees.get(commit?.tree ?? '') ?? [];
  return Object.fromEntries(leaves.map(({ path, sha }) => [path, git.blobs.get(sha)?.toString() ?? '']));
}

describe('a pull request of ours', () => {
  it('holds exactly the changes, on the base that they were computed for', async () => {
    expect(await ensurePull(repo, wanted())).toEqual({ number: 40, state: 'open', created: true });
    expect(branchFiles()).toEqual({ 'a.yaml': 'good', 'b.yaml': 'kept' });
    expect(git.commits.get(git.refs.get(`heads/${branch}`) ?? '')?.parents).toEqual([base]);
  });

  it('is opened once', async () => {
    await ensurePull(repo, wanted());
    expect(await ensurePull(repo, wanted())).toEqual({ number: 40, state: 'open', created: false });
  });

  it.each([
    ['a blob', /^POST \/git\/blobs/, 'before'],
    ['the tree', /^POST \/git\/trees/, 'after'],
    ['the commit', /^POST \/git\/commits/, 'after'],
    ['the branch', /^POST \/git\/refs/, 'before'],
    ['the branch, which was made', /^POST \/git\/refs/, 'after'],
  ] as const)('is one, whatever fails at %s', async (_case, line, when) => {
    git.failNext(line, 500, when);
    const again = () => ensurePull(repo, wanted());
    expect(await again().catch(again)).toMatchObject({ number: 40, state: 'open' });
    expect(branchFiles()).toEqual({ 'a.yaml': 'good', 'b.yaml': 'kept' });
    expect(pulls).toHaveLength(1);
  });

  it('is one where the answer to its creation was lost', async () => {
    failCreate = 502;
    expect(await ensurePull(repo, wanted())).toMatchObject({ number: 40, created: false });
    expect(pulls).toHaveLength(1);
  });

  it('is brought to a newer base where a crash left only its branch', async () => {
    await ensurePull(repo, wanted());
    pulls.length = 0;
    base = git.commitFiles({ 'a.yaml': 'bad', 'c.yaml': 'meanwhile' }, [base]);
    await ensurePull(repo, wanted());
    expect(branchFiles()).toEqual({ 'a.yaml': 'good', 'c.yaml': 'meanwhile' });
  });

  it('never replaces commits of somebody else', async () => {
    git.refs.set(`heads/${branch}`, git.commitFiles({ x: 'theirs' }, [base]));
    await expect(ensurePull(repo, wanted())).rejects.toMatchObject({ kind: 'conflict' });
    expect(branchFiles()).toEqual({ x: 'theirs' });
  });

  it('stays closed when a person closed it', async () => {
    await ensurePull(repo, wanted());
    Object.assign(pulls[0] ?? {}, { state: 'closed' });
    expect(await ensurePull(repo, wanted())).toEqual({ number: 40, state: 'closed', created: false });
    Object.assign(pulls[0] ?? {}, { merged_at: '2026-11-21T00:00:00Z' });
    expect(await ensurePull(repo, wanted())).toMatchObject({ state: 'merged' });
  });

  it('is brought up to date while it is open where its occasion comes again, and opened anew after that', async () => {
    await ensureCurrentPull(repo, wanted());
    const later = wanted({ title: 'Otherwise', changes: [{ path: 'a.yaml', content: Buffer.from('better') }] });
    expect(await ensureCurrentPull(repo, later)).toEqual({ number: 40, state: 'open', created: false });
    expect(branchFiles()).toMatchObject({ 'a.yaml': 'better' });
    expect(pulls).toMatchObject([{ sent: { title: 'Otherwise' } }]);
    Object.assign(pulls[0] ?? {}, { state: 'closed' });
    expect(await ensureCurrentPull(repo, later)).toEqual({ number: 41, state: 'open', created: true });
  });

  it.each([
    ['ours and open', { user: bot, state: 'open' }, ['POST comment', 'PATCH pull']],
    ['closed or merged', { user: bot, state: 'closed' }, []],
    ['of somebody else', { user: { login: 'tom', type: 'User', id: 3 }, state: 'open' }, []],
  ])('is closed, with the reason, only while it is open: %s', async (_case, facts, writes) => {
    const written: string[] = [];
    api().get('/pulls/50').reply(200, facts);
    api().get('/issues/50/comments?per_page=100').optionally().reply(200, []);
    api()
      .post('/issues/50/comments', ({ body }: { body: string }) => body.includes('not needed'))
      .optionally()
      .reply(() => [201, { id: written.push('POST comment') }]);
    api()
      .patch('/pulls/50', { state: 'closed' })
      .optionally()
      .reply(() => [200, { number: written.push('PATCH pull') }]);
    await closePull(repo, 50, 'not needed');
    expect(written).toEqual(writes);
  });
});
