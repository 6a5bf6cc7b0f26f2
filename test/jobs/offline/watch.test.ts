import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Queue } from '../../../src/queue/queue.ts';
import { watchOffline } from '../../../src/jobs/offline/watch.ts';
import type { Services } from '../../../src/jobs/services.ts';
import { never } from '../../gateway/harness.ts';
import { ENVIRONMENT, memoryQueue, REPOSITORY, RUN, silent, startWorld, type World } from './world.ts';

let world: World;
let services: Pick<Services, 'copies' | 'queue' | 'targets' | 'now' | 'log'>;
beforeEach(async () => {
  const queue = memoryQueue();
  world = await startWorld(queue);
  services = {
    copies: world.copies,
    queue: queue as Queue,
    targets: world.targets,
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
});
