import { readFile, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import type { GatewayBlock } from '../../../src/config/gateway-block.ts';
import { at, listOf, textOf } from '../../../src/gateway/values.ts';
import type { Renders } from '../../../src/gateway/kubernetes/render/manifest.ts';
import { kubernetesTarget } from '../../../src/gateway/kubernetes/target.ts';
import type { DesiredApi, Scope, Target } from '../../../src/gateway/target.ts';
import { contentHash } from '../../../src/release/manifest.ts';
import type { JsonObject } from '../../../src/spec/json.ts';
import { api, live, never, planned, rendered } from '../harness.ts';
import { programs } from './cluster.ts';
import { object, upstream, useCluster } from './world.ts';
interface Example {
  readonly before: GatewayBlock;
  /** The same objects with other content. */
  readonly after: GatewayBlock;
}

const key = { key: {} };
const weighted = [
  { url: upstream, weight: 90 },
  { url: 'http://orders.default.svc:8081', weight: 10 },
];

const examples: Readonly<Record<Renders, Example>> = {
  'traefik-proxy': {
    before: {
      upstream: weighted,
      rateLimit: '60/minute',
      requestSize: '1MiB',
      cors: { origins: ['*'] },
      tags: ['edge'],
    },
    after: {
      upstream: weighted,
      rateLimit: '600/minute',
      requestSize: '1MiB',
      cors: { origins: ['*'] },
      tags: ['edge'],
    },
  },
  'gateway-api': {
    before: { upstream, host: 'api.acme.example', timeout: '30s', cors: { origins: ['https://app.example'] } },
    after: { upstream: weighted, host: 'api.acme.example', timeout: '30s', cors: { origins: ['https://app.example'] } },
  },
  'tyk-operator': {
    before: { upstream, auth: key, rateLimit: '60/minute' },
    after: { upstream: 'http://orders.default.svc:8081', auth: key, rateLimit: '600/minute' },
  },
  'traefik-hub': {
    before: { upstream, auth: key, rateLimit: '60/minute', quota: '10000/month' },
    after: { upstream, auth: key, rateLimit: '600/minute', quota: '10000/month' },
  },
};

/** What somebody else makes of it. */
const route = {
  plural: 'ingressroutes',
  kind: 'IngressRoute',
  apiVersion: 'traefik.io/v1alpha1',
  theirs: { spec: { routes: [{ match: 'Path(`/theirs`)', kind: 'Rule' }] } },
};
const taken = {
  'traefik-proxy': route,
  'traefik-hub': route,
  'gateway-api': {
    plural: 'httproutes',
    kind: 'HTTPRoute',
    apiVersion: 'gateway.networking.k8s.io/v1',
    theirs: { spec: { parentRefs: [{ name: 'theirs' }] } },
  },
  'tyk-operator': {
    plural: 'securitypolicies',
    kind: 'SecurityPolicy',
    apiVersion: 'tyk.tyk.io/v1alpha1',
    theirs: { spec: { name: 'theirs', state: 'active', active: true } },
  },
} as const;

describe.skipIf(programs === undefined)('kubernetes, object by object', () => {
  const { ask, faults, fresh, kubeconfig, open, apply, native, path, patch } = useCluster();
  let scope: Scope;
  let name: string;
  beforeEach(() => {
    ({ scope, name } = fresh());
  });

  describe.each(Object.keys(examples) as Renders[])('%s', (renders) => {
    const { before, after } = examples[renders];

    it('creates, updates, deletes, and has nothing to do in between', async () => {
      const target = await open(renders);
      const created = await planned(target, scope, [api(name, before)]);
      expect(await target.apply(scope, created, never)).toMatchObject({
        ok: true,
        applied: created.steps.map(({ id }) => id),
      });
      expect((await planned(target, scope, [api(name, before)])).steps).toEqual([]);
      const change = await planned(target, scope, [api(name, after)]);
      expect(change.steps.map(({ action }) => action)).toContain('update');
      expect(await target.apply(scope, change, never)).toMatchObject({ ok: true });
      expect((await planned(target, scope, [api(name, after)])).steps).toEqual([]);
      const writes = faults().writes();
      expect(await target.apply(scope, change, never)).toMatchObject({ ok: true, applied: [] });
      expect(faults().writes()).toBe(writes);
      expect(await apply(target, [])).toMatchObject({ ok: true });
      expect((await live(target, scope)).resources).toEqual([]);
    });

    it('says on the spot what somebody else changed, and takes it back', async () => {
      const target = await open(renders);
      await apply(target, [api(name, before)]);
      const { plural, kind, apiVersion, theirs } = taken[renders];
      await patch(path(plural, apiVersion), object(apiVersion, kind, name, theirs));
      const drifted = await planned(target, scope, [api(name, before)]);
      expect(drifted.steps).toMatchObject([{ action: 'update', kind }]);
      expect(JSON.stringify(drifted.steps[0]!.before)).toContain('theirs');
      expect(await target.apply(scope, drifted, never)).toMatchObject({ ok: true });
      expect((await planned(target, scope, [api(name, before)])).steps).toEqual([]);
      expect(await apply(target, [])).toMatchObject({ ok: true });
    });
  });

  describe('refusals, with nothing written', () => {
    const traefikRoute = (spec: JsonObject): JsonObject =>
      object('traefik.io/v1alpha1', 'IngressRoute', name, { spec });
    const refusedWith = async (target: Target, desired: readonly DesiredApi[]): Promise<string> => {
      const good = api(`${name}-good`, { upstream });
      const writes = faults().writes();
      const receipt = await apply(target, [...desired, good]);
      expect(receipt).toMatchObject({ ok: false, reason: 'refused', applied: [] });
      expect(faults().writes()).toBe(writes);
      expect((await live(target, scope)).resources).toEqual([]);
      return receipt.ok ? '' : receipt.message;
    };

    it.each<[string, (named: string) => JsonObject, string]>([
      [
        'an unknown field',
        (named) => object('traefik.io/v1alpha1', 'IngressRoute', named, { spec: { entrypointz: ['web'], routes: [] } }),
        '.spec.entrypointz: field not declared in schema',
      ],
      [
        'a value that is none of those that may be',
        (named) =>
          object('traefik.io/v1alpha1', 'IngressRoute', named, {
            spec: { routes: [{ match: 'Path(`/x`)', kind: 'Rulez' }] },
          }),
        'spec.routes[0].kind: Unsupported value: "Rulez"',
      ],
      [
        'what a rule of the definition forbids',
        (named) =>
          object('hub.traefik.io/v1alpha1', 'APICatalogItem', named, { spec: { everyone: true, groups: ['staff'] } }),
        'groups and everyone are mutually exclusive',
      ],
      [
        'a kind that the cluster does not know',
        (named) => object('nowhere.example/v1', 'Widget', named, { spec: {} }),
        'the cluster knows no Widget of nowhere.example/v1; install its custom resource definition',
      ],
      [
        'a reference to nothing',
        (named) =>
          object('traefik.io/v1alpha1', 'IngressRoute', named, {
            spec: { routes: [{ match: 'Path(`/x`)', kind: 'Rule', services: [{ name: 'missing', port: 80 }] }] },
          }),
        'names Service default/missing, which is neither in the plan nor in the cluster',
      ],
      [
        'an object of the cluster itself',
        (named) => object('resource.k8s.io/v1', 'DeviceClass', named, { spec: {} }),
        'belongs to no namespace',
      ],
    ])('%s', async (_, body, message) => {
      expect(await refusedWith(await open(), [native(body(name))])).toContain(message);
    });

    it('a namespace that is not there', async () => {
      const target = await open('traefik-proxy', ['default', 'nowhere']);
      const body = { ...traefikRoute({ routes: [] }), metadata: { name, namespace: 'nowhere' } };
      expect(await refusedWith(target, [native(body)])).toContain('the cluster has no namespace nowhere');
    });

    it('a name that somebody else has, whoever that is', async () => {
      const target = await open();
      await ask('POST', '/apis/traefik.io/v1alpha1/namespaces/default/ingressroutes', traefikRoute({ routes: [] }));
      expect(await refusedWith(target, [api(name, { upstream })])).toContain(
        'is there already and was not made by Sluice',
      );
      const others = { owner: 'acme/other@staging' };
      const theirs = `${name}-theirs`;
      await target.apply(others, await planned(target, others, [api(theirs, { upstream })]), never);
      expect(await refusedWith(target, [api(theirs, { upstream })])).toContain('belongs to acme/other@staging');
    });

    it('a field that another manager owns, by the name of the manager', async () => {
      const target = await open();
      const service = (ports: readonly JsonObject[]): JsonObject => object('v1', 'Service', name, { spec: { ports } });
      expect(await apply(target, [native(service([{ port: 80 }]))])).toMatchObject({ ok: true });
      await ask(
        'PATCH',
        `/api/v1/namespaces/default/services/${name}?force=true`,
        object('v1', 'Service', name, { spec: { sessionAffinity: 'ClientIP' } }),
        'platform-team',
      );
      expect((await planned(target, scope, [native(service([{ port: 80 }]))])).steps).toEqual([]);
      const wants = object('v1', 'Service', name, { spec: { ports: [{ port: 80 }], sessionAffinity: 'None' } });
      const receipt = await apply(target, [native(wants)]);
      expect(receipt).toMatchObject({ ok: false, reason: 'refused' });
      expect(receipt.ok ? '' : receipt.message).toMatch(/another manager owns .*sessionAffinity.*platform-team/);
    });

    it('an account that may do nothing', async () => {
      const target = await open('traefik-proxy', ['default'], 'guest');
      expect(await target.read(scope, never)).toMatchObject({ ok: false, reason: 'refused' });
    });
  });

  it('carries any kind through untouched, and takes only its own away', async () => {
    const target = await open();
    const policy = object('networking.k8s.io/v1', 'NetworkPolicy', name, {
      spec: { podSelector: {}, policyTypes: ['Ingress'] },
    });
    const settings = object('v1', 'ConfigMap', name, { data: { 'orders.json': '{"a":1}' } });
    await ask('POST', '/api/v1/namespaces/default/configmaps', object('v1', 'ConfigMap', `${name}-theirs`, {}));
    const desired = [native({ apiVersion: 'v1', kind: 'List', items: [policy, settings] })];
    expect(await apply(target, desired)).toMatchObject({ ok: true });
    expect((await planned(target, scope, desired)).steps).toEqual([]);
    const { body } = await ask('GET', path('networkpolicies', 'networking.k8s.io/v1'));
    expect(body['spec']).toEqual(policy['spec']);
    expect(await apply(target, [])).toMatchObject({ ok: true });
    expect((await ask('GET', path('networkpolicies', 'networking.k8s.io/v1'))).status).toBe(404);
    expect((await ask('GET', `/api/v1/namespaces/default/configmaps/${name}-theirs`)).status).toBe(200);
  });

  it('reads an object in the version of its kind that it was applied in last', async () => {
    const target = await open('gateway-api');
    const spec = { rules: [{ backendRefs: [{ name: 'orders', port: 8080 }] }] };
    for (const version of ['v1beta1', 'v1', 'v1beta1']) {
      const desired = [native(object(`gateway.networking.k8s.io/${version}`, 'HTTPRoute', name, { spec }))];
      const receipt = await apply(target, desired);
      expect(receipt).toMatchObject({ ok: true, applied: [`gateway.networking.k8s.io/HTTPRoute/default/${name}`] });
      expect(await target.verify(scope, receipt, never)).toMatchObject({ live: true });
      expect((await planned(target, scope, desired)).steps).toEqual([]);
    }
  });

  it('writes a kind of the whole cluster where the operator lets it, before what names it', async () => {
    const hub = 'hub.traefik.io/v1alpha1';
    const policy = (header: string): JsonObject => ({
      apiVersion: hub,
      kind: 'AccessControlPolicy',
      metadata: { name },
      spec: { apiKey: { keySource: { header } } },
    });
    const guarded = object('traefik.io/v1alpha1', 'IngressRoute', name, { spec: { routes: [] } });
    const annotations = { 'hub.traefik.io/access-control-policy': name };
    const route = { ...guarded, metadata: { ...(guarded['metadata'] as JsonObject), annotations } };
    const target = await open('traefik-hub', ['default', 'kube-public'], undefined, ['AccessControlPolicy']);
    const created = await planned(target, scope, [native(route, policy('x-key'))]);
    expect(created.steps.map(({ kind }) => kind)).toEqual(['AccessControlPolicy', 'IngressRoute']);
    expect(await target.apply(scope, created, never)).toMatchObject({ ok: true });
    const changed = [native(route, policy('x-other'))];
    expect((await planned(target, scope, changed)).steps).toMatchObject([
      { action: 'update', id: `hub.traefik.io/AccessControlPolicy//${name}` },
    ]);
    expect(await apply(target, changed)).toMatchObject({ ok: true });
    expect((await planned(target, scope, changed)).steps).toEqual([]);
    const others = { owner: 'acme/other@staging' };
    const theirs = await planned(target, others, [native(policy('x-theirs'))]);
    const refused = await target.apply(others, theirs, never);
    expect(refused.ok ? '' : refused.message).toContain(`is there already and belongs to ${scope.owner}`);
    expect(await apply(target, [])).toMatchObject({ ok: true });
    expect((await ask('GET', `/apis/${hub}/accesscontrolpolicies/${name}`)).status).toBe(404);
  });

  it('takes no kind for one of the cluster that belongs to a namespace', async () => {
    const target = await open('traefik-hub', ['default'], undefined, ['ConfigMap']);
    const receipt = await apply(target, [native({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } })]);
    expect(receipt).toMatchObject({ ok: false, reason: 'refused', applied: [] });
    expect(receipt.ok ? '' : receipt.message).toContain('is wrong among the target’s clusterKinds');
  });

  it('sees no drift in what the server fills in, inside lists that it owns whole as well', async () => {
    const target = await open();
    const route = object('gateway.networking.k8s.io/v1', 'HTTPRoute', name, {
      spec: { parentRefs: [{ name: 'gw' }], rules: [{ backendRefs: [{ name: 'orders', port: 8080 }] }] },
    });
    const deployment = object('apps/v1', 'Deployment', name, {
      spec: {
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name } },
          spec: { containers: [{ name: 'a', image: 'a:1', resources: { limits: { cpu: '1000m' } } }] },
        },
      },
    });
    expect(await apply(target, [native(route, deployment)])).toMatchObject({ ok: true });
    expect((await planned(target, scope, [native(route, deployment)])).steps).toEqual([]);
  });

  it('does not fight for what others add beside its own', async () => {
    const target = await open();
    await apply(target, [api(name, { upstream })]);
    const labelled = {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'IngressRoute',
      metadata: { name, labels: { team: 'a' } },
    };
    expect(await patch(path('ingressroutes'), labelled, 'platform-team')).toMatchObject({ status: 200 });
    expect((await planned(target, scope, [api(name, { upstream })])).steps).toEqual([]);
  });

  it('goes on with credentials that were exchanged in its kubeconfig', async () => {
    const file = await kubeconfig();
    const good = await readFile(file, 'utf8');
    const target = kubernetesTarget('eu-1', {
      access: { kubeconfig: file },
      renders: 'traefik-proxy',
      namespaces: ['default'],
      url: 'http://127.0.0.1:1',
    });
    await writeFile(file, good.replace(/"token":"[^"]*"/, '"token":"expired"'));
    expect(await target.read(scope, never)).toMatchObject({
      ok: false,
      reason: 'refused',
      message: expect.stringContaining('does not know who Sluice is (401)') as string,
    });
    await writeFile(file, good);
    expect(await target.read(scope, never)).toMatchObject({ ok: true });
  });

  describe('when the server goes away', () => {
    it('in the middle of a set: says what is done, and ends where it would have ended', async () => {
      const target = await open();
      const desired = Array.from({ length: 20 }, (_, index) => api(`${name}-${index}`, { upstream }));
      const plan = await planned(target, scope, desired);
      const before = faults().writes();
      faults().afterWrites(15, 'down');
      const receipt = await target.apply(scope, plan, never);
      expect(receipt).toMatchObject({ ok: false, reason: 'unreachable' });
      expect(receipt.applied.length).toBeGreaterThan(0);
      expect(receipt.applied.length).toBeLessThan(plan.steps.length);
      expect(receipt.ok ? '' : receipt.message).toContain(
        `${receipt.applied.length} of ${plan.steps.length} steps are done`,
      );
      faults().set('none');
      expect(faults().writes() - before).toBeGreaterThanOrEqual(receipt.applied.length);
      const rest = await target.apply(scope, plan, never);
      expect(rest).toMatchObject({ ok: true });
      expect(rest.applied.length + receipt.applied.length).toBeLessThanOrEqual(plan.steps.length);
      expect(contentHash((await live(target, scope)).resources)).toBe(contentHash(plan.desired.resources));
    });

    it('before a write and while it is asked what it has', async () => {
      const target = await open();
      const plan = await planned(target, scope, [api(name, { upstream })]);
      faults().set('down');
      expect(await target.apply(scope, plan, never)).toMatchObject({ ok: false, reason: 'unreachable', applied: [] });
      expect(await target.read(scope, never)).toMatchObject({ ok: false, reason: 'unreachable' });
    });
  });

  it('writes an API after what it names, and takes that away after it', async () => {
    const target = await open('traefik-hub');
    const desired = rendered(target, scope, [
      api(name, { upstream: 'http://a.example', auth: key, rateLimit: '60/minute' }),
    ]);
    const create = target.plan({ target: 'eu-1', resources: [] }, desired).steps.map(({ kind }) => kind);
    const order = (kinds: readonly string[], first: string, then: string): boolean =>
      kinds.indexOf(first) < kinds.indexOf(then);
    expect(order(create, 'APIPlan', 'APICatalogItem')).toBe(true);
    expect(order(create, 'API', 'IngressRoute')).toBe(true);
    expect(order(create, 'Service', 'IngressRoute')).toBe(true);
    const remove = target.plan(desired, { target: 'eu-1', resources: [] }).steps.map(({ kind }) => kind);
    expect(remove).toEqual([...create].reverse());
  });

  it('keeps in the object who wrote it and for whom', async () => {
    const target = await open();
    await apply(target, [api(name, { upstream })]);
    const { body } = await ask('GET', path('ingressroutes'));
    expect(at(body, 'metadata', 'annotations', 'sluice/owner')).toBe(scope.owner);
    expect(listOf(at(body, 'metadata', 'managedFields')).map((entry) => textOf(at(entry, 'manager')))).toEqual([
      'sluice',
    ]);
  });
});
