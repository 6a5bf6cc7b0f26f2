import nock from 'nock';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { firstParentCommits } from '../../src/github/commits.ts';
import { commentsSince, getComment, react } from '../../src/github/comments.ts';
import { endUnrecorded, ensureDeployment, listDeployments, setDeploymentStatus } from '../../src/github/deployments.ts';
import { closeIssue, ensureIssue, isOurIssue } from '../../src/github/issues.ts';
import { isMember, permissionOf } from '../../src/github/people.ts';
import { pullsWithHead, readPull } from '../../src/github/pulls.ts';
import type { Repo } from '../../src/github/repo.ts';
import { api, bot, cleanNetwork, forbidNetwork, origin, testRepo } from './world.ts';

const sha = (digit: string) => digit.repeat(40);
let repo: Repo;

beforeAll(forbidNetwork);
beforeEach(async () => {
  repo = await testRepo();
});
afterEach(cleanNetwork);

function pullAnswer(more: object = {}) {
  return {
    number: 12,
    title: 't',
    html_url: 'u',
    state: 'open',
    draft: false,
    merged: false,
    merged_at: null,
    merge_commit_sha: sha('c'),
    user: { login: 'mira' },
    changed_files: 1,
    head: { sha: sha('b'), ref: 'x', repo: { id: 99 } },
    base: { sha: sha('a'), ref: 'main', repo: { id: 7 } },
    ...more,
  };
}

describe('a pull request', () => {
  it('is read with its merge base and files', async () => {
    api().get('/pulls/12').reply(200, pullAnswer());
    api()
      .get(`/compare/${sha('a')}...${sha('b')}?per_page=1`)
      .reply(200, {
        status: 'diverged',
        merge_base_commit: { sha: sha('d') },
        files: [{ filename: 'b.yaml', previous_filename: 'a.yaml', status: 'renamed', patch: '@@' }],
      });
    expect(await readPull(repo, 12)).toMatchObject({
      isFork: true,
      headRepoId: 99,
      mergeBase: sha('d'),
      complete: true,
      author: 'mira',
      files: [{ path: 'b.yaml', previousPath: 'a.yaml', status: 'renamed', patch: '@@' }],
    });
  });

  it('of a deleted fork and a deleted person is a fork’s still', async () => {
    api()
      .get('/pulls/12')
      .reply(200, pullAnswer({ user: null, changed_files: 0, head: { sha: sha('b'), ref: 'x', repo: null } }));
    api()
      .get(/compare/)
      .reply(200, { status: 'ahead', merge_base_commit: { sha: sha('a') } });
    expect(await readPull(repo, 12)).toMatchObject({ isFork: true, headRepoId: undefined, author: 'ghost', files: [] });
  });

  it('is read file by file where the comparison does not list all of them', async () => {
    const files = Array.from({ length: 301 }, (_, nth) => ({ filename: `${nth}.yaml`, status: 'added' }));
    api()
      .get('/pulls/12')
      .reply(200, pullAnswer({ changed_files: 301 }));
    api()
      .get(/compare/)
      .reply(200, { status: 'ahead', merge_base_commit: { sha: sha('a') }, files: files.slice(0, 300) });
    api().get('/pulls/12/files?per_page=100').reply(200, files);
    const pull = await readPull(repo, 12);
    expect(pull).toMatchObject({ complete: true, mergeBase: sha('a') });
    expect(pull.files).toHaveLength(301);
  });

  it('says that it is not complete where GitHub stopped listing', async () => {
    api()
      .get('/pulls/12')
      .reply(200, pullAnswer({ changed_files: 3001 }));
    api()
      .get(/compare/)
      .reply(200, { status: 'ahead', merge_base_commit: { sha: sha('a') } });
    api()
      .get('/pulls/12/files?per_page=100')
      .reply(200, [{ filename: 'b.yaml', status: 'added' }]);
    expect(await readPull(repo, 12)).toMatchObject({ complete: false });
  });

  it('of a fork is found by its head', async () => {
    api()
      .get(`/commits/${sha('b')}/pulls?per_page=100`)
      .reply(200, []);
    api()
      .get('/pulls?state=open&per_page=100')
      .reply(200, [pullAnswer(), pullAnswer({ number: 13, head: { sha: sha('e'), ref: 'y', repo: null } })]);
    expect((await pullsWithHead(repo, sha('b'))).map(({ number }) => number)).toEqual([12]);
  });
});

