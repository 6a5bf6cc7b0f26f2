import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { GatewayBlock } from '../../../src/config/gateway-block.ts';
import type { DesiredApi } from '../../../src/gateway/target.ts';
import { access } from '../../../src/gateway/tyk/access.ts';
import { canonicalOas } from '../../../src/gateway/tyk/canonical.ts';
import { render } from '../../../src/gateway/tyk/render.ts';
import { asObject, type Json, type JsonObject } from '../../../src/spec/json.ts';
import { shared } from '../../compare/shared.ts';
import { api } from '../harness.ts';

const scope = { owner: 'acme/shop@staging' };
const folder = shared('gateway-examples/tyk');
const read = (file: string): JsonObject =>
  asObject(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Json) ?? {};
const rendered = (one: DesiredApi, version: string) =>
  render('edge', { jwtSigning: 'rsa', secrets: {} }, scope, [one], version);
const native = (body: JsonObject): DesiredApi => ({
  definition: { name: 'orders', owners: [], dependsOn: [] },
  native: [{ file: 'gateway/orders.json', body }],
});
const [one, two] = ['http://127.0.0.1:17001', 'http://127.0.0.1:17002'];
const description = {
  openapi: '3.0.3',
  info: { title: 'Orders', version: '1.0.0' },
  paths: { '/items': { get: { operationId: 'itemsget' } } },
};

/** Definitions that real Tyks of several versions took and served. */
describe.skipIf(!existsSync(folder))('definitions that worked', () => {
  /** A block → the parts of an example that it has to become, word for word. */
  it.each<[string, string, GatewayBlock, readonly string[]]>([
    [
      'oas-weighted-lb.json',
      '5.8.0',
      {
        upstream: [
          { url: two, weight: 1 },
          { url: one, weight: 9 },
        ],
        path: '/lat/',
        tags: ['rel-abc'],
      },
      ['upstream', 'server'],
    ],
    [
      'oas-upstream-ratelimit.json',
      '5.4.0',
      { upstream: one, path: '/rl/', rateLimit: '3/minute' },
      ['upstream', 'server'],
    ],
    ['oas-orders-v1.json', '5.4.0', { upstream: one, path: '/orders/' }, ['upstream', 'server']],
  ])('%s from %s on is what the block becomes', (file, version, block, parts) => {
    const result = rendered(api('orders', block, description), version);
    const body = asObject(result.ok ? result.manifest.resources[0]?.body : undefined);
    const ours = asObject(body?.['x-tyk-api-gateway']);
    const theirs = asObject(canonicalOas(read(file))['x-tyk-api-gateway']);
    for (const part of parts) expect(asText(ours?.[part])).toEqual(asText(theirs?.[part]));
  });

  it.each([
    ['oas-weighted-lb.json', '5.4.0', 'x-tyk-api-gateway.upstream.loadBalancing needs Tyk 5.8, and this is 5.4.0'],
    ['oas-weighted-lb.json', '5.8.0', undefined],
    ['oas-weighted-lb.json', '5.14.0', undefined],
    ...[
      'classic.json',
      'oas-authtoken.json',
      'oas-operation-ratelimit.json',
      'oas-orders-v1.json',
      'oas-upstream-ratelimit.json',
      'policy-gold.json',
    ].map((file): [string, string, undefined] => [file, '5.4.0', undefined]),
  ])('%s on %s', (file, version, problem) => {
    const result = rendered(native(read(file)), version);
    const messages = result.ok ? [] : result.problems.map(({ message }) => message);
    expect(messages).toEqual(problem === undefined ? [] : [`gateway/orders.json: ${problem}`]);
  });

  it.each(['3.1.0', '3.1.1'])('in OpenAPI %s from 5.14 on, and not before', (openapi) => {
    const body = { ...read('oas-orders-v1.json'), openapi };
    for (const version of ['5.4.0', '5.8.1', '5.13.9']) {
      expect(rendered(native(body), version)).toMatchObject({
        ok: false,
        problems: [{ message: `gateway/orders.json: openapi 3.1 needs Tyk 5.14, and this is ${version}` }],
      });
    }
    for (const version of ['5.14.0', '5.15.2', '6.0.0'])
      expect(rendered(native(body), version)).toMatchObject({ ok: true });
  });

  it.each<[string, readonly object[]]>([
    [
      'oas-weighted-lb.json',
      [
        {
          path: '/lat',
          auth: { kind: 'none' },
          upstreams: [
            { url: one, weight: 9 },
            { url: two, weight: 1 },
          ],
        },
      ],
    ],
    ['oas-authtoken.json', [{ path: '/sec', auth: { kind: 'key', checks: { header: 'authorization' } } }]],
    ['oas-upstream-ratelimit.json', [{ path: '/rl', rate: { requests: 3, periodMs: 10_000 } }]],
    [
      'oas-operation-ratelimit.json',
      [{ path: '/rl2/items', methods: ['GET'], rate: { requests: 2, periodMs: 10_000 } }, { path: '/rl2' }],
    ],
    ['classic.json', [{ path: '/classic', rate: { requests: 3, periodMs: 10_000 }, upstreams: [{ url: one }] }]],
  ])('%s: who may call, and how often', (file, expected) => {
    const result = rendered(native(read(file)), '5.14.0');
    expect(result.ok && access(result.manifest)).toMatchObject(expected);
  });
});

/** Periods and slashes at the end of a path are a matter of the example. */
function asText(part: Json | undefined): string {
  return JSON.stringify(part, null, 1)
    .replace(/"per": "\w+"/, '"per": ""')
    .replace(/(?<="value": "\/\w+)\/"/, '"');
}
