import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { TargetsConfig } from '../../../src/config/targets-config.ts';
import { openTargets } from '../../../src/gateway/registry.ts';
import { openSinks } from '../../../src/notify/sinks.ts';
import type { Queue, QueuedJob } from '../../../src/queue/queue.ts';
import type { Notice } from '../../../src/release/notice.ts';
import { watchOffline } from '../../../src/jobs/offline/watch.ts';
import type { Services } from '../../../src/jobs/services.ts';
import { never } from '../../gateway/harness.ts';
import { ENVIRONMENT, memoryQueue, REPOSITORY, RUN, silent, startWorld, type World } from './world.ts';

let world: World;
/** What is told outside GitHub. */
let told: Notice[];
let services: Pick<Services, 'copies' | 'queue' | 'targets' | 'sinks' | 'now' | 'log'>;
const UNREACHABLE: TargetsConfig = {
  targets: {
    edge: {
      kind: 'embedded',
      admin: ['http://127.0.0.1:9'],
      url: 'http://127.0.0.1:9',
      secret: { env: 'EDGE_SECRET' },
      repositories: ['acme/*'],
    },
  },
};
const TOLD: Pick<TargetsConfig, 'notify'> = {
  notify: {
    programs: { kind: 'webhook', url: 'http://127.0.0.1:9', secret: { env: 'HOOK_SECRET' }, repositories: ['acme/*'] },
  },
};
beforeEach(async () => {
  const memory = memoryQueue();
  told = [];
  const add = ({ data }: QueuedJob): Promise<void> =>
    Promise.resolve(void told.push((data as { notice: Notice }).notice));
  const queue = { ...memory, add };
  world = await startWorld(queue);
  services = {
    copies: world.copies,
    queue: queue as unknown as Queue,
    targets: world.targets,
    sinks: openSinks(TOLD, { HOOK_SECRET: 'secret' }, 'https://github.example'),
    now: () => new Date(),
    log: silent,
  };
});
afterEach(async () => {
  await world.close();
});

const watch = (signal = never): Promise<number | undefined> => watchOffline(services, REPOSITORY, signal);

it('puts last good back when the analysis fails while GitHub is down, and notes it for the record once', async () => {
  world.bad.set({ status: 500 });
  expect(await world.serving()).toBe('bad');
  expect(await watch()).toBeGreaterThan(0);
  expect(await world.serving()).toBe('good');
  const [change, ...more] = await world.copies.changes(REPOSITORY.fullName);
  expect(more).toEqual([]);
  expect(change).toMatchObject({
    kind: 'restored',
    id: 'restored-12',
    environment: ENVIRONMENT,
    run: { deployment: 12, failing: ['orders'], reverted: ['orders'] },
  });
  expect(change?.kind === 'restored' && change.run.measures?.[0]?.state).toBe('bad');
  expect(await watch()).toBeGreaterThan(0);
  expect(await world.copies.changes(REPOSITORY.fullName)).toEqual([change]);
  const about = { environment: ENVIRONMENT, deployment: 12, commit: RUN.commit, apis: ['orders'] };
  expect(told).toMatchObject([{ type: 'release.taken-back', ...about }]);
});

it('says that last good serves again where GitHub went down before it could have an incident', async () => {
  const current = { ...RUN, phase: 'restored' as const, failing: ['orders'], reverted: ['orders'], restoredAt: RUN.at };
  await world.copies.keep({ ...world.copy, seq: 6, state: { ...world.copy.state, current } });
  await watch();
  await watch();
  expect(told).toMatchObject([{ type: 'release.taken-back', apis: ['orders'], deployment: 12, at: RUN.at }]);
  await world.copies.keep({
    ...world.copy,
    seq: 7,
    state: { ...world.copy.state, current: { ...current, deployment: 13, incident: 9 } },
  });
  told.length = 0;
  await watch();
  expect(told).toEqual([]);
});

it('says once that last good cannot be put back, for as long as that is so, and then that it could', async () => {
  world.bad.set({ status: 500 });
  const { targets } = services;
  const away = new AbortController();
  const tries = vi.spyOn(silent, 'error');
  services = { ...services, targets: openTargets(UNREACHABLE, { EDGE_SECRET: world.secret }) };
  const waiting = watch(away.signal);
  await vi.waitFor(() => {
    expect(tries.mock.calls.length).toBeGreaterThan(1);
  }, 20_000);
  tries.mockRestore();
  expect(told).toMatchObject([{ type: 'release.stuck', deployment: 12, apis: ['orders'] }]);
  away.abort();
  await expect(waiting).rejects.toThrow();
  services = { ...services, targets };
  await watch();
  expect(told.map(({ type }) => type)).toEqual(['release.stuck', 'release.taken-back']);
  expect(told[0]?.reason).toContain('not put back yet');
});

it('stands by a verdict that has fallen, though whoever put last good back died before it was noted', async () => {
  world.bad.set({ status: 500 });
  const { copies } = world;
  const died = new Error('died');
  services = { ...services, copies: { ...copies, leave: () => Promise.reject(died) } };
  await expect(watch()).rejects.toBe(died);
  expect(await world.serving()).toBe('good');
  expect(await copies.changes(REPOSITORY.fullName)).toEqual([]);

  services = { ...services, copies };
  await sleep(50);
  expect(await watch()).toBeGreaterThan(0);
  expect(await copies.changes(REPOSITORY.fullName)).toMatchObject([{ kind: 'restored', id: 'restored-12' }]);
});

it('only watches while the release is healthy, and stops when it is told to', async () => {
  const stop = new AbortController();
  const watching = watch(stop.signal);
  await vi.waitFor(() => {
    expect(world.bad.requests()).toBeGreaterThan(3);
  }, 20_000);
  stop.abort();
  await expect(watching).rejects.toThrow();
  expect(await world.serving()).toBe('bad');
  expect(await world.copies.changes(REPOSITORY.fullName)).toEqual([]);
  expect(told).toEqual([]);
});

it('goes on with a verdict that had fallen before GitHub went down', async () => {
  const current = { ...RUN, phase: 'failed' as const, failing: ['orders'], reason: 'errors' };
  await world.copies.keep({ ...world.copy, seq: 6, state: { ...world.copy.state, current } });
  await watch();
  expect(await world.serving()).toBe('good');
});

it.each([
  ['nothing is under analysis', { ...RUN, phase: 'passed' as const }],
  ['it failed and was put back before', { ...RUN, phase: 'failed' as const, reverted: [] }],
])('has nothing to do where %s', async (_, current) => {
  world.bad.set({ status: 500 });
  await world.copies.keep({ ...world.copy, seq: 6, state: { ...world.copy.state, current } });
  expect(await watch()).toBeUndefined();
  expect(await world.copies.changes(REPOSITORY.fullName)).toEqual([]);
});

it('never touches what another repository of that name left', async () => {
  world.bad.set({ status: 500 });
  expect(await watchOffline(services, { ...REPOSITORY, id: 43 }, never)).toBeUndefined();
  expect(await world.copies.changes(REPOSITORY.fullName)).toEqual([]);
});

it('leaves live as it is where there is no last good', async () => {
  world.bad.set({ status: 500 });
  await world.copies.keep({ ...world.copy, seq: 6, lastGood: {} });
  expect(await watch()).toBeUndefined();
  expect(await world.serving()).toBe('bad');
  expect(await world.copies.changes(REPOSITORY.fullName)).toEqual([]);
  expect(told).toMatchObject([{ type: 'release.stuck', apis: ['orders'] }]);
  expect(told[0]?.reason).toContain('no last good');
});
