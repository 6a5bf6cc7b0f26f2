import { beforeEach, describe, expect, it } from 'vitest';
import type { Scope } from '../../../src/gateway/target.ts';
import type { JsonObject } from '../../../src/spec/json.ts';
import { api, never } from '../harness.ts';
import { programs } from './cluster.ts';
import { object, upstream, useCluster } from './world.ts';

describe.skipIf(programs === undefined)('kubernetes, by what its controllers say', () => {
  const { fresh, open, apply, native, path, status } = useCluster();
  let scope: Scope;
  let name: string;
  beforeEach(() => {
    ({ scope, name } = fresh());
  });

  it('tells which finalizer keeps a deleted object, and what its status says', async () => {
    const target = await open();
    const definition = object('tyk.tyk.io/v1alpha1', 'ApiDefinition', name, {
      metadata: { name, finalizers: ['finalizers.tyk.io/apidefinition'] },
      spec: {
        name,
        protocol: 'http',
        active: true,
        use_keyless: true,
        proxy: { target_url: upstream, listen_path: '/x' },
      },
    });
    expect(await apply(target, [native(definition)])).toMatchObject({ ok: true });
    await status(path('apidefinitions', 'tyk.tyk.io/v1alpha1'), 'ApiDefinition', {
      api_id: 'a',
      latestTransaction: { status: 'Failed', error: 'security policy dependency', time: '2026-01-01T00:00:00Z' },
    });
    const receipt = await apply(target, []);
    expect(receipt).toMatchObject({ ok: false, reason: 'unreachable' });
    const message = receipt.ok ? '' : receipt.message;
    expect(message).toContain('waits for finalizers.tyk.io/apidefinition');
    expect(message).toContain('security policy dependency');
  });

  describe('is live when the controller says so', () => {
    const later = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z');

    it('Gateway API: accepted, and for this generation', async () => {
      const target = await open('gateway-api');
      const receipt = await apply(target, [api(name, { upstream })]);
      expect(await target.verify(scope, receipt, never)).toMatchObject({
        live: false,
        message: expect.stringContaining('has not judged it yet (Accepted)') as string,
      });
      const condition = (type: string, value: 'True' | 'False', observedGeneration: number): JsonObject => ({
        type,
        status: value,
        observedGeneration,
        reason: 'Judged',
        message: value === 'True' ? '' : 'service not found',
        lastTransitionTime: later,
      });
      const said = (...conditions: JsonObject[]): JsonObject => ({
        parents: [{ parentRef: { name: 'gw' }, controllerName: 'example.com/tests', conditions }],
      });
      const at = path('httproutes', 'gateway.networking.k8s.io/v1');
      await status(at, 'HTTPRoute', said(condition('Accepted', 'True', 1), condition('ResolvedRefs', 'False', 1)));
      expect(await target.verify(scope, receipt, never)).toMatchObject({
        live: false,
        message: expect.stringContaining('ResolvedRefs is not true: Judged, service not found') as string,
      });
      await status(at, 'HTTPRoute', said(condition('Accepted', 'True', 1), condition('ResolvedRefs', 'True', 1)));
      expect(await target.verify(scope, receipt, never)).toMatchObject({ live: true });
      const change = await apply(target, [api(name, { upstream, path: '/other' })]);
      expect(await target.verify(scope, change, never)).toMatchObject({ live: false });
    });

    it('Traefik Hub: synchronised since, and everything resolved', async () => {
      const target = await open('traefik-hub');
      const receipt = await apply(target, [api(name, { upstream, auth: { key: {} }, rateLimit: '60/minute' })]);
      expect(await target.verify(scope, receipt, never)).toMatchObject({ live: false });
      const kinds: [string, string][] = [
        ['apis', 'API'],
        ['apiplans', 'APIPlan'],
        ['apicatalogitems', 'APICatalogItem'],
      ];
      for (const [plural, kind] of kinds)
        await status(path(plural, 'hub.traefik.io/v1alpha1'), kind, { syncedAt: later });
      const auth = path('apiauths', 'hub.traefik.io/v1alpha1', 'default-auth');
      await status(auth, 'APIAuth', { syncedAt: later });
      expect(await target.verify(scope, receipt, never)).toMatchObject({ live: true });
      const item = path('apicatalogitems', 'hub.traefik.io/v1alpha1');
      await status(item, 'APICatalogItem', { syncedAt: later, unresolvedApis: [{ name: 'orders' }] });
      expect(await target.verify(scope, receipt, never)).toMatchObject({
        live: false,
        message: expect.stringContaining('does not find orders (status.unresolvedApis)') as string,
      });
      expect(await apply(target, [])).toMatchObject({ ok: true });
    });

    it('Tyk Operator: a transaction since, and a policy that is linked', async () => {
      const target = await open('tyk-operator');
      const tyk = 'tyk.tyk.io/v1alpha1';
      const receipt = await apply(target, [api(name, { upstream, auth: { key: {} }, rateLimit: '60/minute' })]);
      const transaction = async (said: string, time: string, error = ''): Promise<unknown> => {
        const latestTransaction = { status: said, time, error };
        await status(path('tykoasapidefinitions', tyk), 'TykOasApiDefinition', { id: 'a', latestTransaction });
        return target.verify(scope, receipt, never);
      };
      await status(path('securitypolicies', tyk), 'SecurityPolicy', { pol_id: 'p', linked_apis: [] });
      expect(await transaction('Successful', '2026-01-01T00:00:00Z')).toMatchObject({
        live: false,
        message: expect.stringContaining('has not taken it over yet') as string,
      });
      expect(await transaction('Failed', later, 'listen path is taken')).toMatchObject({
        live: false,
        message: expect.stringContaining('listen path is taken') as string,
      });
      expect(await transaction('Successful', later)).toMatchObject({
        live: false,
        message: expect.stringContaining(`not linked yet: default/${name}`) as string,
      });
      const linked_apis = [{ namespace: 'default', name, kind: 'TykOasApiDefinition' }];
      await status(path('securitypolicies', tyk), 'SecurityPolicy', { pol_id: 'p', linked_apis });
      expect(await target.verify(scope, receipt, never)).toMatchObject({ live: true });
    });
  });
});
