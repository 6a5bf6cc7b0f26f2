import nock from 'nock';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { concludeCheck, isConcluded } from '../../src/github/checks.ts';
import { upsertStatusComment } from '../../src/github/comments.ts';
import { newTally, withRequests } from '../../src/github/context.ts';
import { publishReview } from '../../src/github/publish.ts';
import type { Repo } from '../../src/github/repo.ts';
import type { ReviewOutput } from '../../src/review/output.ts';
import { api, bot, cleanNetwork, forbidNetwork, memoryCache, testRepo } from './world.ts';

const headSha = 'b'.repeat(40);
const target = { pull: 12, headSha };

interface FakePull {
  head: string;
  checks: Record<string, unknown>[];
  comments: Record<string, unknown>[];
  reviewComments: Record<string, unknown>[];
  /** Lines of the diff: GitHub refuses a review with a comment outside it. */
  refuseReviews: boolean;
  writes: string[];
}

let repo: Repo;
let fake: FakePull;

beforeAll(forbidNetwork);
afterEach(cleanNetwork);
beforeEach(async () => {
  repo = await testRepo();
  fake = { head: headSha, checks: [], comments: [], reviewComments: [], refuseReviews: false, writes: [] };
  servePull();
});

/** As GitHub keeps it: what is written can be read again. */
function servePull(): void {
  const all = api().persist();
  const wrote = (what: string) => fake.writes.push(what);
  all.get('/pulls/12').reply(() => [
    200,
    {
      head: { sha: fake.head },
      updated_at: '2026-01-01T00:00:09Z',
      comments: fake.comments.length,
      review_comments: fake.reviewComments.length,
    },
  ]);
  all.get(/check-runs\?/).reply(() => [200, { total_count: fake.checks.length, check_runs: fake.checks }]);
  all.post('/check-runs').reply((_uri, body) => {
    wrote('check');
    const run = { id: fake.checks.length + 1, app: { id: 5 }, ...(body as object) };
    fake.checks.push(run);
    return [201, run];
  });
  all.patch(/check-runs\/\d+$/).reply((uri, body) => {
    wrote('check');
    const run = fake.checks.find(({ id }) => uri.endsWith(`/${String(id)}`)) ?? {};
    return [200, Object.assign(run, body)];
  });
  all.get(/issues\/12\/comments\?/).reply(() => [200, fake.comments]);
  all.post('/issues/12/comments').reply((_uri, body) => {
    wrote('comment');
    const comment = {
      id: 100 + fake.comments.length,
      issue_url: 'x/12',
      user: bot,
      created_at: 'a',
      updated_at: 'a',
      ...(body as object),
    };
    fake.comments.push(comment);
    return [201, comment];
  });
  all.patch(/issues\/comments\/\d+$/).reply((uri, body) => {
    wrote('comment');
    const comment = fake.comments.find(({ id }) => uri.endsWith(`/${String(id)}`));
    return comment === undefined ? [404, { message: 'Not Found' }] : [200, Object.assign(comment, body)];
  });
  all.get(/pulls\/12\/comments\?/).reply(() => [200, fake.reviewComments]);
  all.post('/pulls/12/reviews').reply((_uri, body) => {
    wrote('review');
    if (fake.refuseReviews) return [422, { message: 'Unprocessable Entity', errors: ['Line could not be resolved'] }];
    const { comments } = body as { comments: object[] };
    fake.reviewComments.push(...comments.map((comment) => ({ user: bot, ...comment })));
    return [200, { id: 1 }];
  });
}

/** Another process that remembers nothing. */
async function coldRepo(): Promise<Repo> {
  return testRepo({ cache: memoryCache() });
}

function output(more: Partial<ReviewOutput> = {}): ReviewOutput {
  return {
    check: { conclusion: 'failure', title: '1 breaking change', summary: 'what breaks', text: 'all of it' },
    comment: 'one thing breaks',
    inline: [{ path: 'a.yaml', line: 3, side: 'RIGHT', body: 'this line', finding: 'f1' }],
    ...more,
  };
}

