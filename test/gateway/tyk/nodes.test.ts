import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scope } from '../../../src/gateway/target.ts';
import { apiIdOf } from '../../../src/gateway/tyk/ids.ts';
import { startUpstream, type Upstream } from '../../../src/local/upstreams.ts';
import { contentHash } from '../../../src/release/manifest.ts';
import { api, deploy, live, never, planned, rendered, status, upstreamOf } from '../harness.ts';
import { tykPrograms } from './programs.ts';
import { startTykWorld, type TykWorld } from './world.ts';

const options = { timeout: 120_000 };

describe.skipIf(tykPrograms === undefined).each(['shared', 'each'] as const)(
  'two real Tyks, storage %s',
  options,
  (storage) => {
    let world: TykWorld;
    let one: Upstream;
    let two: Upstream;
    let count = 0;
    const fresh = (): { scope: Scope; name: string } => {
      count += 1;
      return { scope: { owner: `acme/shop-${count}@staging` }, name: `shop-${count}` };
    };
    const everywhere = (path: string): string[] => world.cluster.nodes.map(({ url }) => `${url}${path}`);

    beforeAll(async () => {
      [world, one, two] = await Promise.all([
        startTykWorld(2, storage),
        startUpstream({ name: 'one' }),
        startUpstream({ name: 'two' }),
      ]);
    });
    afterAll(async () => {
      await Promise.all([world.close(), one.close(), two.close()]);
    });

    it('are both written to, loaded and read back', async () => {
      const { scope, name } = fresh();
      await deploy(world.target, scope, [api(name, { upstream: one.url })]);
      for (const url of everywhere(`/${name}`)) expect(await upstreamOf(url)).toBe('one');
      await deploy(world.target, scope, [api(name, { upstream: two.url })]);
      for (const url of everywhere(`/${name}`)) expect(await upstreamOf(url)).toBe('two');
      await deploy(world.target, scope, []);
      for (const url of everywhere(`/${name}`)) expect(await status(url)).toBe(404);
    });

    it('are brought together again where one of them serves something else', async () => {
      const { scope, name } = fresh();
      const desired = [api(name, { upstream: one.url })];
      const receipt = await deploy(world.target, scope, desired);
      const id = apiIdOf({ owner: scope.owner, api: name });
      const { body } = await world.ask('GET', `/tyk/apis/oas/${id}`);
      const document = body as { 'x-tyk-api-gateway': { upstream: { url: string } } };
      document['x-tyk-api-gateway'].upstream.url = two.url;
      await world.ask('PUT', `/tyk/apis/oas/${id}`, document, 1);
      await world.ask('GET', '/tyk/reload?block=true', undefined, 1);
      expect(await world.target.verify(scope, receipt, never)).toEqual({
        live: false,
        reason: 'differs',
        message: `edge node 2: api/${id} is not as it was written, at /x-tyk-api-gateway/upstream/url`,
      });
      const plan = await planned(world.target, scope, desired);
      expect(plan.steps).toMatchObject([{ action: 'update', api: name }]);
      expect(await world.target.apply(scope, plan, never)).toMatchObject({ ok: true });
      for (const url of everywhere(`/${name}`)) expect(await upstreamOf(url)).toBe('one');
    });

    it('stay as they are where one of them is gone, and go on where it comes back', async () => {
      const { scope, name } = fresh();
      const lastGood = [api(name, { upstream: one.url })];
      await deploy(world.target, scope, lastGood);
      const plan = await planned(world.target, scope, [api(name, { upstream: two.url })]);
      const [first, second] = world.cluster.nodes;
      await second!.kill();
      const receipt = await world.target.apply(scope, plan, never);
      expect(receipt).toMatchObject({ ok: false, reason: 'unreachable', applied: [] });
      expect(await upstreamOf(`${first!.url}/${name}`)).toBe('one');
      await second!.start();
      expect(contentHash((await live(world.target, scope)).resources)).toBe(
        contentHash(rendered(world.target, scope, lastGood).resources),
      );
      expect(await world.target.apply(scope, plan, never)).toMatchObject({ ok: true });
      for (const url of everywhere(`/${name}`)) expect(await upstreamOf(url)).toBe('two');
    });

    it('are told apart where one goes away between writing and loading', async () => {
      const { scope, name } = fresh();
      const [, second] = world.cluster.nodes;
      await deploy(world.target, scope, [api(name, { upstream: one.url })]);
      const plan = await planned(world.target, scope, [api(name, { upstream: two.url })]);
      const killed = new Promise<void>((resolve) => {
        world.faults.onNextWrite(() => void second!.kill().then(resolve));
      });
      const [receipt] = await Promise.all([world.target.apply(scope, plan, never), killed]);
      expect(receipt).toMatchObject({ ok: false, reason: 'unreachable' });
      await second!.start();
      const again = await world.target.apply(scope, plan, never);
      expect(again).toMatchObject({ ok: true });
      expect(await world.target.verify(scope, again, never)).toMatchObject({ live: true });
      for (const url of everywhere(`/${name}`)) expect(await upstreamOf(url)).toBe('two');
    });

    it('give fifty APIs that depend on each other back at once', async () => {
      const { scope, name } = fresh();
      const all = (upstream: string): ReturnType<typeof api>[] =>
        Array.from({ length: 50 }, (_, index) => {
          const each = api(`${name}-${index}`, { upstream, auth: { jwt: { jwks: 'http://127.0.0.1:9/jwks' } } });
          const dependsOn = index === 0 ? [] : [`${name}-${index - 1}`];
          return { ...each, definition: { ...each.definition, dependsOn } };
        });
      await deploy(world.target, scope, all(one.url));
      const lastGood = await live(world.target, scope);
      await deploy(world.target, scope, [...all(two.url), api(`${name}-new`, { upstream: two.url })]);
      const back = world.target.plan(await live(world.target, scope), lastGood);
      const receipt = await world.target.apply(scope, back, never);
      expect(await world.target.verify(scope, receipt, never)).toMatchObject({ live: true });
      expect(contentHash((await live(world.target, scope)).resources)).toBe(contentHash(lastGood.resources));
      for (const url of everywhere(`/${name}-new`)) expect(await status(url)).toBe(404);
    });
  },
);
