import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { embeddedTarget } from '../../../src/gateway/embedded/target.ts';
import type { Target } from '../../../src/gateway/target.ts';
import { applyEverywhere, mixedIn, putBackBefore, putBackEverywhere } from '../../../src/jobs/release/apply.ts';
import type { Content } from '../../../src/jobs/release/snapshot.ts';
import { contentBefore } from '../../../src/jobs/release/snapshot.ts';
import { planOn } from '../../../src/jobs/platform/plan-environment.ts';
import { ofApi } from '../../../src/release/manifest.ts';
import { startLocalGateway, type LocalGateway } from '../../gateway/embedded/local-gateway.ts';
import { secret } from '../../gateway/embedded/process.ts';
import { startFaultPoint, type FaultPoint } from '../../gateway/fault-point.ts';
import { api, deploy, live, never, rendered } from '../../gateway/harness.ts';

const repo = { fullName: 'acme/apis' };
const scope = { owner: 'acme/apis@production' };
const context = { repo, signal: never };

interface Place {
  readonly gateway: LocalGateway;
  readonly faults: FaultPoint;
  readonly target: Target;
}

let eu: Place;
let us: Place;
let targets: readonly Target[];

async function place(name: string): Promise<Place> {
  const gateway = await startLocalGateway();
  const faults = await startFaultPoint(() => gateway.adminUrl);
  return { gateway, faults, target: embeddedTarget(name, { admin: [faults.url], url: gateway.url, secret }) };
}

beforeEach(async () => {
  [eu, us] = await Promise.all([place('eu-1'), place('us-1')]);
  targets = [eu.target, us.target];
  for (const { target } of [eu, us]) await deploy(target, scope, [orders('/orders')]);
});

afterEach(async () => {
  for (const { gateway, faults } of [eu, us]) {
    await faults.close();
    await gateway.close();
  }
});

const orders = (path: string) => api('orders', { upstream: 'http://127.0.0.1:9', path, auth: { none: {} } });

function content(path: string): Content {
  const resources = targets.map((target) => {
    return [target.name, ofApi(rendered(target, scope, [orders(path)]), 'orders')] as const;
  });
  return new Map([['orders', Object.fromEntries(resources)]]);
}

const before = async (): Promise<Content> =>
  contentBefore(await planOn(targets, repo, 'production', { content: new Map(), order: new Map() }, never), ['orders']);

/** Listen paths on eu-1 and us-1, read from the gateways themselves. */
async function paths(): Promise<string[]> {
  const manifests = await Promise.all([eu, us].map(({ gateway }) => live(gateway.target, scope)));
  return manifests.map(({ resources }) => resources.map(({ body }) => (body as { path: string }).path).join());
}

/** Somebody else takes a path on us-1, so that it refuses ours. */
async function occupy(path: string): Promise<void> {
  await deploy(us.gateway.target, { owner: 'others/apis@production' }, [
    api('theirs', { upstream: 'http://127.0.0.1:9', path }),
  ]);
}

