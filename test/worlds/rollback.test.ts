import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { bad, deployed, merged, statusOf } from './flows.ts';
import type { ReleaseRun } from '../../src/release/state.ts';
import { eventually, type Place } from './place.ts';
import { both, CONFIG, CUSTOMERS, harmless, onProduction, ORDERS } from './samples.ts';
import { useWorld, UNDISTURBED } from './world.ts';

const world = useWorld();

describe.concurrent('rollback', () => {
  it('writes nothing with --dry-run, and says what it would do', async () => {
    const place = await deployed(world, onProduction);
    const { number } = await merged(place, { [CONFIG]: bad(onProduction) });
    const answer = await place.ask('tom', number, '/rollback --dry-run');
    expect(answer).toContain('Nothing was changed');
    expect(answer).toContain(CONFIG);
    expect(place.openPulls()).toEqual([]);
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(500);
    expect(await place.recorded('production')).toMatchObject({ holds: [] });
  });

  it('is refused on an open pull request, to readers, and where later changes touch the same lines', async () => {
    const place = await deployed(world, onProduction);
    const open = await place.pull({ [ORDERS]: harmless });
    await place.sticky(open.number, open.head);
    expect(await place.ask('tom', open.number, '/rollback')).toContain('not merged');
    const first = await merged(place, { [CONFIG]: bad(onProduction) });
    expect(await place.ask('rita', first.number, '/rollback')).toContain('You have `read`;');
    await merged(place, {
      [CONFIG]: bad(onProduction).replace('BAD, path: /HERE/orders', 'GOOD, path: /HERE/orders, timeout: 5s'),
    });
    const answer = await place.ask('tom', first.number, '/rollback');
    expect(answer).toContain('same lines');
    expect(answer).toContain('sluice.yaml');
    expect(place.openPulls().filter(({ number }) => number !== open.number)).toEqual([]);
  });

  it('takes a pull request back once, holds it, and its revert makes git equal to live', async () => {
    const place = await deployed(world, onProduction);
    const { number } = await merged(place, { [CONFIG]: bad(onProduction) });
    expect(await place.ask('tom', number, '/rollback')).toContain('put back');
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
    const again = await place.ask('tom', number, '/rollback');
    expect(again).toContain('taken back already');
    const [revert] = place.openPulls();
    expect(place.openPulls()).toHaveLength(1);
    await place.commit('ada', 'main', { 'README.md': 'Something else\n' });
    await sleep(500);
    expect((await place.recorded('production'))?.holds).toHaveLength(1);
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
    const head = await place.github.commitOf(place.full, `refs/pull/${revert?.number ?? 0}/head`);
    await place.checked(head, 'success');
    const sha = await place.merge(revert?.number ?? 0);
    const state = await place.settled('production', sha);
    expect(state.holds).toEqual([]);
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
    expect(await place.ask('tom', number, '/rollback')).toContain('already');
  });

  it('puts back where a rule of the repository forbids its branch, and says who has to revert then', async () => {
    const place = await deployed(world, onProduction);
    const { number } = await merged(place, { [CONFIG]: bad(onProduction) });
    place.github.addRuleset(place.full, {
      name: 'names of branches',
      include: ['refs/heads/sluice/rollback-*'],
      rules: [{ type: 'creation' }],
    });
    const answer = await place.ask('tom', number, '/rollback');
    expect(answer).toContain('put back');
    expect(answer).toContain('creations being restricted');
    expect(answer).toContain('Revert it by one of your own');
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
    expect((await place.recorded('production'))?.holds).toMatchObject([{ api: 'orders' }]);
    const { sha } = await merged(place, { [CONFIG]: onProduction });
    expect(await place.settled('production', sha)).toMatchObject({ holds: [], deployed: sha });
  });

  it('puts one API back to a named release, or to the one before', async () => {
    const place = await deployed(world, onProduction);
    const first = (await place.recorded('production'))?.current?.commit ?? '';
    await merged(place, { [CONFIG]: bad(onProduction) });
    await merged(place, { [CUSTOMERS]: both[CUSTOMERS].replace('Who orders.', 'Who orders here.') });
    expect(await place.ask('tom', 1, '/rollback orders env production to 1234567')).toContain('no good release');
    expect(await place.ask('tom', 1, '/rollback nothing env production')).toContain('no API');
    expect(await place.ask('tom', 1, '/rollback orders env nowhere')).toContain('no environment');
    const dry = await place.ask('tom', 1, '/rollback orders env production --dry-run');
    expect(dry).toContain(first.slice(0, 7));
    expect(await place.ask('tom', 1, `/rollback orders env production to ${first.slice(0, 10)}`)).toContain('put back');
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
  });
});

