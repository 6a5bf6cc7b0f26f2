import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Pulls } from '../../../src/gateway/git/pulls.ts';
import { gitTarget } from '../../../src/gateway/git/target.ts';
import type { DesiredApi, LiveProof, Receipt, Scope, Target } from '../../../src/gateway/target.ts';
import { isPull } from '../../../src/local/github/lookup.ts';
import { startLocalGitHub, type LocalGitHub } from '../../../src/local/github/server.ts';
import { api, live, never, planned } from '../harness.ts';

const one = [api('orders', { upstream: 'http://one.apis.svc:8080' })];
const two = [api('orders', { upstream: 'http://two.apis.svc:8080' })];
const scope: Scope = { owner: 'acme/apis@production' };

describe('a branch that takes pull requests', () => {
  let folder: string;
  let github: LocalGitHub;
  let token: string;
  let repository: string;
  let target: Target;
  let count = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-pulls-'));
    github = await startLocalGitHub({ dataDir: folder });
    github.createUser('ada');
    token = github.createUser('robot').token();
    github.createOrganisation('fleet', { owners: ['ada'], members: ['robot'] });
  });
  beforeEach(async () => {
    count += 1;
    repository = await github.createRepository('fleet', `clusters-${count}`, { 'README.md': 'Deployed from here.\n' });
    github.addCollaborator(repository, 'robot', 'write');
    target = open(24 * 3_600_000);
  });
  afterAll(async () => {
    await github.close();
    await rm(folder, { recursive: true, force: true });
  });

  function open(withinMs: number, api = github.apiUrl): Target {
    const [owner = '', name = ''] = repository.split('/');
    return gitTarget('gitops', {
      remote: { url: `${github.url}/${repository}.git`, branch: 'main', secret: token },
      folder: 'clusters/eu-1',
      renders: 'traefik-proxy',
      namespaces: ['apis'],
      url: 'http://127.0.0.1:1',
      proposals: { pulls: new Pulls({ api, owner, name, secret: token }), withinMs },
    });
  }

  const ours = ({ repositoryId }: { repositoryId: number }): boolean =>
    github.world.store.repositories.must(repositoryId).name === repository.split('/')[1];
  const pulls = () =>
    github.world.store.issues
      .filter(isPull)
      .filter(ours)
      .map(({ number, state, title, body }) => ({ number, state, title, body: body ?? '' }));
  const headOf = (number: number): string | undefined =>
    github.world.store.issues.filter(isPull).find((pull) => pull.number === number && ours(pull))?.pull?.head.sha;
  const apply = async (apis: readonly DesiredApi[]): Promise<Receipt> =>
    target.apply(scope, await planned(target, scope, apis), never);
  const proof = (receipt: Receipt): Promise<LiveProof> => target.verify(scope, receipt, never);
  const upstreams = async (): Promise<string> => JSON.stringify((await live(target, scope)).resources);
  const protect = (): void => {
    github.addRuleset(repository, {
      name: 'main',
      include: ['~DEFAULT_BRANCH'],
      rules: [{ type: 'pull_request', approvals: 0 }],
    });
  };

  it('opens one, waits, and is live when somebody merges it', async () => {
    const receipt = await apply(one);
    expect(receipt).toMatchObject({ ok: true });
    expect(pulls()).toEqual([
      {
        number: 1,
        state: 'open',
        title: 'Deploy orders for acme/apis@production',
        body: expect.stringContaining('- `create ') as string,
      },
    ]);
    expect((await live(target, scope)).resources).toEqual([]);
    expect(await proof(receipt)).toEqual({
      live: false,
      reason: 'waiting',
      message: expect.stringMatching(/gitops: http.*\/pull\/1 waits to be merged$/) as string,
    });
    await github.person('ada').merge(repository, 1, { method: 'squash' });
    expect(await proof(receipt)).toMatchObject({ live: true });
    expect((await planned(target, scope, one)).steps).toEqual([]);
  });

  it('opens no second one, whoever asks again', async () => {
    const plan = await planned(target, scope, one);
    await target.apply(scope, plan, never);
    const pushed = headOf(1);
    await target.apply(scope, plan, never);
    await apply(one);
    expect(pulls().map(({ state }) => state)).toEqual(['open']);
    expect(headOf(1)).toBe(pushed);
  });

  it('brings the open one to what a later release wants', async () => {
    await apply(one);
    const later = await apply([...two, api('customers', { upstream: 'http://one.apis.svc:8080' })]);
    expect(pulls().map(({ state, title }) => `${state} ${title}`)).toEqual([
      'open Deploy customers, orders for acme/apis@production',
    ]);
    await github.person('ada').merge(repository, 1, { method: 'merge' });
    expect(await proof(later)).toMatchObject({ live: true });
    expect(await upstreams()).toContain('"name":"two"');
    await apply(one);
    expect(pulls().map(({ state }) => state)).toEqual(['closed', 'open']);
  });

  it('takes back an open one that nobody wants any more', async () => {
    await apply(one);
    expect(await apply([])).toMatchObject({ ok: true, applied: [] });
    expect(pulls().map(({ state }) => state)).toEqual(['closed']);
  });

  it('takes a closed one for an answer, until something else is wanted', async () => {
    const receipt = await apply(one);
    await github.person('ada').updatePull(repository, 1, { state: 'closed' });
    await apply(one);
    expect(pulls().map(({ state }) => state)).toEqual(['closed']);
    expect(await proof(receipt)).toMatchObject({
      reason: 'declined',
      message: expect.stringMatching(/\/pull\/1 was closed without being merged$/) as string,
    });
    expect(await apply(two)).toMatchObject({ ok: true });
    expect(pulls().map(({ state }) => state)).toEqual(['closed', 'open']);
  });

  it('does not wait for ever', async () => {
    target = open(0);
    expect(await proof(await apply(one))).toMatchObject({
      live: false,
      reason: 'declined',
      message: expect.stringContaining('nobody merged') as string,
    });
  });

  it('goes on where somebody changes something else of the branch, and plans anew where it was ours', async () => {
    const receipt = await apply(one);
    await github
      .person('ada')
      .commit(repository, { branch: 'main', files: { 'README.md': 'Theirs\n' }, message: 'theirs' });
    await github.person('ada').merge(repository, 1, { method: 'squash' });
    expect(await proof(receipt)).toMatchObject({ live: true });
  });

  it('puts back what was good by a commit, and asks nobody', async () => {
    await apply(one);
    await github.person('ada').merge(repository, 1, { method: 'squash' });
    await apply(two);
    await github.person('ada').merge(repository, 2, { method: 'squash' });
    await apply([...two, api('customers', { upstream: 'http://one.apis.svc:8080' })]);
    const receipt = await target.putBack!(scope, await planned(target, scope, one), never);
    expect(receipt).toMatchObject({ ok: true });
    expect(await proof(receipt)).toMatchObject({ live: true });
    expect(await upstreams()).toContain('"name":"one"');
    expect(pulls().map(({ state }) => state)).toEqual(['closed', 'closed', 'closed']);
  });

  it('names the pull request to merge where it may not commit', async () => {
    await apply(one);
    await github.person('ada').merge(repository, 1, { method: 'squash' });
    protect();
    const plan = await planned(target, scope, two);
    const refused = await target.putBack!(scope, plan, never);
    expect(refused).toMatchObject({ ok: false, reason: 'refused' });
    expect(refused.ok ? '' : refused.message).toMatch(/merge http.*\/pull\/2 to put it back$/);
    await github.person('ada').merge(repository, 2, { method: 'squash' });
    expect(await target.putBack!(scope, plan, never)).toMatchObject({ ok: true, applied: [] });
  });

  it('says that its pull requests cannot be reached, and never its token', async () => {
    const plan = await planned(target, scope, one);
    const deaf = open(1, 'http://127.0.0.1:9');
    const receipt = await deaf.apply(scope, plan, never);
    expect(receipt).toMatchObject({ ok: false, reason: 'unreachable', applied: [] });
    expect(JSON.stringify(receipt)).not.toContain(token);
    expect(await target.apply(scope, plan, never)).toMatchObject({ ok: true });
    expect(pulls().map(({ state }) => state)).toEqual(['open']);
  });
});
