import { it } from 'vitest';
import { apiIdOf } from '../../../src/gateway/tyk/ids.ts';
import { asObject } from '../../../src/spec/json.ts';
import { describeTarget } from '../contract.ts';
import type { Harness } from '../harness.ts';
import { tykPrograms } from './programs.ts';
import { consumerKey, startTykWorld } from './world.ts';

async function open(): Promise<Harness> {
  const world = await startTykWorld();
  const [node] = world.cluster.nodes;
  return {
    target: world.target,
    faults: world.faults,
    consumerKey: await consumerKey(world),
    async userOf({ owner }, api) {
      await world.ask('POST', `/tyk/keys/ann-${api}`, {
        org_id: 'default',
        apply_policies: [apiIdOf({ owner, api })],
        basic_auth_data: { password: 'ann-password' },
      });
      return `ann-${api}:ann-password`;
    },
    spoil(resource) {
      const body = asObject(resource.body);
      return {
        ...resource,
        body: { ...body, 'x-tyk-api-gateway': { ...asObject(body?.['x-tyk-api-gateway']), what: 1 } },
      };
    },
    kill: () => node!.kill(),
    start: () => node!.start(),
    close: () => world.close(),
  };
}

const lacks = ['weights', 'quota', 'jwtClaims', 'mtls', 'ips', 'retries', 'atomic', 'retryAfter', 'usage'] as const;

if (tykPrograms === undefined) it.skip('there is no Tyk here', () => undefined);
else describeTarget('tyk', open, lacks);
