import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { embeddedTarget } from '../../../src/gateway/embedded/target.ts';
import type { Target } from '../../../src/gateway/target.ts';
import { contentHash } from '../../../src/release/manifest.ts';
import { startFaultPoint, type FaultPoint } from '../fault-point.ts';
import { api, deploy, live, never, planned } from '../harness.ts';
import { startLocalGateway, type LocalGateway } from './local-gateway.ts';
import { secret } from './process.ts';

const scope = { owner: 'acme/apis@staging' };
const version = (n: number) => [
  api('orders', { upstream: `http://127.0.0.1:${n}` }),
  api('same', { upstream: 'http://127.0.0.1:9' }),
];
let gateways: LocalGateway[];
let faults: FaultPoint;
let target: Target;
beforeEach(async () => {
  gateways = await Promise.all([startLocalGateway(), startLocalGateway()]);
  faults = await startFaultPoint(() => gateways[1]!.adminUrl);
  target = embeddedTarget('edge', { admin: [gateways[0]!.adminUrl, faults.url], url: gateways[0]!.url, secret });
});
afterEach(async () => {
  await Promise.all([faults.close(), ...gateways.map((gateway) => gateway.close())]);
});

describe('two nodes', () => {
  it('are both written and both read back', async () => {
    const receipt = await deploy(target, scope, version(1));
    for (const gateway of gateways) expect((await live(gateway.target, scope)).resources).toHaveLength(2);
    expect(await target.verify(scope, receipt, never)).toMatchObject({
      live: true,
      nodes: ['edge node 1', 'edge node 2'],
    });
  });

  it('are finished by the same plan where the second could not be written', async () => {
    await deploy(target, scope, version(1));
    const plan = await planned(target, scope, version(2));
    faults.set('down', 'writes');
    const mixed = await target.apply(scope, plan, never);
    expect(mixed).toMatchObject({ ok: false, reason: 'unreachable', applied: plan.steps.map(({ id }) => id) });
    expect(mixed.ok ? '' : mixed.message).toMatch(/edge node 2 cannot be reached.*edge node 1 already serves/);
    expect(await target.verify(scope, mixed, never)).toMatchObject({ live: false, reason: 'differs' });
    faults.set('none');
    const receipt = await target.apply(scope, plan, never);
    expect(await target.verify(scope, receipt, never)).toMatchObject({ live: true });
  });

  it('are brought together by any plan made while they differ', async () => {
    await deploy(target, scope, version(1));
    faults.set('down', 'writes');
    await target.apply(scope, await planned(target, scope, version(2)), never);
    faults.set('none');
    const seen = await live(target, scope);
    const orders = seen.resources.find(({ api: name }) => name === 'orders');
    expect(Object.keys((orders?.body as { nodesDiffer: object }).nodesDiffer)).toEqual(['edge node 1', 'edge node 2']);
    for (const n of [1, 2, 3]) {
      const plan = await planned(target, scope, version(n));
      expect(plan.steps.map(({ api: name }) => name)).toEqual(n === 1 ? ['orders'] : plan.steps.map(() => 'orders'));
      const receipt = await target.apply(scope, plan, never);
      expect(await target.verify(scope, receipt, never)).toMatchObject({ live: true });
    }
  });

  it('refuse a plan where one of them was changed by somebody else', async () => {
    await deploy(target, scope, version(1));
    const plan = await planned(target, scope, version(2));
    await deploy(gateways[1]!.target, scope, version(7));
    const before = await Promise.all(gateways.map(async (gateway) => (await live(gateway.target, scope)).resources));
    expect(await target.apply(scope, plan, never)).toMatchObject({ ok: false, reason: 'live-moved', applied: [] });
    const after = await Promise.all(gateways.map(async (gateway) => (await live(gateway.target, scope)).resources));
    expect(after.map(contentHash)).toEqual(before.map(contentHash));
  });

  it('are unreachable as soon as one is', async () => {
    faults.set('down');
    expect(await target.read(scope, never)).toMatchObject({
      ok: false,
      message: expect.stringContaining('edge node 2') as string,
    });
    expect(await target.usage!(scope, never)).toMatchObject({ ok: false });
  });
});
