import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { readinessOf } from '../../../src/gateway/kubernetes/readiness.ts';
import { asObject, type Json, type JsonObject } from '../../../src/spec/json.ts';
import { at, listOf, textOf } from '../../../src/gateway/values.ts';
import { shared } from '../../compare/shared.ts';

const [before, written, after] = ['2026-01-01T00:00:00Z', '2026-01-01T00:00:10Z', '2026-01-01T00:00:11Z'];
const tyk = 'tyk.tyk.io/v1alpha1';
const hub = 'hub.traefik.io/v1alpha1';
const traefik = 'traefik.io/v1alpha1';
const gatewayApi = 'gateway.networking.k8s.io/v1';

function object(apiVersion: string, kind: string, status: JsonObject | undefined, spec: JsonObject): JsonObject {
  const managedFields = [{ manager: 'sluice', operation: 'Apply', time: written, fieldsV1: {} }];
  const metadata = { name: 'orders', namespace: 'apis', generation: 2, managedFields };
  return { apiVersion, kind, metadata, spec, ...(status && { status }) };
}

const verdict = (apiVersion: string, kind: string, status: JsonObject | undefined, spec: JsonObject = {}): string => {
  const readiness = readinessOf(object(apiVersion, kind, status, spec), new Map());
  return readiness.ready ? 'ready' : readiness.message;
};

const condition = (type: string, said: 'True' | 'False', observedGeneration = 2): JsonObject => ({
  type,
  status: said,
  observedGeneration,
  reason: 'Judged',
  message: '',
});

describe('Tyk Operator', () => {
  it.each(['TykOasApiDefinition', 'ApiDefinition', 'TykStreamsApiDefinition', 'TykMcpProxyDefinition'])(
    '%s',
    (kind) => {
      const latest = (status: string, time: string, error = ''): JsonObject => ({
        latestTransaction: { status, time, error },
      });
      const name = `${kind} apis/orders: `;
      expect(verdict(tyk, kind, undefined)).toBe(
        `${name}Tyk Operator has not taken it over yet (status.latestTransaction)`,
      );
      expect(verdict(tyk, kind, latest('Successful', before))).toContain('not taken it over yet');
      expect(verdict(tyk, kind, latest('Failed', after, 'listen path is taken'))).toBe(
        `${name}latestTransaction is Failed: listen path is taken`,
      );
      expect(verdict(tyk, kind, latest('Successful', after))).toBe('ready');
    },
  );

  it('SecurityPolicy', () => {
    const spec = { access_rights_array: [{ name: 'orders' }, { name: 'basket', namespace: 'other' }] };
    const linked = (...names: [string, string][]): JsonObject => ({
      pol_id: 'p',
      linked_apis: names.map(([namespace, name]) => ({ namespace, name })),
    });
    expect(verdict(tyk, 'SecurityPolicy', undefined, spec)).toContain('not taken it over yet (status.pol_id)');
    expect(verdict(tyk, 'SecurityPolicy', linked(['apis', 'orders']), spec)).toContain('not linked yet: other/basket');
    expect(verdict(tyk, 'SecurityPolicy', linked(['apis', 'orders'], ['other', 'basket']), spec)).toBe('ready');
  });
});

describe('Traefik Hub', () => {
  it.each([
    'AccessControlPolicy',
    'API',
    'APIAuth',
    'APIBundle',
    'APICatalogItem',
    'APIPlan',
    'APIPortal',
    'APIPortalAuth',
    'APIRateLimit',
    'APIVersion',
    'ContentItem',
    'ManagedApplication',
    'ManagedSubscription',
  ])('%s', (kind) => {
    const name = `${kind} apis/orders: `;
    expect(verdict(hub, kind, undefined)).toBe(`${name}Traefik Hub has not taken it over yet (status.syncedAt)`);
    expect(verdict(hub, kind, { syncedAt: before })).toContain('not taken it over yet');
    expect(verdict(hub, kind, { syncedAt: after, conditions: [condition('Ready', 'False')] })).toBe(
      `${name}Ready is not true: Judged`,
    );
    expect(verdict(hub, kind, { syncedAt: after, unresolvedApis: [{ name: 'basket' }] })).toBe(
      `${name}does not find basket (status.unresolvedApis)`,
    );
    expect(verdict(hub, kind, { syncedAt: after, conditions: [condition('Ready', 'True')] })).toBe('ready');
  });
});

