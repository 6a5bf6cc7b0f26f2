import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { traefikTarget } from '../../../src/gateway/traefik/target.ts';
import type { Target } from '../../../src/gateway/target.ts';
import { startUpstream, type Upstream } from '../../../src/local/upstreams.ts';
import { missing, serverBinary } from '../../servers/server.ts';
import { never, status, upstreamOf } from '../harness.ts';
import { checkout, type Checkout } from '../import.ts';
import { startLocalTraefik, type LocalTraefik } from './local-traefik.ts';

const hasTraefik = serverBinary('traefik') !== undefined;
if (!hasTraefik) process.stdout.write(`The tests on a real Traefik are passed over: ${missing('traefik')}.\n`);

const scope = { owner: 'acme/apis@production' };
const key = 'gateway/edge/';

/** As people write them into the folder. */
const byHand = (one: string, two: string): Readonly<Record<string, string>> => ({
  'orders.yml': `
http:
  routers:
    orders: { rule: "PathPrefix(\`/orders\`)", service: orders, middlewares: [shared-limit, stamp] }
  services:
    orders:
      weighted: { services: [{ name: orders-v1, weight: 90 }, { name: orders-v2, weight: 10 }] }
    orders-v1: { loadBalancer: { servers: [{ url: "${one}" }] } }
    orders-v2: { loadBalancer: { servers: [{ url: "${one}" }] } }
`,
  'shared/limits.yaml': `
# For everybody.
http: { middlewares: { shared-limit: { rateLimit: { average: 1000, burst: 1000, period: 1s } } } }
`,
  'stamp.yml': `
http: { middlewares: { stamp: { headers: { customRequestHeaders: { Authorization: "Bearer the-upstreams-secret" } } } } }
`,
  'staff.yml': `
http:
  routers: { staff: { rule: "PathPrefix(\`/staff\`)", service: staff, middlewares: [users] } }
  middlewares: { users: { basicAuth: { users: ["anna:$apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/"] } } }
  services: { staff: { loadBalancer: { servers: [{ url: "${two}" }] } } }
`,
  'common.yml': `
http: { middlewares: { gzip: { compress: {} } } }
`,
  'uses-common.yml': `
http:
  routers: { zipped: { rule: "PathPrefix(\`/zipped\`)", service: zipped, middlewares: [gzip] } }
  services: { zipped: { loadBalancer: { servers: [{ url: '{{ env "NOWHERE" }}${two}' }] } } }
`,
});

