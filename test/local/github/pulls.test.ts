import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acme, FULL, lines, refused, REPO } from './local.ts';
import type { Acme } from './local.ts';

const FILE = 'apis/orders.yaml';

describe('pull requests', () => {
  let world: Acme;
  let branches = 0;
  beforeAll(async () => {
    world = await acme();
  });
  afterAll(async () => {
    expect(world.github.contract.violations).toEqual([]);
    await world.close();
  });

  async function opened(
    changed: Readonly<Record<number, string>>,
    more: Record<string, string | null> = {},
  ): Promise<number> {
    const head = `change-${(branches += 1)}`;
    const base = await world.github.readFile(FULL, 'main', FILE);
    const now = (base ?? '').split('\n').map((line, at) => changed[at + 1] ?? line);
    await world.tom.commit(FULL, { branch: head, files: { [FILE]: now.join('\n'), ...more }, message: 'Change' });
    return world.tom.openPull(FULL, { title: head, head, base: 'main' });
  }

  const pull = async (number: number) => (await world.octokit.rest.pulls.get({ ...REPO, pull_number: number })).data;

  it('lists what changed, with the patch that git makes', async () => {
    const number = await opened({ 3: 'third' }, { 'new.txt': 'new\n', 'README.md': null });
    const { data } = await world.octokit.rest.pulls.listFiles({ ...REPO, pull_number: number });
    expect(data.map(({ filename, status, additions, deletions }) => [filename, status, additions, deletions])).toEqual([
      ['README.md', 'removed', 0, 1],
      [FILE, 'modified', 1, 1],
      ['new.txt', 'added', 1, 0],
    ]);
    expect(data[1]?.patch).toContain('@@ -1,6 +1,6 @@');
    expect(data[1]?.patch).toContain('-line 3\n+third');
  });

  it('says whether it can be merged, and merges in each way', async () => {
    for (const [at, method] of (['merge', 'squash', 'rebase'] as const).entries()) {
      const number = await opened({ [10 + at * 6]: `by ${method}` });
      const before = await world.github.commitOf(FULL, 'main');
      expect(await pull(number)).toMatchObject({
        mergeable: true,
        mergeable_state: 'clean',
        merged: false,
        commits: 1,
      });
      const { data } = await world.octokit.rest.pulls.merge({ ...REPO, pull_number: number, merge_method: method });
      expect(await world.github.commitOf(FULL, 'main')).toBe(data.sha);
      expect(await world.github.readFile(FULL, 'main', FILE)).toContain(`by ${method}`);
      const { parents } = (await world.octokit.rest.git.getCommit({ ...REPO, commit_sha: data.sha })).data;
      expect(parents).toHaveLength(method === 'merge' ? 2 : 1);
      expect(parents[0]?.sha).toBe(before);
      expect(await pull(number)).toMatchObject({
        merged: true,
        state: 'closed',
        merge_commit_sha: data.sha,
        changed_files: 1,
      });
    }
  });

  it('rebases commit by commit onto a base that moved', async () => {
    const number = await opened({ 28: 'first' });
    await world.tom.commit(FULL, { branch: `change-${branches}`, files: { 'second.txt': 'two\n' }, message: 'Second' });
    await world.ada.commit(FULL, { branch: 'main', files: { 'other.txt': 'x\n' }, message: 'Elsewhere' });
    const tip = await world.ada.merge(FULL, number, { method: 'rebase' });
    const { data } = await world.octokit.rest.repos.listCommits({ ...REPO, sha: tip, per_page: 3 });
    expect(data.map(({ commit }) => commit.message)).toEqual(['Second', 'Change', 'Elsewhere']);
    expect(await world.github.readFile(FULL, 'main', FILE)).toContain('first');
  });

  it('does not merge a conflict', async () => {
    const [one, two] = [await opened({ 1: 'mine' }), await opened({ 1: 'yours' })];
    await world.ada.merge(FULL, one);
    expect(await pull(two)).toMatchObject({ mergeable: false, mergeable_state: 'dirty', merge_commit_sha: null });
    for (const method of ['merge', 'squash', 'rebase'] as const) {
      const merge = world.octokit.rest.pulls.merge({ ...REPO, pull_number: two, merge_method: method });
      expect(await refused(merge)).toMatchObject({ status: 405, message: 'Pull Request is not mergeable' });
    }
  });

  it('does not merge a head that nobody judged', async () => {
    const number = await opened({ 5: 'seen' });
    const { sha } = (await pull(number)).head;
    await world.tom.commit(FULL, { branch: `change-${branches}`, files: { 'late.txt': 'x' }, message: 'Late' });
    const merge = world.octokit.rest.pulls.merge({ ...REPO, pull_number: number, sha });
    expect(await refused(merge)).toMatchObject({ status: 409 });
  });

  it('refuses an empty and a second one', async () => {
    const create = (head: string) => world.octokit.rest.pulls.create({ ...REPO, title: 'T', head, base: 'main' });
    await opened({ 6: 'six' });
    expect(await refused(create(`change-${branches}`))).toMatchObject({ status: 422, message: 'Validation Failed' });
    expect(await refused(create('nowhere'))).toMatchObject({ status: 422 });
    const { data } = await world.octokit.rest.git.getRef({ ...REPO, ref: 'heads/main' });
    await world.octokit.rest.git.createRef({ ...REPO, ref: 'refs/heads/same', sha: data.object.sha });
    const same = await refused(create('same'));
    expect(JSON.stringify(same.errors)).toContain('No commits between main and same');
  });

  it('comes from a fork, whose commits are there but whose checks name no pull request', async () => {
    const mira = world.github.createUser('mira');
    world.github.addCollaborator(FULL, 'mira', 'read');
    const fork = await mira.fork(FULL);
    await mira.commit(fork, { branch: 'patch', files: { 'fork.txt': 'x\n' }, message: 'From outside' });
    const number = await mira.openPull(FULL, { title: 'Fork', head: 'mira:patch', base: 'main' });
    const { head, base } = await pull(number);
    expect([head.repo.full_name, base.repo.full_name]).toEqual(['mira/apis', 'acme/apis']);
    const { data: blob } = await world.octokit.rest.repos.getContent({ ...REPO, path: 'fork.txt', ref: head.sha });
    expect(blob).toMatchObject({ type: 'file', size: 2 });
    const run = await world.octokit.rest.checks.create({
      ...REPO,
      name: 'sluice',
      head_sha: head.sha,
      status: 'queued',
    });
    expect(run.data.pull_requests).toEqual([]);
  });

  it('keeps review comments on their lines and outdates those whose line went', async () => {
    const number = await opened({ 20: 'twenty', 23: 'twenty-three' });
    const head = `change-${branches}`;
    await world.octokit.rest.pulls.createReview({
      ...REPO,
      pull_number: number,
      event: 'COMMENT',
      body: 'Two things',
      comments: [
        { path: FILE, line: 20, side: 'RIGHT', body: 'stays' },
        { path: FILE, line: 23, side: 'RIGHT', body: 'goes' },
      ],
    });
    const text = (await world.github.readFile(FULL, head, FILE)) ?? '';
    const moved = `above\n${text.replace('twenty-three', 'again')}`;
    await world.tom.commit(FULL, { branch: head, files: { [FILE]: moved }, message: 'Move' });
    const { data } = await world.octokit.rest.pulls.listReviewComments({ ...REPO, pull_number: number });
    expect(data.map(({ body, line, original_line: original }) => [body, line ?? null, original])).toEqual([
      ['stays', 21, 20],
      ['goes', null, 23],
    ]);
  });

  it('refuses a whole review for one comment outside the diff', async () => {
    const number = await opened({ 15: 'fifteen' });
    const review = world.octokit.rest.pulls.createReview({
      ...REPO,
      pull_number: number,
      event: 'COMMENT',
      comments: [
        { path: FILE, line: 15, side: 'RIGHT', body: 'fine' },
        { path: FILE, line: 1, side: 'RIGHT', body: 'far away' },
      ],
    });
    expect(await refused(review)).toEqual({
      status: 422,
      message: 'Unprocessable Entity',
      errors: ['Line could not be resolved'],
    });
    const { data } = await world.octokit.rest.pulls.listReviewComments({ ...REPO, pull_number: number });
    expect(data).toEqual([]);
  });

  it('takes what was removed on the left side', async () => {
    const number = await opened({ 9: 'nine' });
    const { data: head } = await world.octokit.rest.pulls.get({ ...REPO, pull_number: number });
    const comment = { ...REPO, pull_number: number, commit_id: head.head.sha, path: FILE, line: 9, body: 'gone' };
    const { data } = await world.octokit.rest.pulls.createReviewComment({ ...comment, side: 'LEFT' });
    expect(data.diff_hunk.split('\n').at(-1)).toBe('-line 9');
  });

  it('is closed with its branch and merged with its commits', async () => {
    const closed = await opened({ 7: 'seven' });
    await world.tom.deleteBranch(FULL, `change-${branches}`);
    expect(await pull(closed)).toMatchObject({ state: 'closed', merged: false });
    const pushed = await opened({ 8: 'eight' });
    const sha = await world.github.commitOf(FULL, `change-${branches}`);
    await world.octokit.rest.git.updateRef({ ...REPO, ref: 'heads/main', sha });
    expect(await pull(pushed)).toMatchObject({ state: 'closed', merged: true, merge_commit_sha: sha });
  });

  it('finds the pull requests of a commit, before and after a squash', async () => {
    const number = await opened({ 12: 'twelve' });
    const head = await world.github.commitOf(FULL, `change-${branches}`);
    const merged = await world.ada.merge(FULL, number, { method: 'squash' });
    for (const sha of [head, merged]) {
      const { data } = await world.octokit.rest.repos.listPullRequestsAssociatedWithCommit({
        ...REPO,
        commit_sha: sha,
      });
      expect(data.map((row) => row.number)).toContain(number);
    }
  });

  it('tells its story in order', async () => {
    const number = await opened({ 2: 'second' });
    world.tom.comment(FULL, number, 'Please look');
    await world.ada.review(FULL, number, { event: 'APPROVE' });
    await world.tom.updatePull(FULL, number, { title: 'Better' });
    await world.ada.merge(FULL, number);
    const { data } = await world.octokit.rest.issues.listEventsForTimeline({ ...REPO, issue_number: number });
    expect(data.map((row) => ('event' in row ? row.event : ''))).toEqual([
      'committed',
      'commented',
      'reviewed',
      'renamed',
      'merged',
      'closed',
    ]);
  });

  it('keeps long files apart from their patches', async () => {
    const number = await opened({}, { 'long.txt': lines(25_000) });
    const { data } = await world.octokit.rest.pulls.listFiles({ ...REPO, pull_number: number });
    expect(data[0]).toMatchObject({ filename: 'long.txt', additions: 25_000 });
    expect(data[0]?.patch).toBeUndefined();
  });
});
