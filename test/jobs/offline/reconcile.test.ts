import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createGitHub, type GitHub } from '../../../src/github/client.ts';
import { branchHead } from '../../../src/github/commits.ts';
import { ensureDeployment } from '../../../src/github/deployments.ts';
import { openRecord, type StateRecord } from '../../../src/github/record.ts';
import type { RecordView } from '../../../src/github/record-view.ts';
import { at, type Repo } from '../../../src/github/repo.ts';
import type { OfflineChange } from '../../../src/jobs/offline/copy.ts';
import { lookForDrift, type Look } from '../../../src/jobs/drift/look.ts';
import { copyRecord } from '../../../src/jobs/offline/mirror.ts';
import { recordChanges } from '../../../src/jobs/offline/reconcile.ts';
import { configAt } from '../../../src/jobs/platform/config-at.ts';
import { asText, environmentState, files, lastGoodOf } from '../../../src/jobs/platform/record.ts';
import type { ReleaseContext } from '../../../src/jobs/release/context.ts';
import type { Services } from '../../../src/jobs/services.ts';
import type { EnvironmentState, LastGood, ReleaseRun } from '../../../src/release/state.ts';
import { never } from '../../gateway/harness.ts';
import { acme, type Acme } from '../../local/github/local.ts';
import { ENVIRONMENT, memoryQueue, noSinks, RUN, silent, startWorld, type World } from './world.ts';

let local: Acme;
let world: World;
let github: GitHub;
let repo: Repo;
let record: StateRecord;
let services: Services;
let run: ReleaseRun;

let count = 0;
let fullName = '';
beforeAll(async () => {
  local = await acme();
});
afterAll(async () => {
  await local.close();
});

beforeEach(async () => {
  const queue = memoryQueue();
  world = await startWorld(queue);
  fullName = `acme/platform-${++count}`;
  const sluice = `apis: [{ name: orders, gateway: { upstream: "${world.bad.url}", auth: { none: {} } } }]
environments: { ${ENVIRONMENT}: { targets: [edge] } }
`;
  await local.github.createRepository(
    'acme',
    `platform-${count}`,
    { '.github/sluice.yaml': sluice },
    { private: true },
  );
  github = createGitHub({
    appId: local.app.appId,
    privateKey: local.app.privateKeyPem,
    baseUrl: local.github.apiUrl,
    cache: queue.cache,
    gitDir: world.folder,
    log: silent,
  });
  repo = await github.repository(local.installation, { fullName });
  record = openRecord(repo, { keys: github.recordKeys, anchors: queue.cache });
  const { copies, targets } = world;
  const parts = { github, queue, targets, copies, sinks: noSinks, log: silent, now: () => new Date(), signal: never };
  services = { ...parts, floors: {}, floorPacks: [], packs: new Map(), commands: {} } as unknown as Services;
  const commit = (await branchHead(repo, repo.defaultBranch)) ?? '';
  run = { ...RUN, commit };
  await write({ judged: commit, deployed: commit, current: run, good: GOOD, holds: [], approvals: [] });
});
afterEach(async () => {
  await world.close();
});

const GOOD = [{ commit: 'a'.repeat(40), deployment: 11, at: '2026-11-19T10:00:00.000Z' }];
const SAID = { at: '2026-11-20T11:00:00.000Z', environment: ENVIRONMENT, by: 'ada', reason: 'taken back' };

async function view(): Promise<RecordView> {
  const read = await record.read();
  if (!read.ok) throw new Error(read.message);
  return read.view;
}

async function write(state: EnvironmentState): Promise<void> {
  const cause = { event: 'push', ref: 'x', actor: 'ada' } as const;
  const change = {
    [files.environment(ENVIRONMENT)]: asText(state),
    [files.lastGood(ENVIRONMENT, 'orders')]: asText(lastGood()),
  };
  expect(await record.commit(await view(), { files: change, audit: [], cause, message: 'x' })).toMatchObject({
    ok: true,
  });
}

function lastGood(): LastGood {
  return world.copy.lastGood['orders']!.good;
}

async function pass(): Promise<boolean> {
  const config = await configAt(repo, run.commit);
  const cause = { event: 'push', ref: 'x', actor: 'ada' } as const;
  const context: ReleaseContext = {
    ...{ services, repo, record, view: await view(), head: run.commit, cause, signal: never },
    config: config.ok ? config.config : {},
  };
  return recordChanges(context);
}

async function lookedAt(): Promise<Look> {
  const config = await configAt(repo, run.commit);
  if (!config.ok) throw new Error('the configuration cannot be read');
  return lookForDrift({ services, repo, view: await view(), config: config.config, signal: never }, ENVIRONMENT);
}

