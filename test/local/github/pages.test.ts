import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { log } from '../../../src/local/github/git/objects.ts';
import { repositoryDir } from '../../../src/local/github/lookup.ts';
import type { Account } from '../../../src/local/github/model.ts';
import { HOSTILE, pagesWorld } from './pages-world.ts';
import type { PagesWorld } from './pages-world.ts';

let local: PagesWorld;
const start = async () => {
  local = await pagesWorld();
};
const stop = () => local.close();

const get = (url: string) => local.server.inject(url);

async function tokenOf(url = '/acme/apis/pull/1'): Promise<string> {
  return /name="token" value="([^"]+)"/.exec((await get(url)).body)![1]!;
}

async function submit(url: string, user: Account, fields: Record<string, string> = {}, token?: string) {
  const payload = new URLSearchParams({
    token: token ?? (await tokenOf()),
    user: String(user.id),
    ...fields,
  }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return local.server.inject({ method: 'POST', url, headers, payload });
}

describe('pages', () => {
  beforeAll(start);
  afterAll(stop);

  test.each([
    ['/', ['acme/apis', '1 open pull requests · 1 open issues']],
    ['/acme/apis', ['The APIs of Acme', 'Orders 2.0', 'orders was put back', 'staging', 'feature/orders-2']],
    ['/acme/apis/pull/1', ['version 2', '1 breaking change in', '@@ -1,6 +1,7 @@', '👀', 'deployed', 'no conflicts']],
    ['/acme/apis/pull/1/checks', ['1 breaking change', 'apis/orders/openapi.yaml:6–7', 'no summary']],
    ['/acme/apis/pull/1/files', ['+  version: 2.0.0', 'Clients that send more are refused']],
    ['/acme/apis/issues/2', ['orders was put back', '<strong>failed</strong>', 'incident']],
    ['/acme/apis/issues/1', ['Orders 2.0', 'Merge pull request']],
    ['/acme/apis/deployments', ['staging', 'in progress applying', 'https://staging.example.test']],
    ['/acme/apis/tree/feature/orders-2/apis', ['/acme/apis/tree/feature/orders-2/apis/orders']],
    ['/acme/apis/blob/feature/orders-2/apis/orders/openapi.yaml', ['id="L4"', 'version: 2.0.0']],
    ['/acme/apis/commit/feature%2Forders-2', ['Lists orders, too.', '-  version: 1.4.2']],
    ['/_local/deliveries', ['Webhook deliveries']],
  ])('%s', async (url, expected) => {
    const response = await get(url);
    expect(response.statusCode).toBe(200);
    for (const text of expected) expect(response.body).toContain(text);
    expect(response.body).not.toMatch(/<script|\sonerror=alert\(1\)>(?!&)|javascript:/);
    expect(response.headers['content-security-policy']).toContain("default-src 'none'");
    expect(response.headers['content-security-policy']).not.toContain('unsafe');
  });

  test('show hostile text as text', async () => {
    const { body } = await get('/acme/apis/pull/1/checks');
    expect(body).toContain('too much &lt;script&gt;alert(1)&lt;/script&gt;');
    expect(body).not.toContain(HOSTILE);
  });

  test('give files as plain text only', async () => {
    const response = await get('/acme/apis/raw/main/README.md');
    expect(response.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(response.headers['x-content-type-options']).toBe('nosniff');
    expect(response.body).toContain(HOSTILE);
  });

  test.each([
    '/acme/gone',
    '/acme/apis/pull/2',
    '/acme/apis/pull/99',
    '/acme/apis/runs/1',
    '/acme/apis/blob/main/gone.yaml',
    '/acme/apis/blob/gone/apis',
    '/acme/apis/blob/main/apis',
    '/acme/apis/blob/--help/x',
    '/acme/apis/commit/0000000',
  ])('%s is not there', async (url) => {
    const response = await get(url);
    expect(response.statusCode).toBe(404);
    expect(response.body).toContain('There is no such page');
  });
});

describe('a person', () => {
  beforeEach(start);
  afterEach(stop);

  test('comments', async () => {
    const response = await submit('/acme/apis/pull/1/comment', local.tom, { body: '/status\r\nplease' });
    expect([response.statusCode, response.headers.location]).toEqual([303, '/acme/apis/pull/1']);
    expect(local.world.store.comments.all().at(-1)).toMatchObject({
      body: '/status\nplease',
      authorId: local.tom.id,
      appId: null,
    });
  });

  test.each([
    ['merge', 2, 'Merge pull request #1'],
    ['squash', 1, 'Orders 2.0'],
    ['rebase', 1, 'Orders 2.0'],
  ])('merges by %s', async (method, parents, message) => {
    expect((await submit('/acme/apis/pull/1/merge', local.mira, { method })).statusCode).toBe(303);
    const [tip] = await log(repositoryDir(local.world, local.repository), ['-1', 'refs/heads/main']);
    expect(tip!.parents).toHaveLength(parents);
    expect(tip!.message).toContain(message);
    const { body } = await get('/acme/apis/pull/1');
    expect(body).toContain('merged as');
    expect(body).not.toContain('Merge pull request</button>');
  });

  test('closes with a comment, and reopens', async () => {
    expect((await submit('/acme/apis/issues/2/close', local.mira, { body: 'done' })).statusCode).toBe(303);
    expect(local.issue.state).toBe('closed');
    expect(local.world.store.comments.all().at(-1)?.body).toBe('done');
    expect((await get('/acme/apis/issues/2')).body).toContain('Reopen');
    await submit('/acme/apis/issues/2/reopen', local.mira);
    expect(local.issue.state).toBe('open');
    await submit('/acme/apis/pull/1/close', local.mira);
    expect(local.pull.state).toBe('closed');
  });
});

describe('refused, and nothing changed', () => {
  beforeAll(start);
  afterAll(stop);

  test.each([
    ['a merge by a reader', 403, () => submit('/acme/apis/pull/1/merge', local.tom)],
    ["a reader closing somebody else's", 403, () => submit('/acme/apis/pull/1/close', local.tom)],
    ['a merge of an issue', 404, () => submit('/acme/apis/issues/2/merge', local.mira)],
    ['an empty comment', 422, () => submit('/acme/apis/pull/1/comment', local.mira, { body: ' ' })],
    ['a form of another site', 403, () => submit('/acme/apis/pull/1/comment', local.mira, { body: 'x' }, 'guessed')],
    ['nobody', 422, () => submit('/acme/apis/pull/1/comment', { ...local.mira, id: 1 }, { body: 'x' })],
    [
      'an organisation',
      422,
      () => submit('/acme/apis/pull/1/comment', { ...local.mira, id: local.repository.ownerId }, { body: 'x' }),
    ],
    ['another way to merge', 422, () => submit('/acme/apis/pull/1/merge', local.mira, { method: 'force' })],
    [
      'what is not a form',
      422,
      () =>
        local.server.inject({
          method: 'POST',
          url: '/acme/apis/pull/1/comment',
          headers: { 'content-type': 'text/plain' },
          payload: 'token=x',
        }),
    ],
  ])('%s', async (_, status, attempt) => {
    const comments = local.world.store.comments.all().length;
    const response = await attempt();
    expect(response.statusCode).toBe(status);
    expect(response.body).toContain(status === 404 ? 'There is no such page' : 'This was not done');
    expect(local.world.store.comments.all()).toHaveLength(comments);
    expect([local.pull.state, local.issue.state]).toEqual(['open', 'open']);
  });
});
