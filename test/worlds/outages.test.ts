import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually, type Place } from './place.ts';
import { apis, both, breaking, CONFIG, harmless, onProduction, ORDERS } from './samples.ts';
import { useWorld, UNDISTURBED } from './world.ts';

const world = useWorld({ sweepSeconds: 2 });

afterEach(async () => {
  world.github.faults.set(UNDISTURBED);
  await world.gateways.edge.start();
});

async function statusOf(place: Place, path: string): Promise<number> {
  return (await fetch(`${world.gateways.edge.url}/${place.owner}/${path}`)).status;
}

const bad = (config: string): string => config.replace('GOOD, path: /HERE/orders', 'BAD, path: /HERE/orders');

async function deployed(config = onProduction): Promise<Place> {
  const place = await world.place({ ...both, [CONFIG]: config });
  const head = await place.commit('ada', 'main', { 'README.md': 'Deployed from now on\n' });
  await place.settled('production', head);
  return place;
}

describe('webhooks that never came', () => {
  it('do not keep a pull request unreviewed, a merge undeployed, or a command unanswered', async () => {
    const place = await deployed();
    world.github.faults.set({ webhooks: { lost: 1 } });
    const { number, head } = await place.pull({ [ORDERS]: breaking });
    await place.checked(head, 'failure');
    await sleep(1100);
    const edited = place.github.person('tom').comment(place.full, number, 'a remark');
    await sleep(1100);
    place.github.person('tom').editComment(edited, '/waive all --reason "by an edit"');
    const repeat = await eventually('an answer to the edited one', () =>
      place.botComments(number).find((body) => body.includes('was edited')),
    );
    expect(repeat).toContain('/waive all');
    expect(place.check(head)?.conclusion).toBe('failure');
    expect(await place.ask('tom', number, '/waive all --reason "agreed"')).toContain('Waived');
    await place.checked(head, 'success');
    const sha = await place.merge(number);
    expect((await place.settled('production', sha)).current.phase).toBe('passed');
  });

  it('are sent again where GitHub knows that they failed', async () => {
    const place = await deployed();
    world.github.faults.set({ webhooks: { events: ['pull_request'], failed: 1 } });
    const { number, head } = await place.pull({ [ORDERS]: harmless });
    await place.checked(head, 'success');
    await place.sticky(number, head);
    const again = await eventually('the delivery to be sent again', () =>
      world.github.world.store.deliveries.find(({ event, redelivery }) => event === 'pull_request' && redelivery),
    );
    expect(again.redelivery).toBe(true);
  });
});

describe('a rollback that cannot be recorded yet', () => {
  it('is no drift, and stays until it is', async () => {
    const config = onProduction.replace('{ targets: [edge] }', '{ targets: [edge], drift: correct }');
    const place = await deployed(config);
    const { number } = await place.pull({ [CONFIG]: bad(config) });
    const sha = await place.merge(number);
    await place.settled('production', sha);
    world.github.faults.set({ requests: [{ operations: 'repos/create-deployment', unavailable: 1 }] });
    place.github.person('tom').comment(place.full, number, '/rollback');
    await eventually('what was good', async () =>
      (await statusOf(place, 'orders/orders/1')) === 200 ? true : undefined,
    );
    for (let look = 0; look < 30; look++) {
      expect(await statusOf(place, 'orders/orders/1')).toBe(200);
      await sleep(200);
    }
    expect(place.botIssues()).toEqual([]);
    world.github.faults.set(UNDISTURBED);
    await eventually('the answer', () => place.botComments(number).find((body) => body.includes('put back')));
    expect((await place.recorded('production'))?.holds).toMatchObject([{ api: 'orders' }]);
    expect(await statusOf(place, 'orders/orders/1')).toBe(200);
  });
});

describe('a command to which GitHub lets nobody react', () => {
  it('is done and answered all the same', async () => {
    const place = await deployed();
    const { number } = await place.pull({ [CONFIG]: bad(onProduction) });
    await place.settled('production', await place.merge(number));
    const requests = [{ operations: 'reactions/**', secondaryLimit: 1, retryAfterSeconds: 3600 }];
    world.github.faults.set({ ...UNDISTURBED, requests });
    expect(await place.ask('tom', number, '/rollback')).toContain('put back');
    expect(await statusOf(place, 'orders/orders/1')).toBe(200);
  });
});

describe('a gateway that is down', () => {
  it('does not block the review, and gets what was merged when it is back', async () => {
    const place = await deployed();
    await world.gateways.edge.stop();
    const { number, head } = await place.pull({ [CONFIG]: bad(onProduction) });
    await place.checked(head, 'success');
    expect(await place.sticky(number, head)).toContain('cannot be read now');
    const sha = await place.merge(number);
    await sleep(3000);
    expect((await place.recorded('production'))?.current?.commit).not.toBe(sha);
    await world.gateways.edge.start();
    await place.settled('production', sha);
    expect(await statusOf(place, 'orders/orders/1')).toBe(500);
  });

  it('does not keep the other from getting last good back', async () => {
    const pair = `${apis}environments:
  production:
    targets: [stage, edge]
    analysis: { bake: 4s, interval: 400ms, failures: 3, checks: [{ http: /HERE/orders/orders/1 }] }
`;
    const place = await deployed(pair);
    const { number, head } = await place.pull({ [CONFIG]: bad(pair) });
    await place.checked(head, 'success');
    await place.merge(number);
    await eventually('it to be live', async () =>
      (await place.recorded('production'))?.current?.phase === 'live' ? true : undefined,
    );
    await world.gateways.edge.stop();
    const stage = async (): Promise<number> =>
      (await fetch(`${world.gateways.stage.url}/${place.owner}/orders/orders/1`)).status;
    await eventually('last good on the one that is there', async () => ((await stage()) === 200 ? true : undefined));
    for (let look = 0; look < 10; look++) {
      expect(await stage()).toBe(200);
      await sleep(200);
    }
    await world.gateways.edge.start();
    await eventually('last good on both', async () =>
      (await statusOf(place, 'orders/orders/1')) === 200 ? true : undefined,
    );
    await eventually('the record to say so', async () =>
      (await place.recorded('production'))?.current?.phase === 'restored' ? true : undefined,
    );
  });
});