async function settled(): Promise<EnvironmentState> {
  while (await pass());
  return environmentState(await view(), ENVIRONMENT);
}

const leave = (change: OfflineChange): Promise<void> => world.copies.leave(fullName, change);

async function audit(): Promise<readonly { action: string; cause: { event: string; ref: string; actor: string } }[]> {
  const now = await view();
  const [path = ''] = now.paths().filter((each) => each.startsWith('audit/'));
  const text = (await now.text(path)) ?? '';
  return text
    .trimEnd()
    .split('\n')
    .map((row) => JSON.parse(row) as never);
}

describe('what was done without GitHub reaches the record', () => {
  it('a restore: restored, with the failing content held', async () => {
    const failed = { ...run, failing: ['orders'], reverted: ['orders'], reason: 'errors', restoredAt: SAID.at };
    await leave({ kind: 'restored', id: 'restored-12', ...SAID, run: failed });
    const state = await settled();
    expect(state.current).toMatchObject({ phase: 'restored', reverted: ['orders'], restoredAt: SAID.at });
    expect(state.holds).toMatchObject([
      { api: 'orders', deployment: 12, hashes: { edge: expect.stringMatching(/^\w{64}$/) as string } },
    ]);
    expect(await audit()).toMatchObject([
      { action: 'release.restore', cause: { event: 'analysis', ref: 'restored-12' } },
    ]);
    expect(await world.copies.changes(fullName)).toEqual([]);
  });

  it('a rollback, which is no drift until it has', async () => {
    const passed = { ...run, phase: 'passed' as const };
    await write({ judged: run.commit, deployed: run.commit, current: passed, good: GOOD, holds: [], approvals: [] });
    expect(await lookedAt()).toMatchObject({ ok: true, drifted: [{ api: 'orders' }] });
    await leave({ kind: 'hold', id: 'cli-0', ...SAID, apis: ['orders'] });
    expect(await lookedAt()).toMatchObject({ ok: true });
    await leave({ kind: 'rollback', id: 'cli-1', ...SAID, goods: { orders: lastGood() }, deployment: 12 });
    const reason = expect.stringContaining('not on the record yet') as string;
    expect(await lookedAt()).toEqual({ ok: false, reason });
    await leave({ kind: 'rollback', id: 'cli-2', ...SAID, environment: 'another', goods: {}, deployment: null });
    await world.copies.forget(fullName, 'cli-1');
    expect(await lookedAt()).toMatchObject({ ok: true });
  });

  it('a rollback of a release that had passed: it goes no further, last good is what was put back', async () => {
    const good = [{ commit: run.commit, deployment: 12, at: RUN.at }, ...GOOD];
    const passed = { ...run, phase: 'passed' as const };
    await write({ judged: run.commit, deployed: run.commit, current: passed, good, holds: [], approvals: [] });
    const goods = { orders: { ...lastGood(), deployment: 9 } };
    await leave({ kind: 'rollback', id: 'cli-1', ...SAID, goods, deployment: 12 });
    const state = await settled();
    expect(state.current).toMatchObject({ phase: 'restored', failing: ['orders'], reason: 'taken back' });
    // The one before would be released to the environments after this one, over what they have.
    expect(state.good).toMatchObject([{ commit: run.commit, without: ['orders'] }, ...GOOD]);
    expect(state.holds).toMatchObject([{ api: 'orders', by: 'ada' }]);
    expect((await lastGoodOf(await view(), ENVIRONMENT, ['orders'])).get('orders')?.deployment).toBe(9);
    expect(await audit()).toMatchObject([
      {
        action: 'rollback',
        cause: { event: 'cli', ref: 'cli-1', actor: 'ada' },
        about: { apis: ['orders'], deployment: run.deployment },
      },
    ]);
  });

  it('a rollback while a release was being written: it is not written any more', async () => {
    const commit = (await branchHead(repo, repo.defaultBranch)) ?? '';
    const begun = { commit, environment: ENVIRONMENT, description: '', payload: { key: 'after-0' } };
    const { id } = await ensureDeployment(repo, begun);
    const applying = { ...run, deployment: id, phase: 'applying' as const };
    await write({ judged: run.commit, current: applying, good: GOOD, holds: [], approvals: [] });
    await leave({ kind: 'rollback', id: 'cli-1', ...SAID, goods: { orders: lastGood() }, deployment: id });
    expect((await settled()).current?.phase).toBe('superseded');
    const { data } = await repo.octokit.rest.repos.listDeploymentStatuses({ ...at(repo), deployment_id: id });
    expect(data.map(({ state }) => state)).toEqual(['inactive']);
  });

  it.each(['restored', 'rollback'] as const)(
    'a %s too late: what is newer stands, the trail says what was done',
    async (kind) => {
      const change =
        kind === 'restored'
          ? { kind, run: { ...run, deployment: 11 } }
          : { kind, goods: { orders: null }, deployment: 11 };
      await leave({ id: 'late', ...SAID, ...change });
      const state = await settled();
      expect(state).toMatchObject({ current: { phase: 'live', deployment: 12 }, holds: [] });
      expect((await audit()).map(({ action }) => action)).toEqual([`${kind}.late`]);
    },
  );

  it('a rollback by comment: what was put back is last good and held, unless it was put back once more since', async () => {
    const cause = { event: 'comment', ref: '5', actor: 'ada' } as const;
    const hold = { api: 'orders', hashes: { edge: 'a'.repeat(64) }, at: SAID.at, by: 'ada', reason: 'x', takesBack: 3 };
    const takenBack = (id: string, deployment: number): OfflineChange => {
      return {
        kind: 'taken-back',
        id,
        ...SAID,
        cause,
        goods: { orders: { ...lastGood(), deployment } },
        holds: [hold],
      };
    };
    const current = { ...run, phase: 'passed' as const };
    await write({ judged: run.commit, deployed: run.commit, current, good: GOOD, holds: [], approvals: [] });
    await leave(takenBack('rollback-5', 13));
    expect(await lookedAt()).toMatchObject({ ok: false });
    expect(await settled()).toMatchObject({ current: { phase: 'passed' }, holds: [hold] });
    await leave(takenBack('rollback-4', 12));
    await settled();
    expect((await lastGoodOf(await view(), ENVIRONMENT, ['orders'])).get('orders')?.deployment).toBe(13);
    expect((await audit())[0]).toMatchObject({ action: 'rollback', cause });
  });

  it('a hold, a freeze and its end, each as one commit and in order', async () => {
    const before = (await view()).seq;
    await leave({ kind: 'hold', id: 'a', ...SAID, apis: ['orders'] });
    await leave({ kind: 'freeze', id: 'b', ...SAID });
    await leave({ kind: 'lift', id: 'c', ...SAID });
    const state = await settled();
    expect(state.holds).toMatchObject([{ api: 'orders', hashes: {}, by: 'ada' }]);
    const about = { reason: SAID.reason };
    expect(await audit()).toMatchObject([{ action: 'hold' }, { action: 'freeze', about }, { action: 'lift', about }]);
    expect((await view()).seq).toBe(before + 3);
  });

  it('once, though it is left again by a machine that was away', async () => {
    const change: OfflineChange = { kind: 'hold', id: 'a', ...SAID, apis: ['orders'] };
    await leave(change);
    await settled();
    const { seq } = await view();
    await leave(change);
    expect(await pass()).toBe(false);
    expect((await view()).seq).toBe(seq);
    expect(await world.copies.changes(fullName)).toEqual([]);
  });
});

