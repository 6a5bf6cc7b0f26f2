import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TargetConfig } from '../../../src/config/targets-config.ts';
import { startUpstream, type Upstream } from '../../../src/local/upstreams.ts';
import type { JsonObject } from '../../../src/spec/json.ts';
import { deploy, never, status, upstreamOf } from '../harness.ts';
import { checkout, type Checkout } from '../import.ts';
import { tykPrograms } from './programs.ts';
import { handMade, startTykWorld, type TykWorld } from './world.ts';

const secrets = ['the-introspection-secret', 'Bearer of-the-upstream', 'the-shared-hmac-key'];
const scope = { owner: 'acme/apis@staging' };

/** As people make it with the Dashboard or curl: a description, middleware, secrets in the definition. */
function orders(upstream: string): JsonObject {
  const bare = handMade('orders-v1', '/orders/', upstream);
  const extension = bare['x-tyk-api-gateway'] as JsonObject;
  return {
    ...bare,
    info: { title: 'Orders', version: '1.0.0' },
    paths: { '/items': { get: { operationId: 'itemsget', responses: { '200': { description: 'ok' } } } } },
    components: { securitySchemes: { introspected: { type: 'oauth2', flows: {} } } },
    'x-tyk-api-gateway': {
      ...extension,
      info: { id: 'orders-v1', name: 'Orders', orgId: 'default', state: { active: true, internal: false } },
      server: {
        listenPath: { value: '/orders/', strip: true },
        authentication: {
          enabled: true,
          securitySchemes: {
            introspected: {
              enabled: true,
              header: { enabled: true, name: 'Authorization' },
              providers: [
                {
                  introspection: {
                    enabled: true,
                    url: 'http://127.0.0.1:9/i',
                    clientId: 'sluice',
                    clientSecret: secrets[0]!,
                  },
                },
              ],
            },
          },
        },
      },
      middleware: {
        global: { transformRequestHeaders: { enabled: true, add: [{ name: 'Authorization', value: secrets[1]! }] } },
      },
    },
  };
}

function classic(upstream: string): JsonObject {
  return {
    name: 'Legacy invoices',
    api_id: 'invoices',
    org_id: 'default',
    active: true,
    enable_jwt: true,
    jwt_signing_method: 'hmac',
    jwt_source: Buffer.from(secrets[2]!).toString('base64'),
    auth: { auth_header_name: 'Authorization' },
    version_data: { not_versioned: true, versions: { Default: { name: 'Default', use_extended_paths: true } } },
    proxy: { listen_path: '/invoices/', target_url: upstream, strip_listen_path: true },
  };
}

const gold = {
  id: 'gold',
  name: 'Gold',
  org_id: 'default',
  active: true,
  rate: 2,
  per: 10,
  access_rights: {
    'orders-v1': { api_id: 'orders-v1', api_name: 'Orders', versions: ['Default'] },
    invoices: { api_id: 'invoices', api_name: 'Legacy invoices', versions: ['Default'] },
  },
};

