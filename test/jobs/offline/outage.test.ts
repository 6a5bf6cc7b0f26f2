import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openCopies } from '../../../src/jobs/offline/copies.ts';
import { eventually } from '../../../src/local/story/eventually.ts';
import { observer } from '../../../src/local/story/observe.ts';
import { startTraffic, type Traffic } from '../../../src/local/traffic.ts';
import { startStoryWorld, type StoryWorld } from '../../../src/local/story/world.ts';

let world: StoryWorld;
let traffic: Traffic;
beforeEach(async () => {
  world = await startStoryWorld({ sweepSeconds: 5 });
  const paths = ['/orders/orders', '/customers/customers'];
  traffic = startTraffic({ url: world.gatewayUrl, paths, perSecond: 40 });
}, 120_000);
afterEach(async () => {
  await traffic.stop();
  await world.close();
});

async function serves(): Promise<number> {
  const answer = await fetch(`${world.gatewayUrl}/orders/orders`);
  await answer.arrayBuffer();
  return answer.status;
}

it('a release that fails while GitHub is down is put back then, and told when GitHub is up again', async () => {
  const { github, mira, tom, bad } = world;
  const observe = observer(world);
  bad.set({});
  await eventually('the first release', async () =>
    (await observe.production())?.current?.phase === 'passed' ? true : undefined,
  );
  const config = (await mira.read('.github/sluice.yaml')).replace(
    /(name: orders[\s\S]*?upstream: )"[^"]*"/,
    `$1"${bad.url}"`,
  );
  const head = await mira.push('move', 'Move orders', { '.github/sluice.yaml': config });
  const pull = await mira.open('move', 'Move orders', '');
  await eventually('its review', () => observe.check(head));
  const merged = await tom.merge(pull, 'merge');
  await eventually('it to be live', async () => {
    const current = (await observe.production())?.current;
    return current?.commit === merged && current.phase === 'live' ? true : undefined;
  });

  github.faults.set({ requests: [{ unavailable: 1 }] });
  bad.set({ status: 500 });
  const copies = openCopies(join(world.folder, 'app'));
  await eventually('last good to serve', async () => {
    await serves();
    return (await copies.changes('acme/apis')).length > 0 && (await serves()) === 200 ? true : undefined;
  });
  expect(await copies.changes('acme/apis')).toMatchObject([
    { kind: 'restored', run: { commit: merged, reverted: ['orders'] } },
  ]);

  github.faults.clear();
  const state = await eventually('the incident', async () => {
    const seen = await observe.production();
    return seen?.current?.incident === undefined ? undefined : seen;
  });
  expect(state.current).toMatchObject({ commit: merged, phase: 'restored' });
  expect(state.holds.map(({ api }) => api)).toEqual(['orders']);
  expect((await observe.openPulls()).map(({ number }) => number)).toContain(state.current?.revert);
  expect(await copies.changes('acme/apis')).toEqual([]);
  expect(await serves()).toBe(200);
}, 120_000);
