import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../../../src/local/story/eventually.ts';
import { observer } from '../../../src/local/story/observe.ts';
import { startStoryWorld, type StoryWorld } from '../../../src/local/story/world.ts';
import { startTraffic } from '../../../src/local/traffic.ts';
import { missing, serverBinary } from '../../servers/server.ts';
import { status } from '../harness.ts';

const binary = serverBinary('traefik');
let world: StoryWorld | undefined;

afterEach(async () => {
  await world?.close();
  world = undefined;
});

describe.skipIf(binary === undefined)(
  binary === undefined ? missing('traefik') : 'a served configuration that is lost',
  () => {
    it('is filled from the record when the App starts, and no request fails meanwhile', async () => {
      process.env['SLUICE_TRAEFIK'] = binary;
      world = await startStoryWorld({ gateway: 'traefik' });
      const observe = observer(world);
      const paths = ['/orders/orders', '/customers/customers'];
      const before = startTraffic({ url: world.gatewayUrl, paths, perSecond: 50 });
      await eventually('the first release', async () =>
        (await observe.production())?.current?.phase === 'passed' ? true : undefined,
      );
      await before.stop();
      const { app, folder, gatewayUrl } = world;
      const traffic = startTraffic({ url: gatewayUrl, paths, perSecond: 50 });
      await app.kill();
      // With it the copies for an outage of GitHub: the record is all that is left.
      await Promise.all(['served', 'app'].map((part) => rm(join(folder, part), { recursive: true })));
      await app.start();
      const routers = await eventually('a configuration to be served', () => served(app.url));
      expect(routers).toHaveLength(2);
      expect(Object.keys((await traffic.stop())['/orders/orders'] ?? {})).toEqual(['200']);
      expect(await status(`${gatewayUrl}/customers/customers`)).toBe(200);
    }, 180_000);
  },
);

/** Names of the routers in what is served; undefined while nothing is. */
async function served(appUrl: string): Promise<readonly string[] | undefined> {
  const answer = await fetch(`${appUrl}/traefik/edge`, { headers: { authorization: 'Bearer a-token-for-the-story' } });
  const { http } = (await answer.json()) as { http?: { routers?: object } };
  return answer.status === 200 ? Object.keys(http?.routers ?? {}) : undefined;
}