describe('a review', () => {
  it('takes three writes, and none the second time, remembered or not', async () => {
    expect(await publishReview(repo, target, output())).toEqual({ kind: 'published', writes: 3, dropped: [] });
    expect(fake.writes).toEqual(['review', 'check', 'comment']);
    expect(await publishReview(repo, target, output())).toMatchObject({ writes: 0 });
    expect(await publishReview(await coldRepo(), target, output())).toMatchObject({ writes: 0 });
    expect(fake.comments).toHaveLength(1);
  });

  it('edits in place what changed, and comments only on findings that are new', async () => {
    await publishReview(repo, target, output());
    const inline = [
      ...output().inline,
      { path: 'a.yaml', line: 9, side: 'LEFT' as const, startLine: 7, body: 'gone', finding: 'f2' },
    ];
    expect(
      await publishReview(await coldRepo(), target, output({ comment: 'two things break', inline })),
    ).toMatchObject({ writes: 2 });
    expect(fake.comments.map(({ body }) => body)).toEqual([expect.stringContaining('two things break')]);
    expect(fake.reviewComments.slice(1)).toMatchObject([{ line: 9, side: 'LEFT', start_line: 7, start_side: 'LEFT' }]);
  });

  it('writes nothing where the head moved', async () => {
    fake.head = 'c'.repeat(40);
    expect(await publishReview(repo, target, output())).toEqual({ kind: 'stale', head: fake.head });
    expect(fake.writes).toEqual([]);
  });

  it('takes few requests', async () => {
    const first = newTally();
    await withRequests({ tally: first }, () => publishReview(repo, target, output()));
    expect(first).toMatchObject({ requests: 5, writes: 3 });
    const again = newTally();
    const { check } = output();
    await withRequests({ tally: again }, () =>
      publishReview(repo, target, output({ check: { ...check, title: 'other' } })),
    );
    expect(again).toMatchObject({ requests: 2, writes: 1 });
  });

  it('tells what GitHub would not place', async () => {
    fake.refuseReviews = true;
    const published = await publishReview(repo, target, output());
    expect(published).toMatchObject({ kind: 'published', dropped: [{ finding: 'f1' }] });
    expect(fake.comments[0]?.['body']).toContain('GitHub refused to place 1 comment');
    expect(fake.checks[0]).toMatchObject({ output: { summary: expect.stringContaining('GitHub refused') as string } });
  });

  it('concludes its check though the inline comments fail, and is then tried again', async () => {
    nock.cleanAll();
    repo = await coldRepo();
    api().post('/pulls/12/reviews').reply(500, {});
    servePull();
    await expect(publishReview(repo, target, output())).rejects.toMatchObject({ kind: 'unavailable' });
    expect(fake.checks).toMatchObject([{ status: 'completed', conclusion: 'failure' }]);
    expect(await publishReview(repo, target, output())).toMatchObject({ kind: 'published', writes: 1 });
  });

  it('goes on to its comment where only the answer to its check is lost: who sees that may merge at once', async () => {
    nock.cleanAll();
    repo = await coldRepo();
    api()
      .post('/check-runs')
      .reply((_uri, body) => {
        fake.checks.push({ id: 1, name: 'sluice', app: { id: 5 }, ...(body as object) });
        return [502, {}];
      });
    servePull();
    expect(await publishReview(repo, target, output())).toMatchObject({ kind: 'published', writes: 3 });
    expect(fake.checks).toHaveLength(1);
    expect(fake.writes).toEqual(['review', 'comment']);
  });

  it('fails where its check was not made, and says nothing before it is', async () => {
    nock.cleanAll();
    repo = await coldRepo();
    api().post('/check-runs').reply(502, {});
    servePull();
    await expect(publishReview(repo, target, output())).rejects.toMatchObject({ kind: 'unavailable' });
    expect(fake.comments).toHaveLength(0);
  });

  it('never edits a comment of somebody else, whatever marker it carries', async () => {
    await publishReview(repo, target, output());
    const copied = { ...fake.comments[0], id: 50, user: { login: 'mallory', type: 'User' } };
    const viaOther = { ...fake.comments[0], id: 51, performed_via_github_app: { id: 66 } };
    fake.comments.unshift(copied, viaOther);
    await publishReview(await coldRepo(), target, output({ comment: 'new' }));
    expect(fake.comments.map(({ id, body }) => [id, String(body).endsWith('new')])).toEqual([
      [50, false],
      [51, false],
      [100, true],
    ]);
  });

  it('says beside the text what somebody else has put its marker on', async () => {
    await publishReview(repo, target, output({ inline: [] }));
    const marked = await publishReview(await coldRepo(), target, output()).then(() => fake.reviewComments.splice(0));
    fake.reviewComments.push(...marked.map((each) => ({ ...each, user: { login: 'mallory', type: 'User' } })));
    await publishReview(await coldRepo(), target, output());
    expect(fake.reviewComments.map(({ user }) => (user as { login: string }).login)).toEqual(['mallory', bot.login]);
  });

  it('is written anew where its comment was deleted', async () => {
    await publishReview(repo, target, output());
    fake.comments.length = 0;
    expect(await publishReview(repo, target, output({ comment: 'again' }))).toMatchObject({ writes: 1 });
    expect(fake.comments).toHaveLength(1);
  });

  it('opens no comment where it has little to say, and edits one that stands', async () => {
    await publishReview(repo, target, output({ quiet: true, inline: [] }));
    expect(fake.comments).toHaveLength(0);
    await publishReview(repo, target, output({ inline: [] }));
    await publishReview(repo, target, output({ quiet: true, comment: 'nothing any more', inline: [] }));
    expect(fake.comments).toMatchObject([{ body: expect.stringContaining('nothing any more') as string }]);
  });

  it('keeps GitHub’s lengths and says what is missing', async () => {
    const long = 'x'.repeat(40_000) + '\n```json\n' + 'y'.repeat(40_000);
    await publishReview(repo, target, output({ comment: long, check: { ...output().check, text: long } }));
    const body = String(fake.comments[0]?.['body']);
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(body).toMatch(/\*\*\d+ more characters are left out here/);
    const { text } = fake.checks[0]?.['output'] as { text: string };
    expect(text.length).toBeLessThanOrEqual(65_535);
  });
});