describe('two targets', () => {
  it('get it both, proven', async () => {
    const applied = await applyEverywhere(context, 'production', content('/v2'), targets);
    expect(applied).toMatchObject({ ok: true, proofs: [{ target: 'eu-1' }, { target: 'us-1' }] });
    expect(await paths()).toEqual(['/v2', '/v2']);
  });

  it('have what they had where the second refuses', async () => {
    await occupy('/v2');
    const applied = await applyEverywhere(context, 'production', content('/v2'), targets);
    expect(applied).toMatchObject({
      ok: false,
      reason: 'refused',
      mixed: [],
      standings: {
        'eu-1': { state: 'before' },
        'us-1': { state: 'before', message: expect.stringContaining('taken by an API of another owner') as string },
      },
    });
    expect(eu.faults.writes()).toBe(3);
    expect(await paths()).toEqual(['/orders', '/orders']);
  });

  it('are asked for the new state, and given back what was good without being asked', async () => {
    const ways: string[] = [];
    const asking: Target = {
      ...us.target,
      apply: (...call) => (ways.push('asked'), us.target.apply(...call)),
      putBack: (...call) => (ways.push('put back'), us.target.apply(...call)),
    };
    const good = await before();
    expect(await applyEverywhere(context, 'production', content('/v2'), [eu.target, asking])).toMatchObject({
      ok: true,
    });
    expect(await putBackEverywhere(context, 'production', good, [eu.target, asking])).toMatchObject({ ok: true });
    expect(ways).toEqual(['asked', 'put back']);
    expect(await paths()).toEqual(['/orders', '/orders']);
  });

  it('tell what went wrong before what only waits, and go on waiting where that is all', async () => {
    const waiting: Target = {
      ...us.target,
      verify: () => Promise.resolve({ live: false, reason: 'waiting', message: '#1 waits to be merged' }),
    };
    const only = await applyEverywhere(context, 'production', content('/v2'), [eu.target, waiting]);
    expect(only).toMatchObject({
      ok: false,
      reason: 'waiting',
      message: 'us-1: #1 waits to be merged',
      standings: { 'eu-1': { state: 'live' }, 'us-1': { state: 'asked' } },
    });
    const wrong: Target = {
      ...eu.target,
      verify: () => Promise.resolve({ live: false, reason: 'differs', message: 'something else' }),
    };
    const both = await applyEverywhere(context, 'production', content('/v2'), [waiting, wrong]);
    expect(both).toMatchObject({ ok: false, reason: 'differs', message: 'eu-1: something else' });
  });

  it('are not touched where one cannot be read', async () => {
    us.faults.set('down');
    const applied = await applyEverywhere(context, 'production', content('/v2'), targets);
    expect(applied).toMatchObject({
      ok: false,
      reason: 'unreachable',
      message: expect.stringMatching(/^us-1 cannot be reached/) as string,
      mixed: [],
      standings: { 'us-1': { state: 'unknown' } },
    });
    expect(eu.faults.writes()).toBe(1);
  });

  it('have what they had where the second did its part and its answer was lost', async () => {
    us.faults.set('lose-answer', 'writes');
    const applying = applyEverywhere(context, 'production', content('/v2'), targets);
    us.faults.onNextWrite(() => {
      // What comes after this write is answered again.
      us.faults.set('none');
    });
    const applied = await applying;
    expect(applied).toMatchObject({ ok: false, reason: 'unreachable', mixed: [] });
    expect(await paths()).toEqual(['/orders', '/orders']);
  });

  it('say what is mixed where the second dies between being read and being written', async () => {
    eu.faults.onNextWrite(() => {
      us.faults.set('down');
      eu.faults.set('down', 'writes');
    });
    const applied = await applyEverywhere(context, 'production', content('/v2'), targets);
    if (applied.ok) throw new Error('it cannot have been applied');
    expect(applied.standings).toMatchObject({ 'eu-1': { state: 'new' }, 'us-1': { state: 'unknown' } });
    expect(applied.mixed).toEqual([
      expect.stringContaining('eu-1 has the new state'),
      expect.stringContaining('us-1 may have the new state'),
    ]);
    expect(await paths()).toEqual(['/v2', '/orders']);
  });

  it('get back what they had before the first try, not before the last', async () => {
    const had = await before();
    await deploy(eu.gateway.target, scope, [orders('/v2')]);
    await occupy('/v2');
    const applied = await applyEverywhere(context, 'production', content('/v2'), targets, had);
    expect(applied).toMatchObject({ ok: false, reason: 'refused', mixed: [] });
    expect(await paths()).toEqual(['/orders', '/orders']);
  });

  it('do not stay mixed while the other is dead, after a worker that died in the middle', async () => {
    const had = await before();
    await deploy(eu.gateway.target, scope, [orders('/v2')]);
    us.faults.set('down');
    expect(await applyEverywhere(context, 'production', content('/v2'), targets, had)).toMatchObject({
      ok: false,
      reason: 'unreachable',
    });
    expect(await paths()).toEqual(['/orders', '/orders']);
  });

  it('are put back as far as they can be reached, and the rest is said', async () => {
    const had = await before();
    for (const { gateway } of [eu, us]) await deploy(gateway.target, scope, [orders('/v2')]);
    us.faults.set('down');
    const standings = await putBackBefore(context, 'production', had, targets);
    expect(standings).toMatchObject({ 'eu-1': { state: 'before' }, 'us-1': { state: 'unknown' } });
    expect(mixedIn(standings)).toEqual([expect.stringContaining('us-1 may have the new state')]);
    us.faults.set('none');
    expect(mixedIn(await putBackBefore(context, 'production', had, targets))).toEqual([]);
    expect(await paths()).toEqual(['/orders', '/orders']);
  });

  it('get last good each by itself', async () => {
    us.faults.set('down');
    const applied = await putBackEverywhere(context, 'production', content('/good'), targets);
    expect(applied).toMatchObject({ ok: false, mixed: ['eu-1 has last good again, us-1 not yet'] });
    expect(await paths()).toEqual(['/good', '/orders']);
  });
});
