import { describe, expect, it } from 'vitest';
import { Balancer } from '../../../src/gateway/embedded/balancer.ts';
import { OperationFilter } from '../../../src/gateway/embedded/operations.ts';

const filter = new OperationFilter([
  { method: 'GET', path: '/' },
  { method: 'GET', path: '/orders' },
  { method: 'POST', path: '/orders' },
  { method: 'GET', path: '/orders/{id}' },
  { method: 'DELETE', path: '/orders/mine' },
  { method: 'GET', path: '/orders/{id}/lines/{line}' },
  { method: 'GET', path: '/files/{name}.json' },
  { method: 'GET', path: '/range/{from}..{to}' },
  { method: 'GET', path: '/größe' },
]);

describe('OperationFilter', () => {
  it.each([
    ['GET', '/'],
    ['POST', '/orders'],
    ['GET', '/orders/7'],
    ['HEAD', '/orders/7'],
    ['DELETE', '/orders/mine'],
    ['GET', '/orders/mine/lines/1'],
    ['GET', '/files/a.json'],
    ['GET', '/range/1..2'],
    ['GET', '/gr%C3%B6%C3%9Fe'],
  ])('allows %s %s', (method, path) => {
    expect(filter.match(method, path)).toBe('allowed');
  });

  it.each([
    '/order',
    '/orders/',
    '/orders/7/lines',
    '/orders/7/lines/1/x',
    '/files/.json',
    '/files/a.xml',
    '/range/..',
    '/x',
  ])('knows no %s', (path) => {
    expect(filter.match('GET', path)).toBe('no-path');
  });

  it('says what a path allows', () => {
    expect(filter.match('PUT', '/orders')).toEqual({ allow: ['GET', 'POST'] });
    expect(filter.match('HEAD', '/orders/mine')).toEqual({ allow: ['DELETE'] });
  });

  it('stays fast on templates and segments made to be slow', () => {
    const hostile = new OperationFilter([{ method: 'GET', path: `/${'{a}x'.repeat(500)}` }]);
    const started = performance.now();
    expect(hostile.match('GET', `/${'x'.repeat(8000)}y`)).toBe('no-path');
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe('Balancer', () => {
  it('is exact over every round and spreads picks out', () => {
    const balancer = new Balancer([
      { url: 'a', weight: 5 },
      { url: 'b', weight: 1 },
      { url: 'c', weight: 1 },
      { url: 'off', weight: 0 },
    ]);
    const round = (): string => Array.from({ length: 7 }, () => balancer.pick()).join('');
    expect(round()).toBe('aabacaa');
    expect(round()).toBe('aabacaa');
  });
});
