import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebhookEvent } from '../../../src/local/github/events.ts';
import { acme, FULL, refused, REPO } from './local.ts';
import type { Acme } from './local.ts';

let world: Acme;
let heard: WebhookEvent[];
beforeEach(async () => {
  world = await acme();
  heard = [];
  world.github.world.events.on('webhook', (event) => heard.push(event));
});
afterEach(async () => {
  expect(world.github.contract.violations).toEqual([]);
  await world.close();
});

async function opened(): Promise<{ number: number; head: string }> {
  const head = await world.tom.commit(FULL, { branch: 'x', files: { 'x.txt': 'x' }, message: 'X' });
  return { number: await world.tom.openPull(FULL, { title: 'X', head: 'x', base: 'main' }), head };
}

async function check(head_sha: string, conclusion: 'success' | 'failure'): Promise<void> {
  await world.octokit.rest.checks.create({ ...REPO, name: 'sluice', head_sha, status: 'completed', conclusion });
}

const required = {
  type: 'required_status_checks',
  strict: false,
  checks: [{ context: 'sluice', integrationId: null }],
} as const;

describe('a protected branch', () => {
  it('takes only what its checks have passed', async () => {
    world.github.addRuleset(FULL, {
      name: 'main',
      include: ['~DEFAULT_BRANCH'],
      rules: [{ ...required, checks: [...required.checks] }],
    });
    const { number, head } = await opened();
    const merge = () => world.octokit.rest.pulls.merge({ ...REPO, pull_number: number });
    const state = async () =>
      (await world.octokit.rest.pulls.get({ ...REPO, pull_number: number })).data.mergeable_state;
    expect(await state()).toBe('blocked');
    expect((await refused(merge())).message).toContain('Required status check "sluice" is expected.');
    await check(head, 'failure');
    expect(await refused(merge())).toMatchObject({ status: 405 });
    await check(head, 'success');
    expect(await state()).toBe('clean');
    expect((await merge()).data.merged).toBe(true);
  });

  it('asks for a pull request and an approval', async () => {
    world.github.addRuleset(FULL, {
      name: 'main',
      include: ['refs/heads/main'],
      rules: [{ type: 'pull_request', approvals: 1 }],
    });
    const direct = world.tom.commit(FULL, { branch: 'main', files: { 'y.txt': 'y' }, message: 'Y' });
    await expect(direct).rejects.toThrow('Changes must be made through a pull request.');
    const { number } = await opened();
    await expect(world.tom.merge(FULL, number)).rejects.toThrow('approving review');
    await expect(world.tom.review(FULL, number, { event: 'APPROVE' })).rejects.toThrow('Unprocessable');
    await world.ada.review(FULL, number, { event: 'APPROVE' });
    await world.tom.merge(FULL, number);
  });

  it('is told by its rules', async () => {
    const bypass = [{ actorId: world.app.appId, actorType: 'Integration' as const }];
    const rules = [{ type: 'update' as const }, { type: 'deletion' as const }];
    const id = world.github.addRuleset(FULL, { name: 'record', include: ['refs/heads/sluice/**'], rules, bypass });
    const { data } = await world.octokit.rest.repos.getBranchRules({ ...REPO, branch: 'sluice/state' });
    expect(data.map(({ type }) => type)).toEqual(['update', 'deletion']);
    const { data: ruleset } = await world.octokit.rest.repos.getRepoRuleset({ ...REPO, ruleset_id: id });
    expect(ruleset).toMatchObject({
      enforcement: 'active',
      conditions: { ref_name: { include: ['refs/heads/sluice/**'] } },
    });
  });
});

describe('a merge queue', () => {
  beforeEach(() => {
    const rules = [
      { type: 'merge_queue' as const, method: 'SQUASH' as const },
      { ...required, checks: [...required.checks] },
    ];
    world.github.addRuleset(FULL, { name: 'queue', include: ['~DEFAULT_BRANCH'], rules });
  });

  it('tries the merge on a branch of its own and lands it when its checks have passed', async () => {
    const { number } = await opened();
    await expect(world.tom.merge(FULL, number)).rejects.toThrow('merge queue');
    await world.tom.enqueue(FULL, number);
    const group = heard.find(({ event }) => event === 'merge_group')?.payload['merge_group'] as {
      head_sha: string;
      head_ref: string;
    };
    expect(group.head_ref).toMatch(/^refs\/heads\/gh-readonly-queue\/main\/pr-1-/);
    await check(group.head_sha, 'success');
    expect(await world.github.commitOf(FULL, 'main')).toBe(group.head_sha);
    expect((await world.octokit.rest.pulls.get({ ...REPO, pull_number: number })).data.merged).toBe(true);
    expect(heard.filter(({ event }) => event === 'merge_group').map(({ action }) => action)).toEqual([
      'checks_requested',
      'destroyed',
    ]);
  });

  it('drops what fails', async () => {
    const before = await world.github.commitOf(FULL, 'main');
    const { number } = await opened();
    await world.tom.enqueue(FULL, number);
    const group = heard.find(({ event }) => event === 'merge_group')?.payload['merge_group'] as { head_sha: string };
    await check(group.head_sha, 'failure');
    expect(await world.github.commitOf(FULL, 'main')).toBe(before);
    expect((await world.octokit.rest.pulls.get({ ...REPO, pull_number: number })).data.state).toBe('open');
  });
});

describe('deployments', () => {
  const deployment = { ...REPO, ref: 'main', environment: 'staging', auto_merge: false, required_contexts: [] };

  it('make the ones before them inactive', async () => {
    const { repos } = world.octokit.rest;
    const ids: number[] = [];
    for (let at = 0; at < 2; at += 1) {
      const { data } = await repos.createDeployment(deployment);
      if (!('id' in data)) throw new Error(data.message);
      ids.push(data.id);
      await repos.createDeploymentStatus({ ...REPO, deployment_id: data.id, state: 'success' });
    }
    const states = async (id = 0) =>
      (await repos.listDeploymentStatuses({ ...REPO, deployment_id: id })).data.map(({ state }) => state);
    expect([await states(ids[0]), await states(ids[1])]).toEqual([['inactive', 'success'], ['success']]);
    const { data } = await repos.listDeployments({ ...REPO, environment: 'staging' });
    expect(data.map(({ id }) => id)).toEqual([...ids].reverse());
  });

  it('wait for checks unless told otherwise, and merge the default branch in', async () => {
    const { repos } = world.octokit.rest;
    const { head } = await opened();
    await check(head, 'failure');
    const plain = { ...REPO, environment: 'staging' };
    expect(await refused(repos.createDeployment({ ...plain, ref: 'x' }))).toMatchObject({ status: 409 });
    await world.tom.commit(FULL, { branch: 'main', files: { 'z.txt': 'z' }, message: 'Z' });
    const { status } = await repos.createDeployment({ ...plain, ref: 'x', required_contexts: [] });
    expect(status).toBe(202);
    expect(await world.github.readFile(FULL, 'x', 'z.txt')).toBe('z');
  });
});
