import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acme, FULL, refused, REPO } from './local.ts';
import type { Acme } from './local.ts';

describe('what GitHub limits', () => {
  let world: Acme;
  let sha: string;
  let issue: number;
  beforeAll(async () => {
    world = await acme();
    sha = await world.github.commitOf(FULL, 'main');
    issue = world.tom.openIssue(FULL, 'An issue');
  });
  afterAll(async () => {
    await world.close();
  });

  const run = { ...REPO, name: 'sluice', status: 'in_progress' } as const;
  const annotation = (line: number) => ({
    path: 'README.md',
    start_line: line,
    end_line: line,
    annotation_level: 'warning' as const,
    message: 'x',
  });
  const annotations = (count: number) => Array.from({ length: count }, (_, at) => annotation(at + 1));

  it('50 annotations a request, added to those that are there', async () => {
    const { data } = await world.octokit.rest.checks.create({
      ...run,
      head_sha: sha,
      output: { title: 't', summary: 's', annotations: annotations(50) },
    });
    const more = { ...REPO, check_run_id: data.id, output: { title: 't', summary: 's', annotations: annotations(10) } };
    expect((await world.octokit.rest.checks.update(more)).data.output.annotations_count).toBe(60);
    const tooMany = { ...more, output: { ...more.output, annotations: annotations(51) } };
    expect(await refused(world.octokit.rest.checks.update(tooMany))).toMatchObject({ status: 422 });
  });

  it('the length of check summaries and texts', async () => {
    const create = (summary: string, text: string) =>
      world.octokit.rest.checks.create({ ...run, head_sha: sha, output: { title: 't', summary, text } });
    expect((await create('s'.repeat(65_535), 't'.repeat(65_535))).status).toBe(201);
    expect(await refused(create('s'.repeat(65_536), ''))).toMatchObject({ status: 422 });
    expect(await refused(create('s', 't'.repeat(65_536)))).toMatchObject({ status: 422 });
  });

  it('a check run of a commit that is there, concluded by the App that made it', async () => {
    const nowhere = world.octokit.rest.checks.create({ ...run, head_sha: '1'.repeat(40) });
    expect(await refused(nowhere)).toMatchObject({
      status: 422,
      message: `No commit found for SHA: ${'1'.repeat(40)}`,
    });
    const tom = world.withToken(world.tom.token());
    expect(await refused(tom.rest.checks.create({ ...run, head_sha: sha }))).toMatchObject({ status: 403 });
  });

  it('the length of comments', async () => {
    const create = (body: string) => world.octokit.rest.issues.createComment({ ...REPO, issue_number: issue, body });
    expect((await create('x'.repeat(65_536))).status).toBe(201);
    expect(await refused(create('x'.repeat(65_537)))).toMatchObject({ status: 422 });
    expect(await refused(create('  '))).toMatchObject({ status: 422 });
  });

  it('contents of 1 MB, raw ones above that', async () => {
    const text = 'x'.repeat(1024 * 1024 + 1);
    await world.tom.commit(FULL, { branch: 'big', files: { 'big.txt': text }, message: 'Big' });
    const get = { ...REPO, path: 'big.txt', ref: 'big' };
    expect((await world.octokit.rest.repos.getContent(get)).data).toMatchObject({ encoding: 'none', content: '' });
    const { data } = await world.octokit.rest.repos.getContent({ ...get, mediaType: { format: 'raw' } });
    expect(data).toBe(text);
  });

  it.each(['../up', '/rooted', 'a/.git/config', 'a//b'])('no path such as %s', async (path) => {
    const item = { path, mode: '100644', type: 'blob', content: 'x' } as const;
    const create = world.octokit.rest.git.createTree({ ...REPO, base_tree: sha, tree: [item] });
    expect(await refused(create)).toMatchObject({ status: 422 });
  });

  it('pages', async () => {
    const number = world.tom.openIssue(FULL, 'Many comments');
    for (let at = 1; at <= 7; at += 1) world.tom.comment(FULL, number, `${at}`);
    const list = { ...REPO, issue_number: number, per_page: 3 };
    const { data, headers } = await world.octokit.rest.issues.listComments({ ...list, page: 2 });
    expect(data.map(({ body }) => body)).toEqual(['4', '5', '6']);
    expect(headers.link?.match(/rel="\w+"/g)).toEqual(['rel="prev"', 'rel="next"', 'rel="last"', 'rel="first"']);
    const all = await world.octokit.paginate(world.octokit.rest.issues.listComments, list);
    expect(all).toHaveLength(7);
  });

  it('answers 304 to an ETag of the same token, for nothing', async () => {
    const first = await world.octokit.rest.repos.get(REPO);
    const again = { ...REPO, headers: { 'if-none-match': first.headers.etag ?? '' } };
    expect(await refused(world.octokit.rest.repos.get(again))).toMatchObject({ status: 304 });
    const { data } = await world.octokit.rest.rateLimit.get();
    const second = await world.octokit.rest.repos.get(REPO);
    expect(Number(second.headers['x-ratelimit-remaining'])).toBe(data.rate.remaining - 1);
    const tom = await world.withToken(world.tom.token()).rest.repos.get(again);
    expect(tom.status).toBe(200);
  });

  it('requests by the hour', async () => {
    const small = await acme({ requestsPerHour: 3 });
    const get = () => small.octokit.rest.repos.get(REPO);
    const left = [await get(), await get(), await get()].map(({ headers }) => headers['x-ratelimit-remaining']);
    expect(left).toEqual(['2', '1', '0']);
    expect(await refused(get())).toMatchObject({
      status: 403,
      message: expect.stringContaining('rate limit exceeded') as string,
    });
    expect((await small.octokit.rest.rateLimit.get()).data.rate).toMatchObject({ limit: 3, remaining: 0 });
    await small.close();
  });

  it('a reaction of each kind once', async () => {
    const react = { ...REPO, comment_id: world.tom.comment(FULL, issue, 'x'), content: 'eyes' } as const;
    const create = async () => (await world.octokit.rest.reactions.createForIssueComment(react)).status;
    expect([await create(), await create()]).toEqual([201, 200]);
  });
});