describe('first parents', () => {
  const commit = (name: string, ...parents: string[]) => ({
    sha: sha(name),
    parents: parents.map((each) => ({ sha: sha(each) })),
  });

  it.each([
    ['across a merge', '1', [sha('2'), sha('4')]],
    ['none', '4', []],
    ['of a commit that is only on the merged side', '3', undefined],
  ])('%s', async (_case, from, expected) => {
    api()
      .get(`/commits?sha=${sha('4')}&per_page=100`)
      .reply(200, [commit('4', '2', '3'), commit('3', '1'), commit('2', '1'), commit('1')]);
    expect(await firstParentCommits(repo, sha(from), sha('4'))).toEqual(expected);
  });
});

describe('people', () => {
  it.each([
    [{ permission: 'write', role_name: 'maintain' }, 'maintain'],
    [{ permission: 'write', role_name: 'our-own-role' }, 'write'],
    [{ permission: 'none', role_name: '' }, 'none'],
  ])('%o may %s', async (answer, expected) => {
    api().get('/collaborators/mira/permission').reply(200, answer);
    expect(await permissionOf(repo, 'mira')).toBe(expected);
  });

  it('whom GitHub does not know may nothing', async () => {
    api().get('/collaborators/ghost/permission').reply(404, { message: 'Not Found' });
    expect(await permissionOf(repo, 'ghost')).toBe('none');
  });

  it.each([
    ['active', 200, true],
    ['pending', 200, false],
    ['', 404, false],
  ])('%s membership (%i) counts as %s', async (state, status, expected) => {
    nock(origin).get('/orgs/acme/teams/platform/memberships/mira').reply(status, { state });
    expect(await isMember(repo, '@acme/platform', 'mira')).toBe(expected);
  });

  it('of other organisations are not members', async () => {
    expect(await isMember(repo, '@evil/platform', 'mira')).toBe(false);
    expect(await isMember(repo, 'acme/platform', 'mira')).toBe(false);
    expect(await isMember(repo, '@Mira', 'mira')).toBe(true);
  });

  it('that cannot be told apart are a clear failure', async () => {
    nock(origin)
      .get('/orgs/acme/teams/platform/memberships/mira')
      .reply(403, { message: 'Resource not accessible by integration' });
    await expect(isMember(repo, '@acme/platform', 'mira')).rejects.toThrow(
      'the members of @acme/platform cannot be read',
    );
  });
});

describe('comments', () => {
  const comment = (more: object) => ({
    id: 1,
    issue_url: `${origin}/repos/acme/apis/issues/12`,
    body: '/plan',
    user: { login: 'mira', type: 'User' },
    created_at: '2026-11-21T00:00:00Z',
    updated_at: '2026-11-21T00:00:00Z',
    author_association: 'MEMBER',
    ...more,
  });

  it('tell who wrote them, where, and whether they were edited', async () => {
    const answer = [
      comment({}),
      comment({ id: 2, user: null, updated_at: '2026-11-21T00:00:05Z' }),
      comment({ id: 3, user: bot }),
    ];
    api()
      .get(/^\/repos\/acme\/apis\/issues\/comments\?since=/)
      .reply(200, answer);
    expect(await commentsSince(repo, new Date('2026-11-20T00:00:00Z'))).toMatchObject([
      { id: 1, issue: 12, author: 'mira', authorType: 'User', edited: false, ours: false },
      { id: 2, author: 'ghost', edited: true },
      { id: 3, ours: true },
    ]);
  });

  it('are asked for by the hour, so that GitHub can say that nothing is new', async () => {
    const since = '2026-11-20T10:00:00.000Z';
    const all = () =>
      api()
        .get('/issues/comments')
        .query((query) => query['since'] === since);
    all().reply(200, [comment({})], { etag: '"one"' });
    all().matchHeader('if-none-match', '"one"').reply(304);
    for (const minute of ['07', '12']) {
      expect(await commentsSince(repo, new Date(`2026-11-20T10:${minute}:31Z`))).toHaveLength(1);
    }
  });

  it('that are gone are undefined, and get no reaction', async () => {
    api().get('/issues/comments/1').reply(404, {}).post('/issues/comments/1/reactions').reply(404, {});
    expect(await getComment(repo, 1)).toBeUndefined();
    await react(repo, 1, 'eyes');
  });
});

