import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startUpstream, type Upstream } from '../../../src/local/upstreams.ts';
import { missing, serverBinary } from '../../servers/server.ts';
import { raw } from '../embedded/local-gateway.ts';
import { api, deploy, status, upstreamOf } from '../harness.ts';
import { startLocalTraefik, type LocalTraefik } from './local-traefik.ts';

const absent = serverBinary('traefik') === undefined;

/** What the portable block says, by real requests through a real Traefik. */
describe.skipIf(absent)(absent ? missing('traefik') : 'the portable block on Traefik', () => {
  let folder: string;
  let traefik: LocalTraefik;
  let one: Upstream;
  let two: Upstream;
  let count = 0;
  const fresh = () => {
    count += 1;
    return { scope: { owner: `acme/asked-${count}@staging` }, name: `asked-${count}` };
  };
  const url = (path: string): string => `${traefik.target.url}${path}`;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-asked-'));
    await writeFile(join(folder, 'staff'), 'ann:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=\n');
    [traefik, one, two] = await Promise.all([
      startLocalTraefik({
        nodes: 2,
        entryPoints: ['internal'],
        bindings: {
          entryPoints: { public: ['web'], internal: ['internal'] },
          secrets: { staff: join(folder, 'staff') },
        },
      }),
      startUpstream({ name: 'one' }),
      startUpstream({ name: 'two' }),
    ]);
  });
  afterEach(() => {
    one.set({});
  });
  afterAll(async () => {
    await Promise.all([traefik.close(), one.close(), two.close()]);
    await rm(folder, { recursive: true });
  });

  it('lets in users with their password, and tells the upstream nothing of it', async () => {
    const { scope, name } = fresh();
    await deploy(traefik.target, scope, [api(name, { upstream: one.url, auth: { basic: { users: 'staff' } } })]);
    const as = (user: string) => ({ authorization: `Basic ${Buffer.from(user).toString('base64')}` });
    expect(await status(url(`/${name}`))).toBe(401);
    expect(await status(url(`/${name}`), as('ann:wrong'))).toBe(401);
    const answer = await fetch(url(`/${name}`), { headers: as('ann:password') });
    expect(answer.status).toBe(200);
    expect(JSON.stringify(await answer.json())).not.toContain('authorization');
  });

  it('takes whole segments of a path, and strips them or not', async () => {
    const { scope, name } = fresh();
    await deploy(traefik.target, scope, [
      api(name, { upstream: `${one.url}/base/`, path: `/${name}` }),
      api(`${name}-kept`, { upstream: two.url, stripPath: false }),
    ]);
    const path = async (asked: string) => ((await (await fetch(url(asked))).json()) as { path: string }).path;
    expect(await path(`/${name}/a?b=c`)).toBe('/base/a?b=c');
    expect(await path(`/${name}-kept/a`)).toBe(`/${name}-kept/a`);
    expect(await status(url(`/${name}s`))).toBe(404);
  });

  it('answers preflights of the origins that it knows', async () => {
    const { scope, name } = fresh();
    const cors = { origins: ['https://app.example'], methods: ['PUT'], headers: ['X-Shop'], maxAge: '10m' };
    await deploy(traefik.target, scope, [api(name, { upstream: one.url, cors, auth: { basic: { users: 'staff' } } })]);
    const preflight = (origin: string) =>
      raw(traefik.target.url, `/${name}`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'x-shop' },
      });
    const known = await preflight('https://app.example');
    expect(known).toMatchObject({
      status: 200,
      headers: {
        'access-control-allow-origin': 'https://app.example',
        'access-control-allow-methods': 'PUT',
        'access-control-max-age': '600',
      },
    });
    expect((await preflight('https://evil.example')).headers['access-control-allow-origin']).toBeUndefined();
  });

  it('refuses large bodies, other addresses and slow upstreams', async () => {
    const { scope, name } = fresh();
    await deploy(traefik.target, scope, [
      api(`${name}-size`, { upstream: one.url, requestSize: '10B' }),
      api(`${name}-ips`, { upstream: one.url, ips: { allow: ['192.0.2.0/24'] } }),
      api(`${name}-mine`, { upstream: one.url, ips: { allow: ['127.0.0.1'] } }),
      api(`${name}-slow`, { upstream: one.url, timeout: '200ms' }),
    ]);
    const sized = (body: string) => raw(traefik.target.url, `/${name}-size`, { method: 'POST', body });
    expect((await sized('1234567890')).status).toBe(200);
    expect((await sized('12345678901')).status).toBe(413);
    expect(await status(url(`/${name}-ips`))).toBe(403);
    expect(await status(url(`/${name}-mine`))).toBe(200);
    one.set({ latencyMs: 1000 });
    expect(await status(url(`/${name}-slow`))).toBe(504);
  });

  it('tries another time where an upstream cannot be reached', async () => {
    const { scope, name } = fresh();
    const dead = await startUpstream({ name: 'dead' });
    await dead.close();
    const upstream = [
      { url: dead.url, weight: 1 },
      { url: one.url, weight: 1 },
    ];
    await deploy(traefik.target, scope, [api(name, { upstream, retries: 2 }), api(`${name}-once`, { upstream })]);
    // One after the other: the second try then always meets the other upstream.
    const answers = async (path: string) => {
      const seen = new Set<number>();
      for (let sent = 0; sent < 6; sent += 1) seen.add(await status(url(path)));
      return seen;
    };
    expect(await answers(`/${name}`)).toEqual(new Set([200]));
    expect(await answers(`/${name}-once`)).toEqual(new Set([200, 502]));
  });

  it('keeps internal APIs off the public entry point, and asks versions by header', async () => {
    const { scope, name } = fresh();
    await deploy(traefik.target, scope, [
      api(name, { upstream: one.url }),
      api(`${name}-v2`, { upstream: two.url, version: { of: name, name: 'v2' } }),
      api(`${name}-inside`, { upstream: two.url, visibility: 'internal' }),
    ]);
    expect(await upstreamOf(url(`/${name}`))).toBe('one');
    const second = await fetch(url(`/${name}`), { headers: { 'x-api-version': 'v2' } });
    expect(await second.json()).toMatchObject({ upstream: 'two' });
    expect(await status(url(`/${name}-inside`))).toBe(404);
    expect(await upstreamOf(`${traefik.nodes[0]!.urls['internal'] ?? ''}/${name}-inside`)).toBe('two');
  });

  it('is live when all nodes serve it, and says which one is gone', async () => {
    const { scope, name } = fresh();
    const receipt = await deploy(traefik.target, scope, [api(name, { upstream: one.url })]);
    const never = new AbortController().signal;
    expect(await traefik.target.verify(scope, receipt, never)).toMatchObject({
      live: true,
      nodes: ['edge node 1', 'edge node 2'],
    });
    for (const node of traefik.nodes) expect(await upstreamOf(`${node.url}/${name}`)).toBe('one');
    await traefik.nodes[1]!.end('SIGKILL');
    expect(await traefik.target.verify(scope, receipt, never)).toMatchObject({
      live: false,
      reason: 'unreachable',
      message: expect.stringContaining('edge node 2') as string,
    });
    await traefik.nodes[1]!.start();
    expect(await traefik.target.verify(scope, receipt, never)).toMatchObject({ live: true });
  });
});
