import { describe, expect, it } from 'vitest';
import { loadSluiceConfig } from '../../../src/config/load.ts';
import type { Found } from '../../../src/jobs/review/agreement.ts';
import { placed } from '../../../src/jobs/review/agreement-places.ts';
import type { RouteAccess } from '../../../src/release/exposure/access.ts';
import { load } from '../../../src/spec/load.ts';
import { operationPlaces } from '../../../src/spec/operation-places.ts';
import type { Range } from '../../../src/spec/place.ts';

const config = `apis:
  - name: orders
    spec: apis/orders.yaml
    gateway:
      upstream: http://orders.internal
      path: /orders
  - name: legacy
    native: { edge: [gateway/other.yaml, gateway/legacy.yaml] }
  - name: plain
    gateway: { upstream: 'http://plain.internal' }
environments:
  production:
    targets: [edge]
    overlays:
      plain: { gateway: { path: /plain } }
`;
const description = `openapi: 3.0.3
info: { title: Orders, version: 1.0.0 }
paths:
  /orders:
    get:
      responses: { '200': { description: fine } }
  /orders/{id}:
    $ref: '#/components/pathItems/order'
components:
  pathItems:
    order:
      get:
        responses: { '200': { description: fine } }
`;
const traefik = `http:
  routers:
    other: { rule: 'PathPrefix(\`/legacy-too\`)', service: legacy }
    legacy:
      rule: "Host(\`a.example\`) && PathPrefix(\`/legacy/\`)"
      service: legacy
`;
const circle = 'a: &a\n  - *a\n';

const files: Readonly<Record<string, string>> = {
  '.github/sluice.yaml': config,
  'gateway/other.yaml': circle,
  'gateway/legacy.yaml': traefik,
};

const route = (path: string): RouteAccess => ({
  id: path,
  api: '',
  path,
  match: 'prefix',
  strips: '',
  auth: { kind: 'none', checks: {} },
});

async function placeOf(found: Partial<Found>): Promise<readonly (string | undefined)[]> {
  const loaded = loadSluiceConfig(config, '.github/sluice.yaml');
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const bytes = new TextEncoder().encode(description);
  const read = load('apis/orders.yaml', { read: (path) => (path === 'apis/orders.yaml' ? bytes : null) });
  const places = read.kind === 'loaded' ? operationPlaces(read.description) : {};
  const whole: Found = {
    rule: found.route ? 'route-not-described' : 'operation-not-routed',
    level: 'error',
    operations: [],
    what: '',
    api: 'orders',
    environment: 'production',
    target: 'edge',
    isNew: true,
    ...found,
  };
  const [one] = await placed([whole], {
    read: (file) => Promise.resolve(files[file]),
    config: loaded.config,
    operations: new Map([['orders', places]]),
  });
  return [one?.range, ...(one?.via ?? [])].map(shown);
}

const shown = (range: Range | undefined) => range && `${range.file}:${range.start.line}:${range.start.column}`;

describe('where description and gateway say different things', () => {
  it.each<[string, Partial<Found>, readonly string[]]>([
    [
      'an operation stands in its description, and comes from the gateway block',
      { operations: ['GET /orders', 'GET /orders/{id}'] },
      ['apis/orders.yaml:5:5', '.github/sluice.yaml:5:7'],
    ],
    [
      'an operation of a path item that is referred to',
      { operations: ['GET /orders/{id}'] },
      ['apis/orders.yaml:12:7', '.github/sluice.yaml:5:7'],
    ],
    ['a route stands where its path is said', { route: route('/orders') }, ['.github/sluice.yaml:6:13']],
    ['a route of a native file, by its rule', { api: 'legacy', route: route('/legacy') }, ['gateway/legacy.yaml:5:13']],
    ['a path of the environment', { api: 'plain', route: route('/plain') }, ['.github/sluice.yaml:15:33']],
    [
      'a native file that says the path in no such words',
      { api: 'legacy', route: route('/x') },
      ['gateway/other.yaml:1:1'],
    ],
  ])('%s', async (_, found, expected) => {
    expect(await placeOf(found)).toEqual(expected);
  });
});
