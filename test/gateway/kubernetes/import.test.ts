import { parse } from 'yaml';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Target } from '../../../src/gateway/target.ts';
import type { JsonObject } from '../../../src/spec/json.ts';
import { at } from '../../../src/gateway/values.ts';
import { never } from '../harness.ts';
import { checkout, type Checkout } from '../import.ts';
import { programs } from './cluster.ts';
import { object, useCluster } from './world.ts';

const traefik = 'traefik.io/v1alpha1';
const gatewayApi = 'gateway.networking.k8s.io/v1';
const scope = { owner: 'acme/apis@production' };
const key = 'gateway/edge/';

const limit = object(traefik, 'Middleware', 'shared-limit', { spec: { rateLimit: { average: 1000, period: '1s' } } });
const orders = object(traefik, 'IngressRoute', 'orders', {
  spec: {
    entryPoints: ['web'],
    routes: [
      {
        match: 'PathPrefix(`/orders`)',
        kind: 'Rule',
        middlewares: [{ name: 'shared-limit' }],
        services: [{ name: 'orders-canary', kind: 'TraefikService' }],
      },
    ],
  },
});
const canary = object(traefik, 'TraefikService', 'orders-canary', {
  spec: {
    weighted: {
      services: [
        { name: 'orders', port: 8080, weight: 90 },
        { name: 'orders', port: 8081, weight: 10 },
      ],
    },
  },
});
const invoices = object(traefik, 'IngressRoute', 'invoices', {
  spec: {
    routes: [
      {
        match: 'PathPrefix(`/invoices`)',
        kind: 'Rule',
        middlewares: [{ name: 'shared-limit' }],
        services: [{ name: 'orders', port: 8080 }],
      },
    ],
    tls: { secretName: 'invoices-tls' },
  },
});
const customers: JsonObject = {
  ...object(gatewayApi, 'HTTPRoute', 'customers', {
    spec: { parentRefs: [{ name: 'gw' }], rules: [{ backendRefs: [{ name: 'orders', port: 8080 }] }] },
  }),
  metadata: {
    name: 'customers',
    labels: { team: 'customers' },
    annotations: { 'acme.example/contact': 'customers@acme.example' },
  },
};
const sent = object(traefik, 'Middleware', 'upstream-auth', {
  spec: { headers: { customRequestHeaders: { Authorization: 'Basic dG9wOnNlY3JldA==' } } },
});
const plugged = object(traefik, 'Middleware', 'plugged', {
  spec: { plugin: { geo: { license: 'top-secret-license' } } },
});
const staff = object(traefik, 'Middleware', 'staff', { spec: { basicAuth: { secret: 'staff-users' } } });
const helms: JsonObject = {
  ...object(traefik, 'Middleware', 'helms', { spec: { compress: {} } }),
  metadata: { name: 'helms', labels: { 'app.kubernetes.io/managed-by': 'Helm' } },
};