describe('a check run', () => {
  it('is concluded in place when it says something else', async () => {
    const { check } = output();
    await concludeCheck(repo, headSha, { ...check, conclusion: 'success' });
    expect(await concludeCheck(await coldRepo(), headSha, check)).toEqual({ writes: 1 });
    expect(fake.checks).toMatchObject([
      { id: 1, name: 'sluice', head_sha: headSha, status: 'completed', conclusion: 'failure' },
    ]);
    expect(await concludeCheck(await coldRepo(), headSha, check)).toEqual({ writes: 0 });
  });

  it('is a new one where somebody asked for it again', async () => {
    await concludeCheck(repo, headSha, output().check);
    expect(await concludeCheck(repo, headSha, output().check, { rerun: true })).toEqual({ writes: 1 });
    expect(fake.checks).toHaveLength(2);
  });

  it('is known to stand without asking GitHub again', async () => {
    expect(await isConcluded(repo, headSha)).toBe(false);
    await concludeCheck(repo, headSha, output().check);
    const [cold, tally] = [await coldRepo(), newTally()];
    for (const asked of [repo, cold, cold, cold]) {
      expect(await withRequests({ tally }, () => isConcluded(asked, headSha))).toBe(true);
    }
    expect(tally.requests).toBe(1);
  });

  it('of another App is not ours', async () => {
    fake.checks.push({ id: 77, name: 'sluice', app: { id: 6 }, status: 'completed', external_id: '' });
    await concludeCheck(repo, headSha, output().check);
    expect(fake.checks[1]).toMatchObject({ name: 'sluice', conclusion: 'failure' });
  });
});

describe('a status comment', () => {
  it('is one for each command', async () => {
    const first = await upsertStatusComment(repo, 12, 'comment 1', 'at work');
    await upsertStatusComment(await coldRepo(), 12, 'comment 2', 'at work');
    const done = await upsertStatusComment(await coldRepo(), 12, 'comment 1', 'done');
    expect(done).toEqual({ id: first.id, writes: 1 });
    expect(fake.comments).toHaveLength(2);
  });
});
