import { afterEach, describe, expect, it } from 'vitest';
import { bad, deployed, merged, statusOf } from './flows.ts';
import { eventually, type Place } from './place.ts';
import { apis, both, CONFIG, onProduction } from './samples.ts';
import { useWorld } from './world.ts';

const world = useWorld();

afterEach(() => {
  for (const { faults } of Object.values(world.gateways)) faults.set('none');
});

/** Nobody looks at orders but people, and there is time for what they do meanwhile. */
const baking = `${apis}environments:
  production:
    targets: [edge]
    analysis: { bake: 20s, interval: 500ms, failures: 2, checks: [{ http: /HERE/customers/customers }] }
`;
const pair = onProduction.replace('[edge]', '[stage, edge]');

const slow = (config: string, api: string, timeout = '5s'): string =>
  config.replace(`path: /HERE/${api}`, `path: /HERE/${api}, timeout: ${timeout}`);

async function mergedOnly(place: Place, config: string): Promise<{ number: number; sha: string }> {
  const { number, head } = await place.pull({ [CONFIG]: config });
  await place.checked(head, 'success');
  return { number, sha: await place.merge(number) };
}

function inPhase(place: Place, commit: string, phase: string): Promise<true> {
  return eventually(`${commit.slice(0, 7)} to be ${phase}`, async () => {
    const run = (await place.recorded('production'))?.current;
    return run?.commit === commit && run.phase === phase ? true : undefined;
  });
}

async function lastGoodOf(place: Place, api: string): Promise<string> {
  return JSON.stringify(await place.record(`last-good/production/${api}.json`));
}

describe.concurrent('while a release is analysed', () => {
  it('what is taken back of it stays taken back, also where something newer of it is merged already', async () => {
    const place = await deployed(world, baking);
    const first = await mergedOnly(place, slow(bad(baking), 'customers'));
    const open = await place.pull({ [CONFIG]: slow(slow(bad(baking), 'customers'), 'orders') });
    await inPhase(place, first.sha, 'live');
    const second = await place.merge(open.number);
    expect(await place.ask('tom', first.number, '/rollback orders env production')).toContain('put back');
    expect((await place.recorded('production'))?.current).toMatchObject({ commit: first.sha, phase: 'live' });
    await place.settled('production', second);
    expect(await lastGoodOf(place, 'orders')).toContain(world.good.url);
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
  });

  it('what is held by hand is last good as it serves', async () => {
    const place = await deployed(world, baking);
    const { number, sha } = await mergedOnly(place, bad(baking));
    await inPhase(place, sha, 'live');
    expect(await place.ask('tom', number, '/hold orders env production')).toContain('Held');
    expect((await place.recorded('production'))?.current).toMatchObject({ commit: sha, phase: 'live' });
    await place.settled('production', sha);
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(500);
    expect(await lastGoodOf(place, 'orders')).toContain(world.bad.url);
    expect(await place.ask('tom', number, '/drift show env production')).not.toContain('orders');
  });

  it('its deployment is over where all of it is taken back', async () => {
    const place = await deployed(world, baking);
    const { number, sha } = await mergedOnly(place, bad(baking));
    await inPhase(place, sha, 'live');
    expect(await place.ask('tom', number, '/rollback')).toContain('put back');
    expect((await place.recorded('production'))?.current).toMatchObject({ commit: sha, phase: 'superseded' });
    const [, released] = place.deployments('production');
    expect(released).toMatchObject({ sha });
    expect(released?.states.at(-1)).toBe('inactive');
  });
});

