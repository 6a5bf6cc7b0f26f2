import { describe, expect, it } from 'vitest';
import { loadSluiceConfig } from '../../../src/config/load.ts';
import { embeddedTarget } from '../../../src/gateway/embedded/target.ts';
import { kubernetesTarget } from '../../../src/gateway/kubernetes/target.ts';
import type { Target } from '../../../src/gateway/target.ts';
import { directoryStore } from '../../../src/gateway/traefik/store.ts';
import { traefikTarget } from '../../../src/gateway/traefik/target.ts';
import { decide } from '../../../src/jobs/drift/decide.ts';
import { originsOf, rendererOf, valuesOf, type Rendering } from '../../../src/jobs/drift/sources.ts';
import { CONFIG_FILE } from '../../../src/jobs/platform/config-at.ts';
import type { Resource } from '../../../src/release/manifest.ts';
import type { Place } from '../../../src/release/places.ts';
import type { Json } from '../../../src/spec/json.ts';

const embedded = (name: string): Target => embeddedTarget(name, { admin: ['http://a'], url: 'http://a', secret: 's' });
const traefik = traefikTarget('edge', {
  provider: 'file',
  store: directoryStore('/nowhere'),
  api: [],
  url: 'http://a',
  bindings: {},
});
const kubernetes = kubernetesTarget('edge', {
  access: { kubeconfig: '/nowhere' },
  renders: 'traefik-proxy',
  namespaces: ['default'],
  url: 'http://a',
  api: [],
});
const edge = embedded('edge');

const portable = `apis:
  - name: orders
    gateway: { upstream: http://a, path: /orders, timeout: 30s, auth: { none: {} } }
environments:
  staging: { targets: [edge] }
  production:
    targets: [edge]
    overlays: { orders: { gateway: { timeout: 10s } } }
`;
const native = `apis:
  - name: orders
    native: { edge: [gateway/orders.yaml] }
environments:
  production: { targets: [edge] }
`;
const another = '  - { name: customers, native: { edge: [gateway/orders.yaml] } }\n';
const dynamic = `http:
  routers:
    # Everybody's way in
    orders: { rule: PathPrefix(\`/orders\`), service: orders }
  services:
    orders:
      loadBalancer:
        servers:
          - url: http://a # the old one
`;

const manifest = `apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata: { name: slow, namespace: default }
spec:
  rateLimit: { average: 10, burst: 20 } # as agreed
`;

type Texts = Readonly<Record<string, string>>;

function rendering(files: Texts, targets: readonly Target[]): Rendering {
  const loaded = loadSluiceConfig(files[CONFIG_FILE] ?? '', CONFIG_FILE);
  if (!loaded.ok) throw new Error(loaded.problems[0]?.message);
  return {
    api: 'orders',
    environment: 'production',
    config: loaded.config,
    texts: new Map(Object.entries(files)),
    scope: { owner: 'acme/apis@production' },
    targets: targets.map((target) => ({ target, version: undefined })),
    description: undefined,
  };
}

function made(target: Target, files: Texts): Resource[] {
  const at = rendering(files, [target]);
  const resources = rendererOf(at)(valuesOf(at.texts, originsOf(at))) ?? [];
  expect(resources).not.toEqual([]);
  return resources.map((resource) => ({ ...resource, id: resource.id.slice(0, -` on ${target.name}`.length) }));
}

interface Side {
  readonly target: Target;
  readonly deployed: Texts;
  readonly live: Texts;
}

/** What is decided with these files at git's head. */
function decided(head: Texts, sides: readonly Side[]): ReturnType<typeof decide> {
  const looks = sides.map(({ target, deployed, live }) => {
    const { name } = target;
    const manifest = (files: Texts) => ({ target: name, resources: made(target, files) });
    return { ok: true as const, name, target, deployed: manifest(deployed), live: manifest(live), drifted: [] };
  });
  return decide(
    rendering(
      head,
      sides.map(({ target }) => target),
    ),
    looks,
  );
}

const config = (text: string): Texts => ({ [CONFIG_FILE]: text });
const files = (text: string): Texts => ({ [CONFIG_FILE]: native, 'gateway/orders.yaml': text });

describe('what to write for live', () => {
  it.each([
    ['the API’s block', 'upstream: http://a', 'upstream: http://b', 'apis.0.gateway.upstream', 'http://b'],
    [
      'its overlay of the environment, where that has the last word',
      'timeout: 10s',
      'timeout: 5s',
      'environments.production.overlays.orders.gateway.timeout',
      '5s',
    ],
  ])('is found in %s', (_, from, to, place, value) => {
    const before = config(portable);
    const found = decided(before, [{ target: edge, deployed: before, live: config(portable.replace(from, to)) }]);
    expect(found).toMatchObject({ ok: true, edits: [{ file: CONFIG_FILE, value }] });
    expect(found.ok && found.edits.map((edit) => edit.place.join('.'))).toEqual([place]);
  });

  it.each<[string, Target, string, [string, string], Place, Json]>([
    [
      'Traefik',
      traefik,
      dynamic,
      ['http://a', 'http://b'],
      ['http', 'services', 'orders', 'loadBalancer', 'servers', 0, 'url'],
      'http://b',
    ],
    ['Kubernetes', kubernetes, manifest, ['average: 10', 'average: 30'], ['spec', 'rateLimit', 'average'], 30],
  ])('is found in a native file of %s', (_, target, text, [from, to], place, value) => {
    const before = files(text);
    const found = decided(before, [{ target, deployed: before, live: files(text.replace(from, to)) }]);
    expect(found).toEqual({ ok: true, edits: [{ file: 'gateway/orders.yaml', place, value }] });
  });

  it('is nothing where git says something else already than was deployed', () => {
    const before = config(portable);
    const head = config(portable.replace('path: /orders', 'path: /orders2'));
    const live = config(portable.replace('http://a', 'http://b'));
    const found = decided(head, [{ target: edge, deployed: before, live }]);
    expect(found.ok ? '' : found.reason).toMatch(
      /^Git says something else of orders than was deployed: .* Release that/,
    );
  });

  it('is nothing where the file makes another API too', () => {
    const before = { ...files(dynamic), [CONFIG_FILE]: native.replace('environments:', `${another}environments:`) };
    const live = { ...before, 'gateway/orders.yaml': dynamic.replace('http://a', 'http://b') };
    const found = decided(before, [{ target: traefik, deployed: before, live }]);
    expect(found).toEqual({
      ok: false,
      reason: 'gateway/orders.yaml makes customers too, which would change with orders.',
    });
  });

  it('is nothing where one of two targets has it otherwise', () => {
    const before = config(portable.replaceAll('[edge]', '[edge, west]'));
    const live = config(portable.replaceAll('[edge]', '[edge, west]').replace('http://a', 'http://b'));
    const found = decided(before, [
      { target: edge, deployed: before, live },
      { target: embedded('west'), deployed: before, live: before },
    ]);
    expect(found.ok ? '' : found.reason).toMatch(/^upstream.* on edge cannot be written back to git/);
  });
});
