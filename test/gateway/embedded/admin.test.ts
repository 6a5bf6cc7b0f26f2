import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGateway } from '../../../src/gateway/embedded/gateway.ts';
import { embeddedTarget } from '../../../src/gateway/embedded/target.ts';
import { contentHash } from '../../../src/release/manifest.ts';
import { api, deploy, live, never, planned, rendered, status } from '../harness.ts';
import { startLocalGateway, type LocalGateway } from './local-gateway.ts';
import { secret } from './process.ts';

const scope = { owner: 'acme/apis@staging' };
const upstream = 'http://127.0.0.1:9';
const nothing = contentHash([]);
let gateway: LocalGateway;
beforeEach(async () => {
  gateway = await startLocalGateway();
});
afterEach(() => gateway.close());

function ask(path: string, init: RequestInit = {}, bearer = secret): Promise<Response> {
  const headers = { authorization: `Bearer ${bearer}`, ...(init.headers as Record<string, string>) };
  return fetch(`${gateway.adminUrl}${path}`, { ...init, headers });
}

function put(value: unknown, expected = nothing, owner = scope.owner): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'if-match': `"${expected}"` };
  return ask(`/routes?owner=${encodeURIComponent(owner)}`, { method: 'PUT', headers, body: JSON.stringify(value) });
}

const resources = (owner = scope.owner, name = 'orders') =>
  rendered(gateway.target, { owner }, [api(name, { upstream })]).resources;

describe('admin', () => {
  it('asks for the secret everywhere but for its health', async () => {
    for (const path of ['/routes?owner=a', '/metrics']) {
      expect((await ask(path, {}, 'wrong')).status).toBe(401);
      expect((await fetch(`${gateway.adminUrl}${path}`)).status).toBe(401);
      expect((await ask(path)).status).toBe(200);
    }
    expect((await fetch(`${gateway.adminUrl}/healthz`)).status).toBe(200);
    const stranger = embeddedTarget('edge', { admin: [gateway.adminUrl], url: gateway.url, secret: 'wrong' });
    expect(await stranger.read(scope, never)).toMatchObject({ ok: false, reason: 'refused' });
    expect(JSON.stringify(await stranger.read(scope, never))).not.toContain('wrong');
  });

  it('writes only over what the writer saw', async () => {
    expect((await put({ resources: resources() }, contentHash(resources()))).status).toBe(412);
    const headers = { 'content-type': 'application/json' };
    const blind = await ask('/routes?owner=a', { method: 'PUT', headers, body: '{"resources":[]}' });
    expect(blind.status).toBe(428);
    const written = await put({ resources: resources() });
    expect([written.status, written.headers.get('etag')]).toEqual([200, `"${contentHash(resources())}"`]);
    expect((await put({ resources: [] })).status).toBe(412);
  });

  it('refuses a bad route with the field named, and keeps the old ones', async () => {
    await put({ resources: resources() });
    const hash = contentHash(resources());
    const [good] = resources();
    const body = good?.body as Record<string, unknown>;
    const cases: [unknown, string][] = [
      [{ ...good, body: { ...body, path: 'orders' } }, 'path'],
      [{ ...good, body: { ...body, upstreams: [{ url: 'not a url', weight: 1 }] } }, 'upstreams.0.url'],
      [{ ...good, body: { ...body, auth: { type: 'basic' } } }, 'auth.type'],
      [{ ...good, body: { ...body, surprise: 1 } }, ''],
      [{ ...good, id: 'embedded/somebody/else@x/orders' }, 'id'],
      [{ ...good, kind: 'policy' }, 'kind'],
    ];
    for (const [route, field] of cases) {
      const answer = await put({ resources: [route] }, hash);
      expect(answer.status).toBe(400);
      expect(((await answer.json()) as { problems: { field: string }[] }).problems[0]?.field).toBe(field);
    }
    const twice = await put({ resources: [good, good] }, hash);
    expect(await twice.json()).toMatchObject({ problems: [{ field: 'id' }] });
    expect(contentHash((await live(gateway.target, scope)).resources)).toBe(hash);
  });

  it('refuses a listen path that another owner has, without saying who', async () => {
    await put({ resources: resources() });
    const answer = await put({ resources: resources('other/repo@staging') }, nothing, 'other/repo@staging');
    expect(answer.status).toBe(400);
    const text = await answer.text();
    expect(text).toContain('/orders is taken by an API of another owner');
    expect(text).not.toContain(scope.owner);
  });

  it('serves after a restart what it served before, and refuses to start on a file that it cannot read', async () => {
    await deploy(gateway.target, scope, [api('orders', { upstream })]);
    const options = { host: '127.0.0.1', port: 0, adminHost: '127.0.0.1', adminPort: 0, keys: [], secret };
    const again = await startGateway({ ...options, data: gateway.data });
    const target = embeddedTarget('edge', { admin: [again.adminUrl], url: again.url, secret });
    expect((await planned(target, scope, [api('orders', { upstream })])).steps).toEqual([]);
    expect(await status(`${again.url}/orders`)).toBe(502);
    await again.close();

    const file = join(gateway.data, 'routes.json');
    const whole = await readFile(file, 'utf8');
    for (const broken of [
      whole.slice(0, 100),
      '',
      '{}',
      whole.replace('"/orders"', '"orders"'),
      whole.replace('acme/apis@', 'x@'),
    ]) {
      await writeFile(file, broken);
      await expect(startGateway({ ...options, data: gateway.data })).rejects.toThrow(/left as it is/);
      expect(await readFile(file, 'utf8')).toBe(broken);
    }
  });

  it('keeps the old routes where the new ones cannot be saved', async () => {
    await deploy(gateway.target, scope, [api('orders', { upstream })]);
    const plan = await planned(gateway.target, scope, []);
    const inTheWay = join(gateway.data, 'routes.json.new');
    await mkdir(inTheWay);
    expect(await gateway.target.apply(scope, plan, never)).toMatchObject({ ok: false, reason: 'unreachable' });
    expect((await live(gateway.target, scope)).resources).toHaveLength(1);
    await rmdir(inTheWay);
    expect(await gateway.target.apply(scope, plan, never)).toMatchObject({ ok: true });
  });
});