describe.concurrent('an analysis that fails', () => {
  const failing = onProduction.replace(
    '{ targets: [edge] }',
    '{ targets: [edge], analysis: { bake: 2s, interval: 200ms, failures: 2, checks: [{ http: /HERE/orders/orders/1 }] } }',
  );

  /** Merges what fails, and then something that is none of it. */
  async function failed(place: Place): Promise<ReleaseRun> {
    const { number, head } = await place.pull({ [CONFIG]: bad(failing) });
    await place.checked(head, 'success');
    const { current } = await place.settled('production', await place.merge(number));
    expect(current.phase).toBe('restored');
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
    const { sha } = await merged(place, { [CUSTOMERS]: both[CUSTOMERS].replace('Who orders.', 'Who orders here.') });
    expect((await place.recorded('production'))?.current).toMatchObject({ commit: sha, phase: 'passed' });
    return current;
  }

  it('is told below its revert where issues are turned off, and keeps no later release waiting', async () => {
    const place = await deployed(world, failing);
    place.github.turnIssuesOff(place.full);
    const { incident, revert = 0 } = await failed(place);
    expect(incident).toBeNull();
    expect(place.botComments(revert).join()).toContain('**`orders` was put back in `production`');
  });

  it('keeps no later release waiting where a rule of the repository forbids the branch of its revert', async () => {
    const place = await deployed(world, failing);
    place.github.addRuleset(place.full, {
      name: 'names of branches',
      include: ['refs/heads/sluice/revert-*'],
      rules: [{ type: 'creation' }],
    });
    const { incident, revert, revertProblem } = await failed(place);
    expect([revert, revertProblem]).toEqual([undefined, expect.stringContaining('rule')]);
    expect(place.issue(incident ?? 0).body).toContain('creations being restricted');
  });
});

describe.concurrent('hold and resume', () => {
  it('pins what is merged under a hold, names the pin, and deploys it after /resume', async () => {
    const place = await deployed(world, onProduction);
    const any = await merged(place, { [ORDERS]: harmless });
    expect(await place.ask('tom', any.number, '/hold nothing env production')).toContain('no API');
    expect(await place.ask('tom', any.number, '/hold orders env production --reason "on holiday"')).toContain('Held');
    const { sha } = await merged(place, {
      [CONFIG]: bad(onProduction).replace('GOOD, path: /HERE/customers', 'GOOD, path: /HERE/customers2'),
    });
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
    expect(await statusOf(world, place, 'customers2/customers')).toBe(200);
    const [newest] = place.deployments('production');
    expect(newest).toMatchObject({ sha, description: expect.stringContaining('orders') as string });
    const status = await place.ask('rita', any.number, '/status');
    expect(status).toContain('on holiday');
    expect(status).toContain('/resume orders env production');
    expect(await place.ask('rita', any.number, '/resume orders env production')).toContain('You have `read`;');
    expect(await place.ask('tom', any.number, '/resume orders env production')).toContain('Hold lifted');
    await eventually('the held content', async () =>
      (await statusOf(world, place, 'orders/orders/1')) === 500 ? true : undefined,
    );
    expect(await place.ask('tom', any.number, '/resume orders env production')).toContain('not done');
  });

  it('stays until /resume, also where what is held is put back', async () => {
    const place = await deployed(world, onProduction);
    const { number } = await merged(place, { [CONFIG]: bad(onProduction) });
    expect(await place.ask('tom', number, '/hold orders env production --reason "on holiday"')).toContain('Held');
    expect(await place.ask('tom', number, '/rollback orders env production')).toContain('put back');
    await merged(place, { [CONFIG]: bad(onProduction).replace('/HERE/orders', '/HERE/orders, timeout: 5s') });
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
    expect(await place.ask('tom', number, '/status')).toContain('on holiday');
    expect(await place.ask('tom', number, '/resume orders env production')).toContain('Hold lifted');
    await eventually('the held content', async () =>
      (await statusOf(world, place, 'orders/orders/1')) === 500 ? true : undefined,
    );
    expect((await place.recorded('production'))?.holds).toEqual([]);
  });

  it('keeps what is live where nothing was ever good', async () => {
    const unsure =
      `${onProduction}    analysis: { bake: 200ms, interval: 100ms, checks: [{ errorRate: { max: 0.1 } }] }\n`.replace(
        'production: { targets: [edge] }',
        'production:\n    targets: [edge]',
      );
    const place = await world.place({ ...both, [CONFIG]: unsure });
    const head = await place.commit('ada', 'main', { 'README.md': 'x\n' });
    expect((await place.settled('production', head)).current.phase).toBe('inconclusive');
    const { number, head: changed } = await place.pull({
      [CONFIG]: unsure.replace('GOOD, path: /HERE/orders', 'BAD, path: /HERE/orders'),
    });
    await place.sticky(number, changed);
    expect(await place.ask('tom', number, '/hold orders env production')).toContain('Held');
    const sha = await place.merge(number);
    await place.settled('production', sha);
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
  });
});

