import nock from 'nock';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { newTally, withRequests } from '../../src/github/context.ts';
import { isGitHubError, type GitHubError } from '../../src/github/errors.ts';
import { branchHead } from '../../src/github/commits.ts';
import {
  answerBasics,
  api,
  cleanNetwork,
  forbidNetwork,
  origin,
  repositoryAnswer,
  testGitHub,
  testRepo,
} from './world.ts';

const sha = 'a'.repeat(40);
const ref = { ref: 'refs/heads/main', object: { sha, type: 'commit' } };
const refPath = '/git/ref/heads%2Fmain';

beforeAll(forbidNetwork);
afterEach(() => {
  vi.useRealTimers();
  cleanNetwork();
});

async function failure(work: Promise<unknown>): Promise<GitHubError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isGitHubError(error)) throw new Error('no GitHubError', { cause: error });
  return error;
}

describe('repository', () => {
  it('is known by the App as the installation’s own, and asked for once', async () => {
    const repo = await testRepo();
    expect(repo).toMatchObject({
      id: 7,
      fullName: 'acme/apis',
      defaultBranch: 'main',
      installationId: 3,
      bot: { login: 'sluice[bot]' },
    });
    expect(nock.pendingMocks().filter((mock) => !mock.includes('access_tokens'))).toEqual([]);
  });

  it.each([
    ['belongs to another installation', { id: 4 }, repositoryAnswer],
    ['has another id than the payload says', { id: 3 }, { ...repositoryAnswer, id: 8 }],
  ])('is refused where the name %s', async (_case, installation, answer) => {
    nock(origin).get('/app').reply(200, { id: 5, slug: 'sluice' });
    nock(origin)
      .post('/app/installations/3/access_tokens')
      .reply(201, { token: 't', expires_at: '2099-01-01T00:00:00Z', permissions: {} });
    nock(origin).get('/repos/acme/apis/installation').reply(200, installation);
    nock(origin).get('/repos/acme/apis').reply(200, answer);
    nock(origin).get('/installation/repositories?per_page=100').reply(200, { total_count: 0, repositories: [] });
    const error = await failure(testGitHub().repository(3, { id: 7, fullName: 'acme/apis' }));
    expect(error).toMatchObject({ kind: 'not-found', retryable: false });
  });

  it('is followed by its id when it was renamed', async () => {
    answerBasics();
    nock(origin).get('/repos/acme/old/installation').reply(404, { message: 'Not Found' });
    nock(origin)
      .get('/installation/repositories?per_page=100')
      .reply(200, { total_count: 1, repositories: [repositoryAnswer] });
    const repo = await testGitHub().repository(3, { id: 7, fullName: 'acme/old' });
    expect(repo.fullName).toBe('acme/apis');
  });
});

describe('requests', () => {
  it('are repeated after a 502 where that is safe, and counted each time', async () => {
    const counted: string[] = [];
    const repo = await testRepo({
      metrics: { countRequest: (operation, status) => counted.push(`${operation} ${status}`) },
    });
    counted.length = 0;
    api().get(refPath).reply(502).get(refPath).reply(200, ref);
    const tally = newTally();
    expect(await withRequests({ tally }, () => branchHead(repo, 'main'))).toBe(sha);
    expect(tally).toMatchObject({ requests: 2, writes: 0 });
    expect(counted).toEqual([
      'GET /repos/{owner}/{repo}/git/ref/{ref} 502',
      'GET /repos/{owner}/{repo}/git/ref/{ref} 200',
    ]);
  });

  it('that create something are not repeated after a 502', async () => {
    const repo = await testRepo();
    api().post('/issues').reply(502);
    const error = await failure(repo.octokit.rest.issues.create({ owner: 'acme', repo: 'apis', title: 'x' }));
    expect(error).toMatchObject({
      kind: 'unavailable',
      retryable: true,
      operation: 'POST /repos/{owner}/{repo}/issues',
    });
  });

  it('wait as long as a secondary limit says', async () => {
    const repo = await testRepo();
    const limited = { message: 'You have exceeded a secondary rate limit.' };
    api().post('/issues').reply(403, limited, { 'retry-after': '1' }).post('/issues').reply(201, { number: 1 });
    const started = Date.now();
    await repo.octokit.rest.issues.create({ owner: 'acme', repo: 'apis', title: 'x' });
    expect(Date.now() - started).toBeGreaterThanOrEqual(950);
  });

  it('go back to the queue where the limit is far away', async () => {
    const repo = await testRepo();
    const reset = Math.floor(Date.now() / 1000) + 1800;
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) };
    api().get(refPath).reply(403, { message: 'API rate limit exceeded' }, headers);
    const error = await failure(branchHead(repo, 'main'));
    expect(error).toMatchObject({ kind: 'rate-limited', retryable: true });
    expect(error.retryAfterMs).toBeGreaterThan(1_700_000);
  });

  it('wait by GitHub’s clock where this machine’s is ahead', async () => {
    const repo = await testRepo();
    const [now, hour] = [Date.now(), 3_600_000];
    vi.useFakeTimers({ toFake: ['Date'], now: now + hour });
    const reset = String(Math.floor((now + hour / 2) / 1000));
    const headers = {
      date: new Date(now).toUTCString(),
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': reset,
    };
    api().get(refPath).times(3).reply(403, { message: 'API rate limit exceeded' }, headers);
    expect((await failure(branchHead(repo, 'main'))).retryAfterMs).toBeGreaterThan(1_700_000);
  });

  it('are conditional the second time', async () => {
    const repo = await testRepo();
    api().get(refPath).reply(200, ref, { etag: '"one"' });
    api().get(refPath).matchHeader('if-none-match', '"one"').reply(304);
    expect(await branchHead(repo, 'main')).toBe(sha);
    expect(await branchHead(repo, 'main')).toBe(sha);
  });

  it('get one new token where the old one is refused', async () => {
    const repo = await testRepo();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
    api().get(refPath).reply(401, { message: 'Bad credentials' }).get(refPath).reply(200, ref);
    expect(await branchHead(repo, 'main')).toBe(sha);
  });
});

