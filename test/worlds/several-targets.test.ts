import { describe, expect, it } from 'vitest';
import { embeddedTarget } from '../../src/gateway/embedded/target.ts';
import { api, deploy } from '../gateway/harness.ts';
import type { ReleaseRun } from '../../src/release/state.ts';
import { bad, deployed, merged, statusOf } from './flows.ts';
import { eventually, type Place } from './place.ts';
import { apis, CONFIG, harmless, ORDERS } from './samples.ts';
import { SECRET, useWorld } from './world.ts';

const world = useWorld({ sweepSeconds: 2 });

const pair = `${apis}environments:
  production: { targets: [stage, edge] }
`;
const moved = pair.replace('/HERE/orders', '/HERE/orders-2');

const watched = pair.replace(
  '{ targets: [stage, edge] }',
  '\n    targets: [stage, edge]\n    analysis: { bake: 1s, interval: 250ms, failures: 8, checks: [{ http: /HERE/orders/orders/1 }] }',
);

/** Status of an order at its new path, on stage and edge. */
async function atNewPath(place: Place): Promise<number[]> {
  return Promise.all((['stage', 'edge'] as const).map((name) => statusOf(world, place, 'orders-2/orders/1', name)));
}

describe('two gateways in one environment', () => {
  it('stay as they were where the second refuses what the first has taken, and it is said of each', async () => {
    const place = await deployed(world, pair);
    const { number, head } = await place.pull({ [CONFIG]: moved });
    await place.checked(head, 'success');
    expect(await place.sticky(number, head)).toContain('`production` (`stage`, `edge`): 1 API updated');
    const { url, adminUrl } = world.gateways.edge;
    const other = embeddedTarget('edge', { admin: [adminUrl], url, secret: SECRET });
    const theirs = api('theirs', { upstream: world.good.url, path: `/${place.owner}/orders-2` });
    // Between the plan and the write somebody else takes the place.
    world.gateways.edge.faults.onNextWrite(async () => {
      await deploy(other, { owner: 'others/apis@production' }, [theirs]);
    });
    const sha = await place.merge(number);
    const { current } = await place.settled('production', sha);
    expect(current).toMatchObject({
      phase: 'refused',
      reason: expect.stringContaining('taken by an API of another owner') as string,
      targets: { stage: { state: 'before' }, edge: { state: 'before' } },
    });
    expect(await statusOf(world, place, 'orders/orders/1', 'stage')).toBe(200);
    expect((await atNewPath(place))[0]).toBe(404);
    expect(await place.record('before/production.json')).toBeUndefined();
    const told = await eventually('the pull request to be told', () =>
      place.botComments(number).find((body) => body.includes('Refused in')),
    );
    expect(told).toContain('`stage` is as it was');
    expect(told).toContain('`edge` is as it was');
  });

  it('both have it in the end where the second dies after the first was written', async () => {
    const place = await deployed(world, pair);
    const { number, head } = await place.pull({ [CONFIG]: moved });
    await place.checked(head, 'success');
    world.gateways.stage.faults.onNextWrite(async () => {
      world.gateways.edge.faults.set('down');
      await world.gateways.edge.stop();
    });
    const sha = await place.merge(number);
    const torn = await eventually('the record to say where each stands', async () => {
      const run = (await place.recorded('production'))?.current;
      return run?.commit === sha && run.targets !== undefined ? run : undefined;
    });
    expect(torn).toMatchObject({
      phase: 'applying',
      targets: { stage: { state: 'before' }, edge: { state: 'unknown' } },
    });
    expect(await place.ask('tom', number, '/status')).toContain('`edge` cannot be asked and may have the new state');
    expect(await statusOf(world, place, 'orders/orders/1', 'stage')).toBe(200);
    await world.gateways.edge.start();
    world.gateways.edge.faults.set('none');
    expect((await place.settled('production', sha)).current).toMatchObject({
      phase: 'passed',
      targets: { stage: { state: 'live' }, edge: { state: 'live' } },
    });
    expect(await atNewPath(place)).toEqual([200, 200]);
  });

  it('go back where they can be reached, and people are told which cannot until it is back too', async () => {
    const place = await deployed(world, watched);
    const { number, head } = await place.pull({ [CONFIG]: bad(watched) });
    await place.checked(head, 'success');
    const sha = await place.merge(number);
    const run = async (phase: string): Promise<ReleaseRun | undefined> => {
      const current = (await place.recorded('production'))?.current;
      return current?.commit === sha && current.phase === phase ? current : undefined;
    };
    await eventually('the bad one to be live', () => run('live'));
    world.gateways.edge.faults.set('down');
    expect(await eventually('the verdict', () => run('failed'))).toMatchObject({
      targets: { stage: { state: 'before' }, edge: { state: 'new' } },
    });
    expect(await statusOf(world, place, 'orders/orders/1', 'stage')).toBe(200);
    expect(await statusOf(world, place, 'orders/orders/1', 'edge')).toBe(500);
    const [told, ...more] = place.botIssues();
    expect(told?.body).toContain('only partly put back in `production`');
    expect(told?.body).toContain('- edge may serve the failed release: edge cannot be reached');
    expect(more).toEqual([]);
    expect(await place.ask('tom', number, '/status')).toContain('`edge` has the new state');
    const other = await place.pull({ [ORDERS]: harmless });
    expect(await place.sticky(other.number, other.head)).toContain('`production`: `edge` has the new state');
    world.gateways.edge.faults.set('none');
    expect((await place.settled('production', sha)).current).toMatchObject({
      phase: 'restored',
      targets: { stage: { state: 'before' }, edge: { state: 'before' } },
      incident: told?.number,
    });
    expect(place.issue(told?.number ?? 0).title).toMatch(/^orders put back in production/);
    expect(await statusOf(world, place, 'orders/orders/1', 'edge')).toBe(200);
  });

  it('keep what a rollback put back where it could be, and the other gets it once it is there', async () => {
    const config = pair.replace('[stage, edge]', '[stage, edge], drift: correct');
    const place = await deployed(world, config);
    const { number } = await merged(place, { [CONFIG]: bad(config) });
    world.gateways.edge.faults.set('down', 'writes');
    const answer = await place.ask('tom', number, '/rollback');
    expect(answer).toContain('**Not everywhere in `production`**');
    expect(answer).toContain('stage has last good again, edge not yet');
    expect(answer).toContain('`/drift revert env production`');
    const [told] = await eventually('the drift of edge', () => {
      const issues = place.botIssues();
      return issues.length > 0 ? issues : undefined;
    });
    expect(told?.title).toContain('edge in production: orders');
    expect(await statusOf(world, place, 'orders/orders/1', 'stage')).toBe(200);
    world.gateways.edge.faults.set('none');
    expect(await place.ask('tom', number, '/drift revert env production')).toContain('put back');
    expect(await statusOf(world, place, 'orders/orders/1', 'stage')).toBe(200);
    expect(await statusOf(world, place, 'orders/orders/1', 'edge')).toBe(200);
    expect((await place.recorded('production'))?.holds).toMatchObject([{ api: 'orders', takesBack: number }]);
  });

  it('deploy the others where one refuses what a held API had before, and that one stays as it is', async () => {
    const place = await deployed(world, pair);
    const { number } = await merged(place, { [CONFIG]: moved });
    const { url, adminUrl } = world.gateways.edge;
    const other = embeddedTarget('edge', { admin: [adminUrl], url, secret: SECRET });
    const theirs = api('theirs', { upstream: world.good.url, path: `/${place.owner}/orders` });
    await deploy(other, { owner: 'others/apis@production' }, [theirs]);
    expect(await place.ask('tom', number, '/rollback')).toContain('**Not everywhere in `production`**');
    const { sha } = await merged(place, { [CONFIG]: moved.replace('/HERE/customers', '/HERE/customers-2') });
    expect(await place.settled('production', sha)).toMatchObject({
      deployed: sha,
      current: { phase: 'passed', changed: ['customers'] },
    });
    for (const name of ['stage', 'edge'] as const) {
      expect(await statusOf(world, place, 'customers-2/customers', name)).toBe(200);
    }
    expect(await statusOf(world, place, 'orders/orders/1', 'stage')).toBe(200);
    expect((await atNewPath(place))[1]).toBe(200);
    const told = await place.ask('tom', number, '/status');
    expect(told).toContain('is taken by an API of another owner. It is left as it is live');
    expect(told).toContain('revert env production');
  });
});