describe('the copy of the record', () => {
  it('has the state, the configuration and last good; and the one before it when that changes', async () => {
    await copyRecord(services, repo, await view());
    const copy = await world.copies.environment(fullName, ENVIRONMENT);
    expect(copy).toMatchObject({ repository: { id: repo.id }, seq: 1, state: { current: { deployment: 12 } } });
    expect(copy?.config.environments?.[ENVIRONMENT]?.targets).toEqual(['edge']);
    expect(copy?.lastGood['orders']?.good).toEqual(lastGood());
    const cause = { event: 'push', ref: 'x', actor: 'ada' } as const;
    const newer: LastGood = { ...lastGood(), deployment: 12, resources: { edge: [] } };
    const change = { [files.lastGood(ENVIRONMENT, 'orders')]: asText(newer) };
    await record.commit(await view(), { files: change, audit: [], cause, message: 'x' });
    await copyRecord(services, repo, await view());
    const next = await world.copies.environment(fullName, ENVIRONMENT);
    expect(next?.lastGood['orders']).toMatchObject({ good: { deployment: 12 }, before: { deployment: 11 } });
  });

  it('never stops the work where it cannot be made', async () => {
    const broken = { ...world.copies, keep: () => Promise.reject(new Error('disk full')) };
    await copyRecord({ ...services, copies: broken }, repo, await view());
    await copyRecord(services, repo, await view());
    expect(await world.copies.environment(fullName, ENVIRONMENT)).toBeDefined();
  });
});