describe.skipIf(tykPrograms === undefined)('import from a real Tyk', { timeout: 120_000 }, () => {
  let world: TykWorld;
  let upstream: Upstream;
  let repository: Checkout;
  const reload = (): Promise<unknown> => world.ask('GET', '/tyk/reload?block=true');
  const key = 'gateway/edge/';

  beforeAll(async () => {
    [world, upstream] = await Promise.all([startTykWorld(), startUpstream({ name: 'one' })]);
    await world.ask('POST', '/tyk/apis/oas', orders(upstream.url));
    await world.ask('POST', '/tyk/apis/oas', handMade('plain', '/plain', upstream.url));
    await world.ask('POST', '/tyk/apis/oas', handMade('broken', '/broken', 'not a url'));
    await world.ask('POST', '/tyk/apis', classic(upstream.url));
    await world.ask('POST', '/tyk/apis', {
      ...classic(upstream.url),
      api_id: 'plugged',
      proxy: { listen_path: '/plugged/', target_url: upstream.url },
      config_data: { token: 'abc' },
    });
    await world.ask('POST', '/tyk/policies', gold);
    await reload();
    const config: TargetConfig = {
      kind: 'tyk',
      nodes: [world.cluster.nodes[0]!.url],
      url: world.target.url,
      storage: 'shared',
      secret: { env: 'TYK_SECRET' },
      repositories: ['acme/*'],
    };
    repository = await checkout(config, { TYK_SECRET: 'a-secret-for-tests-only' });
  });
  afterAll(async () => {
    await Promise.all([world.close(), upstream.close()]);
  });

  it('writes nothing where it is only asked what it would do', async () => {
    const before = await world.ask('GET', '/tyk/apis/oas/orders-v1');
    const { out, code } = await repository.run(scope, '--dry-run');
    expect(out).toContain('Nothing was written: a dry run. 3 APIs of edge can be imported.');
    expect(code).toBe(0);
    expect([...(await repository.files()).keys()]).toEqual([]);
    expect(await world.ask('GET', '/tyk/apis/oas/orders-v1')).toEqual(before);
  });

  it('writes files from which the plan is empty, and leaves everything serving', async () => {
    const { out, code } = await repository.run(scope);
    expect(out).toContain('Imported: 3 APIs of edge. The plan from these files is empty.');
    expect(code).toBe(0);
    expect([...(await repository.files()).keys()]).toEqual([
      '.github/sluice.yaml',
      `${key}legacy-invoices/api.yaml`,
      `${key}legacy-invoices/policy-gold.yaml`,
      `${key}orders/api.yaml`,
      `${key}plain/api.yaml`,
    ]);
    expect((await repository.plan(world.target, scope)).steps).toEqual([]);
    expect(await upstreamOf(`${world.target.url}/plain`)).toBe('one');
    expect(await status(`${world.target.url}/orders/items`)).not.toBe(404);
    expect(await status(`${world.target.url}/invoices/`)).not.toBe(404);
  });

  it('names what it left out and why', async () => {
    const { out } = await repository.run({ owner: 'acme/other@staging' }, '--dry-run');
    expect(out).toContain('broken: a review would refuse it');
    expect(out).toContain('api/plugged: /config_data may hold secrets');
    expect(out).toContain('api/orders-v1: it belongs to acme/apis@staging');
  });

  it('has no credential in any written byte, and names each by a reference', async () => {
    const all = [...(await repository.files()).values()].join('\n');
    for (const secret of secrets) {
      expect(all).not.toContain(secret);
      expect(all).not.toContain(Buffer.from(secret).toString('base64'));
    }
    expect(all.match(/env:\/\/\w+/g)?.sort()).toEqual([
      'env://LEGACY_INVOICES_JWT_SOURCE',
      'env://ORDERS_AUTHORIZATION',
      'env://ORDERS_CLIENT_SECRET',
    ]);
  });

  it('keeps the description where reviews find it, and nothing that Tyk made up', async () => {
    const files = await repository.files();
    expect(files.get('.github/sluice.yaml')).toContain(`spec: ${key}orders/api.yaml`);
    const text = files.get(`${key}orders/api.yaml`) ?? '';
    expect(text).toContain('operationId: itemsget');
    expect(text).not.toMatch(/servers:|orgId|dbId|x-sluice/);
  });

  it('shows a change in a file, and exactly that', async () => {
    await repository.edit(`${key}plain/api.yaml`, (text) => text.replace('/plain', '/simple'));
    const { steps } = await repository.plan(world.target, scope);
    expect(steps.map(({ action, id }) => `${action} ${id}`)).toEqual(['update api/plain']);
    await repository.edit(`${key}plain/api.yaml`, (text) => text.replace('/simple', '/plain'));
  });

  it('overwrites nothing', async () => {
    const before = await repository.files();
    const { out, code } = await repository.run(scope);
    expect(out).toContain('Not done: gateway/edge is there already.');
    expect(code).toBe(1);
    expect(await repository.files()).toEqual(before);
  });

  it('lets go of what its repository takes out afterwards', async () => {
    await deploy(world.target, scope, []);
    expect(await status(`${world.target.url}/plain`)).toBe(404);
    expect((await world.ask('GET', '/tyk/apis/oas/broken')).status).toBe(200);
    expect(await world.target.read(scope, never)).toMatchObject({ manifest: { resources: [] } });
  });
});
