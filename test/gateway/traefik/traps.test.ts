import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DesiredApi } from '../../../src/gateway/target.ts';
import { startUpstream, type Upstream } from '../../../src/local/upstreams.ts';
import { asObject, type JsonObject } from '../../../src/spec/json.ts';
import { missing, serverBinary } from '../../servers/server.ts';
import { api, deploy, live, never, planned, rendered, status, upstreamOf } from '../harness.ts';
import { startLocalTraefik, type LocalTraefik } from './local-traefik.ts';

const absent = serverBinary('traefik') === undefined;

/** What Traefik accepts without a word, or freezes on: gateways of this kind fail in these ways and in no other kind's. */
describe.skipIf(absent)(absent ? missing('traefik') : 'traps of Traefik', () => {
  let traefik: LocalTraefik;
  let one: Upstream;
  let two: Upstream;
  let count = 0;
  const fresh = () => {
    count += 1;
    return { scope: { owner: `acme/traps-${count}@staging` }, name: `trap-${count}` };
  };
  const url = (path: string): string => `${traefik.target.url}${path}`;
  const withNative = (name: string, body: JsonObject): DesiredApi => ({
    definition: { name, owners: [], dependsOn: [] },
    native: [{ file: 'gateway/traefik.yaml', body }],
  });
  const foreign = (): string => join(traefik.directory, 'zz-foreign.yml');

  beforeAll(async () => {
    [traefik, one, two] = await Promise.all([
      startLocalTraefik({ patienceMs: 3000 }),
      startUpstream({ name: 'one' }),
      startUpstream({ name: 'two' }),
    ]);
  });
  afterEach(async () => {
    await rm(foreign(), { force: true });
    one.set({});
  });
  afterAll(async () => {
    await Promise.all([traefik.close(), one.close(), two.close()]);
  });

  it('says that Traefik takes nothing while somebody’s file cannot be read, and goes on when it can', async () => {
    const { scope, name } = fresh();
    await deploy(traefik.target, scope, [api(name, { upstream: one.url })]);
    await writeFile(foreign(), 'http: { routers: { x: { nonsense: true } } }\n');
    const plan = await planned(traefik.target, scope, [api(name, { upstream: two.url })]);
    const receipt = await traefik.target.apply(scope, plan, never);
    expect(receipt).toMatchObject({ ok: false, reason: 'unreachable', applied: [] });
    expect(receipt).toHaveProperty('message', expect.stringMatching(/did not load the new configuration/));
    expect(await upstreamOf(url(`/${name}`))).toBe('one');
    await rm(foreign());
    expect(await traefik.target.apply(scope, plan, never)).toMatchObject({ ok: true });
    expect(await upstreamOf(url(`/${name}`))).toBe('two');
  });

  it('writes nothing that would freeze it, even where no review saw it', async () => {
    const { scope, name } = fresh();
    await deploy(traefik.target, scope, [api(name, { upstream: one.url })]);
    const before = await traefik.store.read(scope.owner);
    const desired = rendered(traefik.target, scope, [api(name, { upstream: two.url })]);
    const [first, ...rest] = desired.resources;
    const spoilt = { ...first!, body: { ...asObject(first!.body), nonsense: true } };
    const plan = traefik.target.plan(await live(traefik.target, scope), { ...desired, resources: [spoilt, ...rest] });
    expect(await traefik.target.apply(scope, plan, never)).toMatchObject({
      ok: false,
      reason: 'refused',
      message: expect.stringMatching(/nothing was written.*nonsense is no field/) as string,
    });
    expect(await traefik.store.read(scope.owner)).toEqual(before);
  });

  it('gives no file to Go’s templates, which could read its environment', async () => {
    const { scope, name } = fresh();
    const value = '{{ env "PATH" }}{{{ \u0085';
    const body = {
      http: {
        routers: { [name]: { rule: `Path(\`/${name}\`)`, service: name, middlewares: ['told'] } },
        middlewares: { told: { headers: { customRequestHeaders: { 'X-Told': value } } } },
        services: { [name]: { loadBalancer: { servers: [{ url: one.url }] } } },
      },
    };
    const harmless = value.replace(' \u0085', '');
    await deploy(traefik.target, scope, [withNative(name, body)]);
    const answer = (await (await fetch(url(`/${name}`))).json()) as { headers: Record<string, string> };
    expect(answer.headers['x-told']).toContain(harmless);
    expect(
      await readFile(
        join(traefik.directory, 'sluice-acme-traps-3-staging-' + keyOf(await traefik.store.read(scope.owner))),
        'utf8',
      ),
    ).not.toContain('{{');
  });

  it('takes a rule from nobody who has it', async () => {
    const [mine, theirs] = [fresh(), fresh()];
    await deploy(traefik.target, mine.scope, [api(mine.name, { upstream: one.url, path: '/shared' })]);
    const plan = await planned(traefik.target, theirs.scope, [
      api(theirs.name, { upstream: two.url, path: '/shared' }),
    ]);
    expect(await traefik.target.apply(theirs.scope, plan, never)).toMatchObject({
      ok: false,
      reason: 'refused',
      message: expect.stringMatching(/already the rule of the router acme-traps-\d+-staging-\w+:trap/) as string,
    });
    expect(await upstreamOf(url('/shared'))).toBe('one');
  });

  it('finds a rule that Traefik cannot read, and puts back what was there', async () => {
    const { scope, name } = fresh();
    await deploy(traefik.target, scope, [api(name, { upstream: one.url })]);
    const body = {
      http: {
        routers: { [name]: { rule: 'Pfad(`/x`)', service: name } },
        services: { [name]: { loadBalancer: { servers: [{ url: two.url }] } } },
      },
    };
    const plan = await planned(traefik.target, scope, [withNative(name, body)]);
    expect(await traefik.target.apply(scope, plan, never)).toMatchObject({
      ok: false,
      reason: 'refused',
      message: expect.stringMatching(/Pfad.*What was there before serves again/) as string,
    });
    expect(await upstreamOf(url(`/${name}`))).toBe('one');
  });

  it('plans what somebody changed in the file by hand, and puts it right', async () => {
    const { scope, name } = fresh();
    const desired = [api(name, { upstream: one.url })];
    await deploy(traefik.target, scope, desired);
    const stored = (await traefik.store.read(scope.owner))!;
    expect(await traefik.store.replace(scope.owner, stored.version, stored.text.replace(one.url, two.url))).toBe(true);
    await vi.waitFor(async () => {
      expect(await upstreamOf(url(`/${name}`))).toBe('two');
    }, 20_000);
    const plan = await planned(traefik.target, scope, desired);
    expect(plan.steps.map(({ action, kind }) => `${action} ${kind}`)).toEqual(['update service']);
    expect(await traefik.target.apply(scope, plan, never)).toMatchObject({ ok: true });
    expect(await upstreamOf(url(`/${name}`))).toBe('one');
  });

  it('counts what a dead upstream costs', async () => {
    const { scope, name } = fresh();
    const dead = await startUpstream({ name: 'dead' });
    await dead.close();
    await deploy(traefik.target, scope, [api(name, { upstream: dead.url })]);
    for (let sent = 0; sent < 5; sent += 1) expect(await status(url(`/${name}`))).toBe(502);
    await vi.waitFor(async () => {
      expect(await traefik.target.usage!(scope, never)).toMatchObject({ apis: { [name]: { requests: 5, errors: 5 } } });
    }, 20_000);
  });
});

/** The end of the file's name: what its marker begins with after the owner's words. */
function keyOf(stored: { readonly text: string } | undefined): string {
  return `${/"marker":"acme-traps-\d+-staging-(\w+):/.exec(stored?.text ?? '')?.[1] ?? ''}.yml`;
}
