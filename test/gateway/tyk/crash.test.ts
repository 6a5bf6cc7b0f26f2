import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiIdOf } from '../../../src/gateway/tyk/ids.ts';
import { startUpstream, type Upstream } from '../../../src/local/upstreams.ts';
import { api, deploy, never, planned, status } from '../harness.ts';
import { tykPrograms } from './programs.ts';
import { startTykWorld, type TykWorld } from './world.ts';

describe.skipIf(tykPrograms === undefined)('a worker that ended', { timeout: 120_000 }, () => {
  let world: TykWorld;
  let one: Upstream;
  beforeAll(async () => {
    [world, one] = await Promise.all([startTykWorld(), startUpstream({ name: 'one' })]);
  });
  afterAll(async () => {
    await Promise.all([world.close(), one.close()]);
  });

  it('between a removal and the reload is gone on from', async () => {
    const scope = { owner: 'acme/shop@staging' };
    await deploy(world.target, scope, [api('orders', { upstream: one.url })]);
    const plan = await planned(world.target, scope, []);
    await world.ask('DELETE', `/tyk/apis/oas/${apiIdOf({ owner: scope.owner, api: 'orders' })}`);
    expect(await status(`${world.target.url}/orders`)).toBe(200);
    expect(await world.target.apply(scope, plan, never)).toMatchObject({ ok: true });
    expect(await status(`${world.target.url}/orders`)).toBe(404);
  });
});