describe.skipIf(programs === undefined)('import from a real API server', { timeout: 120_000 }, () => {
  const { ask, open, kubeconfig } = useCluster();
  let target: Target;
  let repository: Checkout;
  const path = (apiVersion: string, plural: string, name = ''): string =>
    `/apis/${apiVersion}/namespaces/default/${plural}${name === '' ? '' : `/${name}`}`;
  const route = path(gatewayApi, 'httproutes', 'customers');
  const spec = async (where: string): Promise<unknown> => at((await ask('GET', where)).body, 'spec');
  const plan = async (): Promise<string[]> =>
    (await repository.plan(target, scope)).steps.map(({ action, id }) => `${action} ${id}`);

  const checkedOut = async (): Promise<Checkout> =>
    checkout({
      kind: 'kubernetes',
      renders: 'traefik-proxy',
      namespaces: ['default'],
      kubeconfig: await kubeconfig(),
      url: 'http://127.0.0.1:1',
      repositories: ['acme/*'],
    });

  beforeAll(async () => {
    target = await open();
    for (const body of [limit, orders, invoices, sent, plugged, staff, helms]) {
      const plural = body['kind'] === 'Middleware' ? 'middlewares' : 'ingressroutes';
      expect((await ask('POST', path(traefik, plural), body, 'kubectl-create')).status).toBe(201);
    }
    const applied = await ask('PATCH', path(traefik, 'traefikservices', 'orders-canary'), canary, 'kubectl');
    expect(applied.status).toBe(201);
    expect((await ask('POST', path(gatewayApi, 'httproutes'), customers, 'kubectl-create')).status).toBe(201);
    repository = await checkedOut();
  });

  it('writes files from which the plan is empty, and changes nothing that is served', async () => {
    const before = [await spec(route), await spec(path(traefik, 'ingressroutes', 'orders'))];
    const { out, code } = await repository.run(scope);
    expect(out).toContain('Imported: 5 APIs of edge. The plan from these files is empty.');
    expect(code).toBe(0);
    expect(await plan()).toEqual([]);
    expect([await spec(route), await spec(path(traefik, 'ingressroutes', 'orders'))]).toEqual(before);
    expect([...(await repository.files()).keys()]).toEqual([
      '.github/sluice.yaml',
      `${key}customers/httproute.default.customers.yaml`,
      `${key}invoices/ingressroute.default.invoices.yaml`,
      `${key}orders/ingressroute.default.orders.yaml`,
      `${key}orders/traefikservice.default.orders-canary.yaml`,
      `${key}shared-limit/middleware.default.shared-limit.yaml`,
      `${key}staff/middleware.default.staff.yaml`,
    ]);
    expect((await repository.files()).get('.github/sluice.yaml')).toContain('dependsOn:\n      - shared-limit');
  });

  it('writes what a person meant, and nothing that the server put in', async () => {
    const text = (await repository.files()).get(`${key}customers/httproute.default.customers.yaml`) ?? '';
    expect(parse(text)).toEqual({
      ...customers,
      metadata: { ...(customers['metadata'] as object), namespace: 'default' },
    });
    expect(await spec(route)).not.toEqual(customers['spec']);
  });

  it('names what it left out and why, and has no credential in any written byte', async () => {
    const { out } = await repository.run(
      { owner: 'acme/other@production' },
      '--into',
      `${repository.folder}/other`,
      '--dry-run',
    );
    expect(out).toContain(
      'Middleware default/upstream-auth: /spec/headers/customRequestHeaders/Authorization is the value of',
    );
    expect(out).toContain('Middleware default/plugged: spec.plugin may hold secrets');
    expect(out).toContain('Middleware default/helms: what its label app.kubernetes.io/managed-by names keeps it');
    expect(out).toContain(`IngressRoute default/orders: it belongs to ${scope.owner}`);
    const all = [...(await repository.files()).values()].join('\n');
    expect(all).not.toMatch(/dG9wOnNlY3JldA|top-secret-license/);
  });

  it('shows a change in a file, and exactly that, and can make it', async () => {
    const file = `${key}customers/httproute.default.customers.yaml`;
    await repository.edit(file, (text) =>
      text.replace('port: 8080', 'port: 8081').replace('team: customers', 'team: sales'),
    );
    const changed = await repository.plan(target, scope);
    expect(changed.steps.map(({ action, id }) => `${action} ${id}`)).toEqual([
      'update gateway.networking.k8s.io/HTTPRoute/default/customers',
    ]);
    expect(await target.apply(scope, changed, never)).toMatchObject({ ok: true });
    expect(await plan()).toEqual([]);
    expect((await ask('GET', route)).body).toMatchObject({
      metadata: { labels: { team: 'sales' } },
      spec: { rules: [{ backendRefs: [{ port: 8081 }] }] },
    });
  });

  it('takes out of the cluster what is taken out of a file: nobody else owns it any more', async () => {
    const file = `${key}orders/ingressroute.default.orders.yaml`;
    await repository.edit(file, (text) => text.replace(/ {2}entryPoints:\n {4}- web\n/, ''));
    expect(await target.apply(scope, await repository.plan(target, scope), never)).toMatchObject({ ok: true });
    expect(await spec(path(traefik, 'ingressroutes', 'orders'))).not.toHaveProperty('entryPoints');
    expect(await plan()).toEqual([]);
  });

  it('can be run again where it was stopped before its files were in place', async () => {
    const again = await checkedOut();
    const { out, code } = await again.run(scope);
    expect(out).toContain('Imported: 5 APIs of edge. The plan from these files is empty.');
    expect(code).toBe(0);
  });
});
