import { describe, expect, it, test } from 'vitest';
import type { RouteAccess } from '../../../src/release/exposure/access.ts';
import { trapsOf, type Taken } from '../../../src/release/exposure/traps.ts';

const route = (over: Partial<RouteAccess> = {}): RouteAccess => {
  const api = over.api ?? 'orders';
  return { id: api, api, path: '/orders', match: 'prefix', strips: '', auth: { kind: 'none', checks: {} }, ...over };
};
const said = (routes: readonly RouteAccess[], taken: readonly Taken[] = [], apis = ['orders']): string[] =>
  trapsOf(routes, taken, new Set(apis)).map(({ api, field, message }) => `${api}, ${field}: ${message}`);
const to = (...upstreams: NonNullable<RouteAccess['upstreams']>): RouteAccess[] => [route({ upstreams })];

const alone: readonly [string, readonly RouteAccess[], readonly string[]][] = [
  ['nothing', to({ url: 'http://a:1' }, { url: 'h2c://b', weight: 0 }), []],
  [
    'no slash',
    [route({ path: 'orders' })],
    ['orders, path: orders does not begin with /, so no request ever fits it. Write /orders'],
  ],
  ['a rule of its own', [route({ path: 'PathRegexp(`o`)', match: 'opaque' })], []],
  [
    'no address',
    to({ url: 'not a url' }),
    ['orders, upstream: not a url is no address, so every request fails. Write it as http://HOST:PORT'],
  ],
  [
    'no host',
    to({ url: 'orders:8080' }),
    ['orders, upstream: orders:8080 is no address, so every request fails. Write it as http://HOST:PORT'],
  ],
  [
    'credentials',
    to({ url: 'http://me:secret@a/b' }),
    ['orders, upstream: the address of a has credentials in it. Write http://a/b'],
  ],
  [
    'a negative weight',
    to({ url: 'http://a', weight: -1 }, { url: 'http://b', weight: 2 }),
    ['orders, upstream: the weight of http://a is -1. Write 0 or more'],
  ],
  [
    'no weight at all',
    to({ url: 'http://a', weight: 0 }, { url: 'http://b', weight: 0 }),
    ['orders, upstream: every weight is 0, so every request fails. Give at least one a weight above 0'],
  ],
  ['no upstream', to(), ['orders, upstream: there is none, so every request fails. Name one']],
];

test.each(alone)('%s', (_, routes, traps) => {
  expect(said(routes)).toEqual(traps);
});

describe('one place for two', () => {
  const legacy = route({ api: 'legacy' });
  const taken = 'the listen path /orders is taken by';

  it('is told to the one that the change touches, and once where it touches both', () => {
    const told = (text: string, other: string): string =>
      `${text}, path: ${taken} ${other}. Give one of them another path or host`;
    expect(said([legacy, route()])).toEqual([told('orders', 'legacy')]);
    expect(said([route(), legacy])).toEqual([told('orders', 'legacy')]);
    expect(said([route(), legacy], [], ['orders', 'legacy'])).toEqual([told('legacy', 'orders')]);
    expect(said([route(), legacy], [], [])).toEqual([]);
  });

  it.each<[string, Partial<RouteAccess>]>([
    ['another host', { host: 'api.acme.example' }],
    ['another version', { when: 'x-api-version: v2' }],
    ['an exact path', { match: 'exact' }],
  ])('is none where the other has %s', (_, over) => {
    expect(said([legacy, route(over)])).toEqual([]);
  });

  it('is none where they share no method', () => {
    expect(said([route({ api: 'legacy', methods: ['GET'] }), route({ methods: ['POST'] })])).toEqual([]);
    expect(said([route({ api: 'legacy', methods: ['GET'] }), route({ methods: ['POST', 'GET'] })])).toHaveLength(1);
  });

  it('is one whatever a parameter is called', () => {
    expect(said([route({ api: 'legacy', path: '/{a}/x' }), route({ path: '/{b}/x' })])).toHaveLength(1);
  });

  it('is told of two routes of one API', () => {
    expect(said([route({ id: 'a' }), route({ id: 'b' })])).toEqual([
      'orders, path: two of its routes take the same requests at /orders: b and a. Take one of them out',
    ]);
  });

  it('is told of what others have on the gateway', () => {
    const end = 'Take another path or host, or ask whoever runs the gateway';
    expect(said([route()], [{ path: '/orders', by: 'legacy' }, { path: '/x' }])).toEqual([
      `orders, path: the listen path /orders is taken on this gateway by legacy. ${end}`,
    ]);
    expect(said([route()], [{ path: '/orders' }])).toEqual([
      `orders, path: the listen path /orders is taken on this gateway by an API of another owner. ${end}`,
    ]);
    expect(said([route()], [{ path: '/orders', host: 'api.acme.example' }])).toEqual([]);
  });
});