describe('Gateway API', () => {
  const spec = { parentRefs: [{ name: 'gw' }] };
  const parents = (...conditions: JsonObject[]): JsonObject => ({
    parents: [{ parentRef: { name: 'gw' }, conditions }],
  });

  it.each(['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'])('%s', (kind) => {
    const name = `${kind} apis/orders: Gateway gw `;
    const said = (...conditions: JsonObject[]): string => verdict(gatewayApi, kind, parents(...conditions), spec);
    expect(said()).toBe(`${name}has not judged it yet (Accepted)`);
    expect(said(condition('Accepted', 'True', 1))).toBe(`${name}has not judged it yet (Accepted)`);
    expect(said(condition('Accepted', 'True'), condition('ResolvedRefs', 'False'))).toBe(
      `${name}says: ResolvedRefs is not true: Judged`,
    );
    expect(said(condition('Accepted', 'True'), condition('ResolvedRefs', 'True'))).toBe('ready');
  });

  it('takes no Gateway of another namespace, and no other listener, for the one that was asked', () => {
    const conditions = [condition('Accepted', 'True'), condition('ResolvedRefs', 'True')];
    const said = (answered: JsonObject, ...asked: JsonObject[]): string =>
      verdict(gatewayApi, 'HTTPRoute', { parents: [{ parentRef: answered, conditions }] }, { parentRefs: asked });
    const [here, there] = [{ name: 'gw' }, { name: 'gw', namespace: 'edge' }];
    expect(said(here, here, there)).toContain('has not judged it yet');
    expect(said(here, { name: 'gw', port: 8443 })).toContain('has not judged it yet');
    expect(said({ name: 'gw', namespace: 'apis' }, here)).toBe('ready');
  });

  it.each(['Gateway', 'ListenerSet'])('%s', (kind) => {
    const said = (...conditions: JsonObject[]): string => verdict(gatewayApi, kind, { conditions });
    expect(said(condition('Accepted', 'True'))).toContain('its controller has not judged it yet (Programmed)');
    expect(said(condition('Accepted', 'True'), condition('Programmed', 'True'))).toBe('ready');
  });
});

describe('kinds whose status says nothing of it', () => {
  it.each([
    [traefik, 'IngressRoute'],
    [traefik, 'Middleware'],
    [traefik, 'TraefikService'],
    [traefik, 'TLSOption'],
    [tyk, 'OperatorContext'],
    ['gateway.networking.k8s.io/v1beta1', 'ReferenceGrant'],
    ['networking.k8s.io/v1', 'NetworkPolicy'],
    ['v1', 'Service'],
    ['v1', 'ConfigMap'],
    ['example.com/v1', 'Widget'],
  ])('%s %s is ready as it is', (apiVersion, kind) => {
    expect(verdict(apiVersion, kind, undefined)).toBe('ready');
  });
});

/** What a controller says when it has taken something over. */
const telling = ['syncedAt', 'latestTransaction', 'pol_id', 'parents'];

describe.skipIf(!existsSync(shared('crds')))('every definition of these projects', () => {
  const definitions = readdirSync(shared('crds'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => parseAllDocuments(readFileSync(shared(`crds/${file}`), 'utf8')))
    .flatMap((document) => asObject(document.toJS() as Json) ?? [])
    .filter((one) => at(one, 'kind') === 'CustomResourceDefinition');
  const told = definitions.flatMap((definition): [string, string][] => {
    const group = textOf(at(definition, 'spec', 'group'));
    return listOf(at(definition, 'spec', 'versions')).flatMap((version): [string, string][] => {
      const status = asObject(at(version, 'schema', 'openAPIV3Schema', 'properties', 'status', 'properties')) ?? {};
      const name = `${group}/${textOf(at(version, 'name'))}`;
      return telling.some((field) => field in status) ? [[name, textOf(at(definition, 'spec', 'names', 'kind'))]] : [];
    });
  });

  it.each(told)('%s %s, whose status tells, is not ready without one', (apiVersion, kind) => {
    expect(verdict(apiVersion, kind, undefined, { parentRefs: [{ name: 'gw' }] })).not.toBe('ready');
  });
});