describe('a rollback that the record does not take', () => {
  it('says so, is no drift, and is recorded before anything else is deployed', async () => {
    const config = onProduction.replace('{ targets: [edge] }', '{ targets: [edge], drift: correct }');
    const place = await deployed(world, config);
    const { number } = await merged(place, { [CONFIG]: bad(config) });
    let mend = (): Promise<unknown> => Promise.resolve();
    world.gateways.edge.faults.onNextWrite(async () => {
      mend = await place.forgeRecord();
    });
    const answer = await place.ask('tom', number, '/rollback');
    expect(answer).toContain('put back');
    expect(answer).toContain('The record does not know of it yet');
    expect(answer).toContain('cannot be trusted');
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
    expect((await place.recorded('production'))?.holds).toEqual([]);
    const { number: next } = await place.pull({
      [CONFIG]: bad(config).replace('path: /HERE/customers', 'path: /HERE/customers, timeout: 5s'),
    });
    const sha = await place.merge(next);
    await mend();
    await place.settled('production', sha);
    expect((await place.recorded('production'))?.holds).toMatchObject([
      { api: 'orders', by: 'tom', takesBack: number },
    ]);
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
  });

  it('says so, too, where its worker died before the answer', async () => {
    const place = await deployed(world, onProduction);
    const { number } = await merged(place, { [CONFIG]: bad(onProduction) });
    const silent = { requests: [{ operations: 'issues/create-comment', unavailable: 1 }] };
    world.gateways.edge.faults.onNextWrite(async () => {
      await place.forgeRecord();
      world.github.faults.set(silent);
    });
    let tries = 0;
    const onRequest = (message: unknown): void => {
      const { request } = message as { request: { method: string; path: string } };
      if (request.method === 'GET' && request.path === `/api/v3/repos/${place.full}/issues/comments/${id}`) tries += 1;
    };
    subscribe('undici:request:create', onRequest);
    const id = place.github.person('tom').comment(place.full, number, '/rollback');
    await eventually('another try', () => (tries > 1 ? true : undefined));
    unsubscribe('undici:request:create', onRequest);
    world.github.faults.set(UNDISTURBED);
    const answer = await eventually('the answer', () =>
      place.botComments(number).find((body) => body.includes('/rollback')),
    );
    expect(answer).toContain('put back in `production`');
    expect(answer).toContain('The record does not know of it yet');
    expect(answer).toContain(`\`sluice/rollback-${id}\` makes git equal to live`);
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
  });
});