describe('errors', () => {
  it.each([
    [404, 'not-found', false],
    [409, 'conflict', true],
    [422, 'invalid', false],
    [403, 'forbidden', false],
  ])('%i is %s', async (status, kind, retryable) => {
    const repo = await testRepo();
    api().patch('/issues/1').reply(status, { message: 'no', documentation_url: 'https://docs.github.com/rest' });
    const error = await failure(repo.octokit.rest.issues.update({ owner: 'acme', repo: 'apis', issue_number: 1 }));
    expect(error).toMatchObject({ kind, retryable, status, reason: 'no' });
    expect(error.message).toMatch(/: no \([a-z-]+\)\. [A-Z].+\.$/);
  });

  it('never hold the token', async () => {
    const repo = await testRepo();
    api().patch('/issues/1').reply(422, { message: 'no' });
    const error = await failure(repo.octokit.rest.issues.update({ owner: 'acme', repo: 'apis', issue_number: 1 }));
    expect(JSON.stringify([error, error.message, error.stack, error.cause])).not.toContain('ghs_one');
  });
});

describe('deliveries', () => {
  const at = (seconds: number) => new Date(Date.parse('2026-11-20T00:00:00Z') + seconds * 1000).toISOString();
  const attempt = (id: number, guid: string, seconds: number, status_code: number, redelivery = false) => ({
    id,
    guid,
    delivered_at: at(seconds),
    status_code,
    redelivery,
    event: 'push',
    action: null,
    installation_id: 3,
    repository_id: 7,
  });

  it('are failed only where the newest attempt failed', async () => {
    const answer = [
      attempt(4, 'a', 40, 200, true),
      attempt(3, 'b', 30, 503),
      attempt(2, 'a', 20, 503),
      attempt(1, 'c', -9000, 500),
    ];
    nock(origin).get('/app/hook/deliveries?per_page=100').reply(200, answer);
    nock(origin).post('/app/hook/deliveries/3/attempts').reply(202, {});
    const github = testGitHub();
    const failed = await github.failedDeliveries(new Date(at(0)), new Date(at(60)));
    expect(failed.map(({ id, guid }) => [id, guid])).toEqual([['3', 'b']]);
    await github.redeliver('3');
    expect(nock.isDone()).toBe(true);
  });

  it('that never succeed are tried less and less often, and not for ever', async () => {
    const attempts = [attempt(1, 'a', 0, 401)];
    const tried: number[] = [];
    nock(origin)
      .persist()
      .get('/app/hook/deliveries?per_page=100')
      .reply(200, () => attempts);
    const github = testGitHub();
    const sweeps = Array.from({ length: 36 }, (_, index) => 5 * index);
    const days = 24 * 60;
    for (const minute of [...sweeps, 3 * days - 5, 3 * days + 5]) {
      const [since, now] = [new Date(at((minute - 3 * days) * 60)), new Date(at(minute * 60))];
      if ((await github.failedDeliveries(since, now)).length === 0) continue;
      tried.push(minute);
      attempts.unshift(attempt(attempts.length + 1, 'a', minute * 60, 401, true));
    }
    expect(tried).toEqual([0, 5, 10, 20, 40, 80, 140, 3 * days - 5]);
  });

  it('keep ids that a double cannot hold', async () => {
    const body =
      '[{"id":18446744073709551615,"guid":"a","delivered_at":"2026-11-20T00:00:00Z","status_code":502,"event":"push"}]';
    nock(origin)
      .get('/app/hook/deliveries?per_page=100')
      .reply(200, body, { 'content-type': 'application/json', etag: '"d"' });
    nock(origin).post('/app/hook/deliveries/18446744073709551615/attempts').reply(202, {});
    const github = testGitHub();
    const [failed] = await github.failedDeliveries(new Date('2026-11-19T00:00:00Z'), new Date('2026-11-20T00:01:00Z'));
    expect(failed?.id).toBe('18446744073709551615');
    await github.redeliver(failed?.id ?? '');
    expect(nock.isDone()).toBe(true);
  });
});