describe('issues', () => {
  const wanted = { key: 'deployment 5512', title: 'orders was put back', body: 'why', labels: ['sluice'] };

  it('are opened once, brought up to date, and left closed', async () => {
    const issues: Record<string, unknown>[] = [];
    const updates: unknown[] = [];
    const all = api().persist();
    all.get(/^\/repos\/acme\/apis\/issues\?/).reply(() => [200, issues]);
    all.post('/issues').reply((_uri, body) => {
      issues.push({ number: 5, state: 'open', user: bot, ...(body as object) });
      return [201, issues[0]];
    });
    all.patch('/issues/5').reply((_uri, body) => {
      updates.push(body);
      return [200, Object.assign(issues[0] ?? {}, body)];
    });
    all.get('/issues/5').reply(() => [200, issues[0]]);
    expect(await ensureIssue(repo, wanted)).toEqual({ number: 5, state: 'open', created: true });
    expect(await ensureIssue(repo, wanted)).toMatchObject({ created: false });
    expect(updates).toEqual([]);
    await ensureIssue(repo, { ...wanted, body: 'more' });
    expect(updates).toHaveLength(1);
    expect(await isOurIssue(repo, 5)).toBe(true);
    await closeIssue(repo, 5);
    await closeIssue(repo, 5);
    expect(updates).toHaveLength(2);
    expect(await ensureIssue(repo, { ...wanted, body: 'even more' })).toMatchObject({ number: 5, state: 'closed' });
    expect(updates).toHaveLength(2);
  });
});

describe('deployments', () => {
  const wanted = {
    commit: sha('b'),
    environment: 'staging',
    description: 'd',
    payload: { key: 'k1', record: { seq: 1 } },
  };

  it('are created once for each key, with our own gate, and nobody else’s count', async () => {
    const stored: Record<string, unknown>[] = [
      {
        id: 1,
        sha: sha('b'),
        environment: 'staging',
        payload: { key: 'k1' },
        created_at: 'a',
        creator: { login: 'mallory' },
      },
    ];
    const all = api().persist();
    all.get(/\/deployments\?/).reply(() => [200, stored]);
    all.post('/deployments').reply((_uri, body) => {
      expect(body).toMatchObject({ auto_merge: false, required_contexts: [] });
      const { ref, ...rest } = body as { ref: string };
      stored.unshift({
        id: stored.length + 1,
        sha: ref,
        creator: bot,
        created_at: 'a',
        ...rest,
        payload: JSON.stringify((rest as { payload?: object }).payload),
      });
      return [201, stored[0]];
    });
    const first = await ensureDeployment(repo, wanted);
    expect(await ensureDeployment(repo, wanted)).toEqual(first);
    await ensureDeployment(repo, { ...wanted, payload: { key: 'k2' } });
    expect((await listDeployments(repo, 'staging')).map(({ id, payload }) => [id, payload['key']])).toEqual([
      [3, 'k2'],
      [2, 'k1'],
    ]);
  });

  it('are over where another release took their place before they were recorded', async () => {
    const row = (id: number) => ({
      id,
      sha: sha('b'),
      environment: 'staging',
      creator: bot,
      created_at: 'a',
      payload: {},
    });
    const rows = [row(5), row(4), row(3), row(2), { ...row(6), creator: { login: 'mallory' } }];
    const ended: string[] = [];
    const all = api().persist();
    all.get(/\/deployments\?/).reply(() => [200, rows]);
    all.get('/deployments/4/statuses?per_page=1').reply(() => [200, []]);
    all.get('/deployments/3/statuses?per_page=1').reply(() => [200, [{ state: 'failure', description: 'refused' }]]);
    all.post(/\/deployments\/\d+\/statuses/).reply((uri, body) => {
      ended.push(`${uri.split('/').at(-2) ?? ''} ${(body as { state: string }).state}`);
      return [201, body as object];
    });
    await endUnrecorded(repo, { id: 5, ...wanted, createdAt: 'a' }, 2);
    expect(ended).toEqual(['4 inactive']);
  });

  it('say a state once', async () => {
    const statuses: object[] = [];
    const all = api().persist();
    all.get('/deployments/9/statuses?per_page=1').reply(() => [200, statuses.slice(0, 1)]);
    all.post('/deployments/9/statuses').reply((_uri, body) => {
      statuses.unshift(body as object);
      return [201, body as object];
    });
    expect(await setDeploymentStatus(repo, 9, 'success', { description: 'x'.repeat(200) })).toEqual({ writes: 1 });
    expect(await setDeploymentStatus(repo, 9, 'success', { description: 'x'.repeat(200) })).toEqual({ writes: 0 });
    expect(await setDeploymentStatus(repo, 9, 'failure', { description: 'y' })).toEqual({ writes: 1 });
    expect(statuses).toMatchObject([{ state: 'failure' }, { description: `${'x'.repeat(139)}…` }]);
  });
});