describe.skipIf(!hasTraefik)('import from a real Traefik', { timeout: 120_000 }, () => {
  let traefik: LocalTraefik;
  let target: Target;
  let one: Upstream;
  let two: Upstream;
  let repository: Checkout;
  const url = (path: string): string => `${target.url}${path}`;
  const open = (): Promise<Checkout> =>
    checkout({
      kind: 'traefik',
      provider: 'file',
      directory: traefik.directory,
      api: traefik.nodes.map(({ api }) => api),
      url: target.url,
      repositories: ['acme/*'],
    });

  beforeAll(async () => {
    [traefik, one, two] = await Promise.all([
      startLocalTraefik({ nodes: 2 }),
      startUpstream({ name: 'one' }),
      startUpstream({ name: 'two' }),
    ]);
    const { directory, store, nodes } = traefik;
    const api = nodes.map((node) => node.api);
    target = traefikTarget('edge', { provider: 'file', store, directory, api, url: nodes[0]!.url, bindings: {} });
    await mkdir(join(directory, 'shared'));
    for (const [path, text] of Object.entries(byHand(one.url, two.url))) await writeFile(join(directory, path), text);
    for (const node of nodes) {
      for (const path of ['/orders', '/staff', '/zipped']) {
        while ((await status(`${node.url}${path}`)) === 404) await sleep(50);
      }
    }
    repository = await open();
  });
  afterAll(async () => {
    await Promise.all([traefik.close(), one.close(), two.close()]);
  });

  it('writes files from which the plan is empty, and no request fails meanwhile', async () => {
    const answers = new Set<number>();
    const clients = { stop: false };
    const traffic = (async () => {
      while (!clients.stop) for (const node of traefik.nodes) answers.add(await status(`${node.url}/orders`));
    })();
    const { out, code } = await repository.run(scope);
    clients.stop = true;
    await traffic;
    expect(out).toContain('Imported: 2 APIs of edge. The plan from these files is empty.');
    expect(code).toBe(0);
    expect([...answers]).toEqual([200]);
    expect([...(await repository.files()).keys()]).toEqual([
      '.github/sluice.yaml',
      `${key}orders/dynamic.yaml`,
      `${key}shared-limits/dynamic.yaml`,
    ]);
    expect((await repository.plan(target, scope)).steps).toEqual([]);
    expect((await readdir(traefik.directory, { recursive: true })).sort()).toEqual([
      'common.yml',
      'orders.yml.imported',
      'shared',
      'shared/limits.yaml.imported',
      expect.stringMatching(/^sluice-acme-apis-production-.*\.yml$/),
      'staff.yml',
      'stamp.yml',
      'uses-common.yml',
    ]);
  });

  it('leaves what it cannot take, says why, and names in full what stays behind', async () => {
    const { out } = await repository.run({ owner: 'acme/other@production' }, '--dry-run');
    expect(out).toContain('staff.yml: /http/middlewares/users/basicAuth/users/0 is a user with the hash of a password');
    expect(out).toContain(
      'stamp.yml: /http/middlewares/stamp/headers/customRequestHeaders/Authorization is the value of',
    );
    expect(out).toContain('uses-common.yml: it is a template, which only Traefik can fill in');
    expect(out).toContain('common.yml: http.middlewares.gzip is named by zipped@file of somebody else');
    const text = (await repository.files()).get(`${key}orders/dynamic.yaml`) ?? '';
    expect(text).toContain('- shared-limit\n');
    expect(text).toContain('- stamp@file\n');
    expect(await upstreamOf(url('/zipped'))).toBe('two');
    expect(await status(url('/staff'))).toBe(401);
  });

  it('has no credential in any written byte', async () => {
    const all = [...(await repository.files()).values()].join('\n');
    expect(all).not.toMatch(/the-upstreams-secret|apr1|IgXLP6/);
  });

  it('can be run again where it was stopped before its files were in place', async () => {
    const { out, code } = await (await open()).run(scope);
    expect(out).toContain('Imported: 2 APIs of edge. The plan from these files is empty.');
    expect(code).toBe(0);
  });

  it('adds to a configuration that is there, and changes nothing else of it', async () => {
    const { folder, run, files, plan } = await open();
    const config = join(folder, '.github/sluice.yaml');
    await mkdir(join(folder, '.github'));
    const before = '# Ours.\napis:\n  - name: customers # kept\nenvironments:\n  production: { targets: [other] }\n';
    await writeFile(config, before);
    expect(await run(scope)).toMatchObject({
      code: 1,
      out: expect.stringContaining('add edge to environments.production.targets, then import again') as string,
    });
    expect([...(await files()).values()]).toEqual([before]);
    await writeFile(config, before.replace('[other]', '[other, edge]'));
    expect(await run(scope)).toMatchObject({ code: 0 });
    const text = await readFile(config, 'utf8');
    expect(text.split('\n')).toEqual(
      expect.arrayContaining(['# Ours.', '  - name: customers # kept', '  - name: orders']),
    );
    expect((await plan(target, scope)).steps).toEqual([]);
  });

  it('shows a change in a file, and exactly that, and can make it', async () => {
    await repository.edit(`${key}orders/dynamic.yaml`, (text) =>
      text.replace('PathPrefix(`/orders`)', 'PathPrefix(`/sales`)'),
    );
    const plan = await repository.plan(target, scope);
    expect(plan.steps.map(({ action, id }) => `${action} ${id}`)).toEqual([
      `update traefik/${scope.owner}/http.routers/orders`,
    ]);
    expect(await target.apply(scope, plan, never)).toMatchObject({ ok: true });
    expect(await status(url('/sales'))).toBe(200);
    expect(await status(url('/orders'))).toBe(404);
  });

  it('is as it was where Traefik loads nothing', async () => {
    const file = join(traefik.directory, 'fresh.yml');
    const text = `http:\n  routers: { fresh: { rule: "PathPrefix(\`/fresh\`)", service: fresh } }\n  services: { fresh: { loadBalancer: { servers: [{ url: "${one.url}" }] } } }\n`;
    await writeFile(file, text);
    while ((await status(url('/fresh'))) === 404) await sleep(50);
    await writeFile(join(traefik.directory, 'wrong.yml'), 'http: { routers: { wrong: { rul: x } } }\n');
    const impatient = traefikTarget('edge', {
      provider: 'file',
      store: traefik.store,
      directory: traefik.directory,
      api: traefik.nodes.map(({ api }) => api),
      url: target.url,
      bindings: {},
      patienceMs: 1500,
    });
    const fresh = { owner: 'acme/fresh@production' };
    const found = await impatient.importer!.find(fresh, never);
    const files = (found.ok ? found.apis : []).filter(({ title }) => title === 'fresh').flatMap((api) => api.files);
    const native = files.map(({ body }) => ({ file: 'fresh.yaml', body }));
    const rendered = impatient.render(fresh, [{ definition: { name: 'fresh', owners: [], dependsOn: [] }, native }]);
    if (!rendered.ok) throw new Error(JSON.stringify(rendered.problems));
    const adopted = await impatient.importer!.adopt(fresh, rendered.manifest, never);
    expect(adopted).toMatchObject({ ok: false, message: expect.stringContaining('everything is as it was') as string });
    expect(await readFile(file, 'utf8')).toBe(text);
    expect(await traefik.store.read(fresh.owner)).toBeUndefined();
    expect(await status(url('/fresh'))).toBe(200);
  });
});
