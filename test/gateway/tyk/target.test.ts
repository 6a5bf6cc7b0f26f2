import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { resourceId, apiIdOf } from '../../../src/gateway/tyk/ids.ts';
import { Prober } from '../../../src/gateway/tyk/probe.ts';
import type { DesiredApi, Scope } from '../../../src/gateway/target.ts';
import { startUpstream, type Upstream } from '../../../src/local/upstreams.ts';
import type { JsonObject } from '../../../src/spec/json.ts';
import { api, deploy, live, never, planned, status, upstreamOf } from '../harness.ts';
import { tykPrograms } from './programs.ts';
import { handMade, startTykWorld, type TykWorld } from './world.ts';

const clientSecret = 'the-client-secret-of-the-shop';

describe.skipIf(tykPrograms === undefined)('on a real Tyk', { timeout: 120_000 }, () => {
  let world: TykWorld;
  let one: Upstream;
  let two: Upstream;
  let count = 0;
  const fresh = (): { scope: Scope; name: string } => {
    count += 1;
    return { scope: { owner: `acme/shop-${count}@staging` }, name: `shop-${count}` };
  };
  const url = (path: string): string => `${world.target.url}${path}`;
  const withNative = (name: string, ...bodies: JsonObject[]): DesiredApi => ({
    definition: { name, owners: [], dependsOn: [] },
    native: bodies.map((body, index) => ({ file: `gateway/${index}.json`, body })),
  });
  const reload = (): Promise<unknown> => world.ask('GET', '/tyk/reload?block=true');

  beforeAll(async () => {
    process.env['SHOP_CLIENT_SECRET'] = clientSecret;
    [world, one, two] = await Promise.all([
      startTykWorld(),
      startUpstream({ name: 'one' }),
      startUpstream({ name: 'two' }),
    ]);
  });
  afterEach(() => {
    world.faults.set('none');
    one.set({});
  });
  afterAll(async () => {
    await Promise.all([world.close(), one.close(), two.close()]);
  });

  describe('what is not ours', () => {
    it('stays where its listen path is asked for, and nothing is written', async () => {
      const { scope, name } = fresh();
      await world.ask('POST', '/tyk/apis/oas', handMade(`${name}-legacy`, `/${name}/`, one.url));
      await reload();
      const plan = await planned(world.target, scope, [api(name, { upstream: two.url })]);
      const writes = world.faults.writes();
      const receipt = await world.target.apply(scope, plan, never);
      expect(receipt).toMatchObject({ ok: false, reason: 'refused', applied: [] });
      expect(receipt.ok ? '' : receipt.message).toContain(`the listen path /${name} is taken by ${name}-legacy`);
      expect(world.faults.writes()).toBe(writes);
      expect(await upstreamOf(url(`/${name}/`))).toBe('one');
      expect(await world.target.read(scope, never)).toMatchObject({
        taken: expect.arrayContaining([{ path: `/${name}`, by: `${name}-legacy` }]) as unknown,
      });
    });

    it('stays where its id is asked for: Tyk itself would write over it', async () => {
      const { scope, name } = fresh();
      await world.ask('POST', '/tyk/apis/oas', handMade(`${name}-legacy`, `/${name}-legacy`, one.url));
      await reload();
      const mine = withNative(name, handMade(`${name}-legacy`, `/${name}`, two.url));
      const receipt = await world.target.apply(scope, await planned(world.target, scope, [mine]), never);
      expect(receipt).toMatchObject({ ok: false, reason: 'refused' });
      expect(await upstreamOf(url(`/${name}-legacy`))).toBe('one');
    });

    it('is no part of what is read, and an edit of ours is', async () => {
      const { scope, name } = fresh();
      const desired = [api(name, { upstream: one.url })];
      await deploy(world.target, scope, desired);
      const id = apiIdOf({ owner: scope.owner, api: name });
      const { body } = await world.ask('GET', `/tyk/apis/oas/${id}`);
      const document = body as { 'x-tyk-api-gateway': { upstream: { url: string } } };
      document['x-tyk-api-gateway'].upstream.url = two.url;
      const before = await planned(world.target, scope, [api(name, { upstream: one.url, stripPath: false })]);
      await world.ask('PUT', `/tyk/apis/oas/${id}`, document);
      await reload();
      expect((await planned(world.target, scope, desired)).steps).toMatchObject([{ action: 'update', api: name }]);
      expect(await world.target.apply(scope, before, never)).toMatchObject({ ok: false, reason: 'live-moved' });
      await deploy(world.target, scope, desired);
      expect(await upstreamOf(url(`/${name}`))).toBe('one');
    });
  });

  it('gives the listen path of an API that goes to the one that takes it over, or leaves both as they were', async () => {
    const { scope, name } = fresh();
    const path = `/${name}`;
    const desired = [api(`${name}-new`, { upstream: two.url, path })];
    await deploy(world.target, scope, [api(name, { upstream: one.url, path })]);
    const plan = await planned(world.target, scope, desired);
    const bad = withNative(`${name}-bad`, { ...handMade(`${name}-bad`, `/${name}-bad`, one.url), paths: { '/a': 1 } });
    const spoilt = await planned(world.target, scope, [...desired, bad]);
    expect(await world.target.apply(scope, spoilt, never)).toMatchObject({ ok: false, reason: 'refused', applied: [] });
    expect(await upstreamOf(url(path))).toBe('one');
    expect(await world.target.apply(scope, plan, never)).toMatchObject({ ok: true });
    expect(await upstreamOf(url(path))).toBe('two');
    expect((await planned(world.target, scope, desired)).steps).toEqual([]);
  });

  it('has loaded everything when it is read while it starts', async () => {
    const { scope, name } = fresh();
    await deploy(world.target, scope, [api(name, { upstream: one.url })]);
    const before = await live(world.target, scope);
    const [node] = world.cluster.nodes;
    await node!.kill();
    await node!.start();
    expect(await live(world.target, scope)).toEqual(before);
  });

  it('says that the secret is wrong, and does not say the secret', async () => {
    const target = await world.open({ secret: 'a-wrong-secret' });
    const read = await target.read({ owner: 'acme/shop@staging' }, never);
    expect(read).toMatchObject({ ok: false, reason: 'refused', message: 'edge refuses the secret (403)' });
  });

  describe('policies', () => {
    it('give each consumer a rate of its own', async () => {
      const { scope, name } = fresh();
      const block = { upstream: one.url, auth: { key: {} }, rateLimit: '2/minute' };
      await deploy(world.target, scope, [api(name, block)]);
      const policy = apiIdOf({ owner: scope.owner, api: name });
      const key = async (): Promise<string> => {
        const made = await world.ask('POST', '/tyk/keys', { org_id: 'default', apply_policies: [policy] });
        return (made.body as { key: string }).key;
      };
      const [ann, bob] = [await key(), await key()];
      const ask = (who: string): Promise<number> => status(url(`/${name}`), { 'x-api-key': who });
      expect([await ask(ann), await ask(ann), await ask(ann)]).toEqual([200, 200, 429]);
      expect(await ask(bob)).toBe(200);
    });

    it('go, even the last one, which Tyk would keep', async () => {
      const { scope, name } = fresh();
      const block = { upstream: one.url, auth: { key: {} }, rateLimit: '2/minute' };
      await deploy(world.target, scope, [api(name, block)]);
      const { body } = await world.ask('GET', '/tyk/policies');
      for (const { id } of body as { id: string }[])
        if (id !== apiIdOf({ owner: scope.owner, api: name })) await world.ask('DELETE', `/tyk/policies/${id}`);
      await reload();
      await deploy(world.target, scope, []);
      expect((await live(world.target, scope)).resources).toEqual([]);
    });

    it('depend on the APIs that they name: one that nobody has is no plan', async () => {
      const { scope, name } = fresh();
      const gold = {
        id: `${name}-gold`,
        name: 'gold',
        active: true,
        access_rights: { nowhere: { api_id: 'nowhere' } },
      };
      await expect(planned(world.target, scope, [withNative(name, gold)])).rejects.toThrow(
        new RegExp(`${resourceId.api('nowhere')} .*${resourceId.policy(`${name}-gold`)}`),
      );
    });
  });

  describe('the user’s own files', () => {
    it('are served and read back as they were written: OAS, classic, policy', async () => {
      const { scope, name } = fresh();
      const oas = handMade(`${name}-oas2`, `/${name}-oas2/`, one.url);
      const described = {
        ...oas,
        paths: { '/items': { get: { operationId: 'items', responses: { 200: { description: 'ok' } } } } },
        'x-tyk-api-gateway': {
          ...(oas['x-tyk-api-gateway'] as JsonObject),
          upstream: { url: one.url, rateLimit: { enabled: true, rate: 100, per: '60s' } },
          middleware: {
            global: { cors: { enabled: false, allowedOrigins: ['*'] } },
            operations: { items: { enforceTimeout: { enabled: true, value: 5 } } },
          },
        },
      };
      const classic = {
        name,
        api_id: `${name}-classic`,
        use_keyless: true,
        active: true,
        version_data: { not_versioned: true, versions: { Default: { name: 'Default', use_extended_paths: true } } },
        proxy: { listen_path: `/${name}-classic/`, target_url: two.url, strip_listen_path: true },
      };
      const gold = {
        id: `${name}-gold`,
        name: 'gold',
        active: true,
        rate: 10,
        per: 60,
        quota_max: -1,
        access_rights: { [`${name}-oas2`]: { api_id: `${name}-oas2`, api_name: name, versions: ['Default'] } },
      };
      const desired = [withNative(name, described, classic, gold)];
      await deploy(world.target, scope, desired);
      expect((await planned(world.target, scope, desired)).steps).toEqual([]);
      expect(await upstreamOf(url(`/${name}-oas2/items`))).toBe('one');
      expect(await upstreamOf(url(`/${name}-classic/items`))).toBe('two');
      await deploy(world.target, scope, []);
      expect(await status(url(`/${name}-classic/items`))).toBe(404);
    });

    it('may switch off what Tyk asks for all the same', async () => {
      const { scope, name } = fresh();
      const hand = handMade(name, `/${name}`, one.url);
      const breaker = { enabled: true, threshold: 0.5, sampleSize: 10, coolDownPeriod: 5, halfOpenStateEnabled: false };
      const desired = [
        withNative(name, {
          ...hand,
          paths: { '/items': { get: { operationId: 'items', responses: { 200: { description: 'ok' } } } } },
          'x-tyk-api-gateway': {
            ...(hand['x-tyk-api-gateway'] as JsonObject),
            info: { id: name, name, state: { active: false } },
            middleware: {
              operations: {
                items: {
                  circuitBreaker: breaker,
                  transformRequestHeaders: { enabled: true, add: [{ name: 'x-a', value: '' }] },
                  enforceTimeout: { enabled: false, value: 0 },
                },
              },
            },
          },
        }),
      ];
      await deploy(world.target, scope, desired);
      expect((await planned(world.target, scope, desired)).steps).toEqual([]);
    });

    it('may say in a description what holds anyway, which Tyk leaves out', async () => {
      const { scope, name } = fresh();
      const item = {
        type: 'object',
        required: [],
        properties: { tags: {}, id: { type: 'string', minLength: 0, nullable: false, default: '' } },
        example: { tags: [], required: false },
      };
      const wordy = {
        ...handMade(name, `/${name}`, one.url),
        info: { title: name, version: '1', description: '', contact: { url: '' } },
        tags: [],
        security: [],
        paths: {
          '/items': {
            parameters: [],
            post: {
              operationId: 'add',
              tags: [],
              deprecated: false,
              security: [],
              parameters: [{ name: 'dry', in: 'query', required: false, explode: false, schema: { type: 'boolean' } }],
              requestBody: { required: false, content: { 'application/json': { schema: item, examples: {} } } },
              responses: { 200: { description: '', headers: {}, content: {} } },
            },
          },
        },
      };
      const desired = [withNative(name, wordy)];
      await deploy(world.target, scope, desired);
      expect((await planned(world.target, scope, desired)).steps).toEqual([]);
    });
  });

  it('looks a secret up and is read without it', async () => {
    const { scope, name } = fresh();
    const asked: string[] = [];
    const issuer = await serve((body, authorization) => {
      asked.push(`${authorization} ${body}`);
      return { active: body.includes('token=good'), sub: 'ann' };
    });
    const oauth2 = { introspection: issuer.url, clientId: 'shop', clientSecret: 'shop-client' };
    const desired = [api(name, { upstream: one.url, auth: { oauth2 } })];
    await deploy(world.target, scope, desired);
    const ask = (token: string): Promise<number> => status(url(`/${name}`), { authorization: `Bearer ${token}` });
    expect(await ask('good')).toBe(200);
    expect(await ask('bad')).toBe(401);
    expect(asked.join()).toContain(clientSecret);
    expect(JSON.stringify(await live(world.target, scope))).not.toContain(clientSecret);
    expect((await planned(world.target, scope, desired)).steps).toEqual([]);
    await issuer.close();
  });

  it('serves versions at the listen path of their base, and lets both go at once', async () => {
    const { scope, name } = fresh();
    const base = api(name, { upstream: one.url });
    const version = api(`${name}-v2`, {
      upstream: two.url,
      version: { of: name, name: 'v2', header: 'x-shop-version' },
    });
    await deploy(world.target, scope, [base, version]);
    const ask = async (headers: Record<string, string>): Promise<unknown> =>
      ((await (await fetch(url(`/${name}`), { headers })).json()) as { upstream?: string }).upstream;
    expect(await ask({})).toBe('one');
    expect(await ask({ 'x-shop-version': 'v2' })).toBe('two');
    expect(await status(url(`/${name}`), { 'x-shop-version': 'v3' })).toBe(404);
    expect((await planned(world.target, scope, [base, version])).steps).toEqual([]);
    await deploy(world.target, scope, [base]);
    expect(await ask({ 'x-shop-version': 'v2' })).toBe('one');
    await deploy(world.target, scope, [base, version]);
    await deploy(world.target, scope, []);
    await reload();
    expect((await live(world.target, scope)).resources).toEqual([]);
  });

  it('holds requests to the description, their size and the time of the upstream', async () => {
    const { scope, name } = fresh();
    const description = {
      openapi: '3.1.0',
      info: { title: 'Shop', version: '2.0.0' },
      paths: {
        '/items': { get: { operationId: 'items' }, post: { operationId: 'items' } },
        '/items/{id}/parts/{part}': { delete: {} },
      },
    };
    const block = { upstream: one.url, requestSize: '10B', timeout: '1s' };
    const desired = [api(name, block, description)];
    await deploy(world.target, scope, desired);
    expect((await planned(world.target, scope, desired)).steps).toEqual([]);
    expect(await upstreamOf(url(`/${name}/items`))).toBe('one');
    expect(await status(url(`/${name}/other`))).toBe(403);
    const remove = await fetch(url(`/${name}/items/1/parts/2`), { method: 'DELETE' });
    expect(remove.status).toBe(200);
    const post = async (body: string): Promise<number> =>
      (await fetch(url(`/${name}/items`), { method: 'POST', body })).status;
    expect([await post('short'), await post('far too long for it')]).toEqual([200, 400]);
    one.set({ latencyMs: 1500 });
    expect(await status(url(`/${name}/items`))).toBe(504);
  });

  it('leaves the listen path to an upstream that is described with it', async () => {
    const { scope, name } = fresh();
    const description = { paths: { [`/${name}/items`]: { get: {} } } };
    await deploy(world.target, scope, [api(name, { upstream: one.url, stripPath: false }, description)]);
    const answer = (await (await fetch(url(`/${name}/items`))).json()) as { path?: string };
    expect(answer.path).toBe(`/${name}/items`);
    expect(await status(url(`/${name}/other`))).toBe(403);
  });

  it('answers pages of the origins that may call', async () => {
    const { scope, name } = fresh();
    const cors = { origins: ['https://app.example'], methods: ['GET', 'PUT'], maxAge: '10m' };
    await deploy(world.target, scope, [api(name, { upstream: one.url, cors })]);
    const preflight = async (origin: string): Promise<string | null> => {
      const headers = { origin, 'access-control-request-method': 'PUT' };
      const response = await fetch(url(`/${name}`), { method: 'OPTIONS', headers });
      return response.headers.get('access-control-allow-origin');
    };
    expect(await preflight('https://app.example')).toBe('https://app.example');
    expect(await preflight('https://evil.example')).toBeNull();
  });

  it('listens to a host alone where one is named, and to nobody outside where it is internal', async () => {
    const { scope, name } = fresh();
    await deploy(world.target, scope, [
      api(name, { upstream: one.url, host: 'Shop.acme.example' }),
      api(`${name}-inside`, { upstream: one.url, visibility: 'internal' }),
    ]);
    const prober = new Prober(world.target.url, never);
    expect(await prober.isServed({ host: '', path: `/${name}` })).toBe(false);
    expect(await prober.isServed({ host: 'shop.acme.example', path: `/${name}` })).toBe(true);
    expect(await status(url(`/${name}-inside`))).toBe(404);
  });

  it('tells an upstream that says 404 from a path where nothing listens', async () => {
    const { scope, name } = fresh();
    const upstream = await serve(() => undefined);
    await deploy(world.target, scope, [api(name, { upstream: upstream.url })]);
    expect(await status(url(`/${name}`))).toBe(404);
    await upstream.close();
  });

  it('says what it kept, and goes on, where the gateway goes away between writing and loading', async () => {
    const { scope, name } = fresh();
    const plan = await planned(world.target, scope, [
      api(name, { upstream: one.url }),
      api(`${name}-b`, { upstream: two.url }),
    ]);
    world.faults.onNextWrite(() => {
      world.faults.set('down');
    });
    const receipt = await world.target.apply(scope, plan, never);
    expect(receipt).toMatchObject({ ok: false, reason: 'unreachable' });
    expect(receipt.ok ? '' : receipt.message).toContain('is not loaded');
    expect(await status(url(`/${name}`))).toBe(404);
    world.faults.set('none');
    expect(await world.target.apply(scope, plan, never)).toMatchObject({ ok: true });
    expect(await upstreamOf(url(`/${name}-b`))).toBe('two');
  });
});

/** A server that answers JSON, or as some frameworks do where they have nothing. */
async function serve(
  answer: (body: string, authorization: string) => object | undefined,
): Promise<{ url: string; close(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const said = answer(Buffer.concat(chunks).toString(), request.headers.authorization ?? '');
      response.writeHead(said ? 200 : 404, { 'content-type': said ? 'application/json' : 'text/plain; charset=utf-8' });
      response.end(said ? JSON.stringify(said) : 'Not Found');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
