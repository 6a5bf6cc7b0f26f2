import { apiIdOf } from '../../../src/gateway/tyk/ids.ts';
import { expect, it } from 'vitest';
import { asObject, own, type JsonObject } from '../../../src/spec/json.ts';
import { describeTarget } from '../contract.ts';
import { replaced, type ByHand, type Harness } from '../harness.ts';
import { tykPrograms } from './programs.ts';
import { consumerKey, startTykWorld, type TykWorld } from './world.ts';

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
    byHand: byHand(world),
    kill: () => node!.kill(),
    start: () => node!.start(),
    close: () => world.close(),
  };
}

/** By the REST API, as anybody with its secret. */
function byHand(world: TykWorld): ByHand {
  const ask: TykWorld['ask'] = (...question) => world.ask(...question);
  const idOf = (document: JsonObject): string => {
    const id = own(asObject(own(asObject(own(document, 'x-tyk-api-gateway')), 'info')), 'id');
    return typeof id === 'string' ? id : '';
  };
  const find = async (api: string): Promise<JsonObject> => {
    const { body } = await ask('GET', '/tyk/apis/oas');
    const all = body as JsonObject[];
    return all.find((each) => own(asObject(own(asObject(own(each, 'info')), 'x-sluice')), 'api') === api)!;
  };
  const write = async (method: string, path: string, body?: JsonObject): Promise<void> => {
    expect((await ask(method, path, body)).status).toBe(200);
    expect((await ask('GET', '/tyk/reload?block=true')).status).toBe(200);
  };
  return {
    async reroute(_, api, from, to) {
      const found = await find(api);
      await write('PUT', `/tyk/apis/oas/${idOf(found)}`, replaced(found, from, to));
    },
    remove: async (_, api) => write('DELETE', `/tyk/apis/oas/${idOf(await find(api))}`),
    async add(_, like, more) {
      const found = await find(like);
      await write('POST', '/tyk/apis/oas', replaced(replaced(found, like, more), idOf(found), `${idOf(found)}-more`));
    },
  };
}

const lacks = ['weights', 'quota', 'jwtClaims', 'mtls', 'ips', 'retries', 'atomic', 'retryAfter', 'usage'] as const;

if (tykPrograms === undefined) it.skip('there is no Tyk here', () => undefined);
else describeTarget('tyk', open, lacks);