describe('while a release waits for a gateway', () => {
  it('what is taken back of it on the others stays taken back', async () => {
    const place = await deployed(world, pair);
    const good = (await place.recorded('production'))?.deployed ?? '';
    const { number } = await merged(place, { [CONFIG]: bad(pair) });
    world.gateways.stage.faults.set('down', 'writes');
    const waiting = await mergedOnly(place, slow(slow(bad(pair), 'customers'), 'orders'));
    await inPhase(place, waiting.sha, 'applying');
    const alone = pair.replace('[stage, edge]', '[edge]');
    const last = await mergedOnly(place, slow(slow(bad(alone), 'customers'), 'orders', '6s'));
    expect(await place.ask('tom', number, `/rollback orders env production to ${good}`)).toContain('put back');
    world.gateways.stage.faults.set('none');
    await eventually('the last one', async () => {
      expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
      return (await place.recorded('production'))?.deployed === last.sha ? true : undefined;
    });
  });

  it('a hold is for what comes after it', async () => {
    const place = await deployed(world, onProduction);
    world.gateways.edge.faults.set('down', 'writes');
    const { number, sha } = await mergedOnly(place, bad(onProduction));
    await inPhase(place, sha, 'applying');
    expect(await place.ask('tom', number, '/hold orders env production')).toContain('Later releases keep it');
    world.gateways.edge.faults.set('none');
    await place.settled('production', sha);
    expect(await lastGoodOf(place, 'orders')).toContain(world.bad.url);
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(500);
  });

  it('a hold that is lifted takes nothing of it back', async () => {
    const place = await deployed(world, onProduction);
    const before = await merged(place, { [CONFIG]: slow(onProduction, 'orders', '9s') });
    expect(await place.ask('tom', before.number, '/hold orders env production')).toContain('Held');
    world.gateways.edge.faults.set('down', 'writes');
    const waiting = await mergedOnly(place, slow(slow(onProduction, 'customers'), 'orders'));
    await inPhase(place, waiting.sha, 'applying');
    expect(await place.ask('tom', before.number, '/resume orders env production')).toContain('lifted');
    world.gateways.edge.faults.set('none');
    await eventually('what was held', async () => {
      return (await lastGoodOf(place, 'orders')).includes(waiting.sha) ? true : undefined;
    });
    expect(await lastGoodOf(place, 'orders')).toContain('"timeoutMs":5000');
    const shas = place.deployments('production').map(({ sha }) => sha);
    expect(shas.slice(0, 3)).toEqual([waiting.sha, waiting.sha, before.sha]);
  });
});

describe('an environment that is taken out of the configuration', () => {
  it('ends the release that is under way there', async () => {
    const staging = onProduction.replace('production:', 'staging: { targets: [stage] }\n  production:');
    const place = await world.place({ ...both, [CONFIG]: staging });
    const first = await place.commit('ada', 'main', { 'README.md': 'Deployed from now on\n' });
    await place.settled('production', first);
    world.gateways.edge.faults.set('down', 'writes');
    const { sha } = await mergedOnly(place, bad(staging));
    await inPhase(place, sha, 'applying');
    await mergedOnly(place, bad(staging).replace('  production: { targets: [edge] }\n', ''));
    await inPhase(place, sha, 'superseded');
    const [ended] = place.deployments('production');
    expect(ended).toMatchObject({ sha });
    expect(ended?.states.at(-1)).toBe('inactive');
    expect(ended?.said.at(-1)).toContain('production was taken out of the configuration');
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
    expect(await place.record('before/production.json')).toBeUndefined();
  });
});

describe('a hold that is lifted', () => {
  it('does not keep a newer release waiting for a word that nobody is asked for', async () => {
    const place = await deployed(world, onProduction);
    const first = await merged(place, { [CONFIG]: slow(onProduction, 'orders', '9s') });
    expect(await place.ask('tom', first.number, '/hold orders env production')).toContain('Held');
    const asking = onProduction.replace('targets: [edge]', 'targets: [edge], approval: { teams: ["@acme/platform"] }');
    const { number, sha } = await mergedOnly(place, slow(asking, 'customers'));
    expect(await place.ask('tom', first.number, '/resume orders env production')).toContain('lifted');
    expect(await place.ask('tom', number, '/approve env production')).toContain('Approved');
    await place.settled('production', sha);
  });
});
