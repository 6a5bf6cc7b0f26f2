import { describe, expect, test } from 'vitest';
import { effectiveApis, environmentOrder, nativeFiles } from '../../src/config/effective.ts';
import { findCycle } from '../../src/config/order.ts';
import type { SluiceConfig } from '../../src/config/sluice-config.ts';
import { duration, rate, size } from '../../src/config/units.ts';

const config: SluiceConfig = {
  apis: [
    {
      name: 'orders',
      spec: 'o.yaml',
      owners: ['@acme/orders'],
      gateway: { upstream: 'http://o', auth: { none: {} } },
      native: { t: ['a.yaml', 'b.yaml'] },
    },
    { name: 'docs', spec: 'd.yaml' },
    { name: 'late', dependsOn: ['orders'] },
  ],
  defaults: { gateway: { auth: { key: { header: 'x-key' } }, rateLimit: '60/minute' } },
  environments: {
    production: {
      after: 'staging',
      targets: ['t'],
      overlays: { orders: { gateway: { rateLimit: '9/second' } }, late: { gateway: { upstream: 'http://l' } } },
    },
    staging: { after: 'dev', targets: ['t'] },
    other: { targets: ['t'] },
    dev: { targets: ['t'] },
  },
};

test('the last word on each key wins, whole: ways to authenticate are not mixed', () => {
  const [orders, docs, late] = effectiveApis(config, 'production');
  expect(orders).toEqual({
    name: 'orders',
    spec: 'o.yaml',
    owners: ['@acme/orders'],
    dependsOn: [],
    gateway: { upstream: 'http://o', auth: { none: {} }, rateLimit: '9/second' },
  });
  expect(docs).not.toHaveProperty('gateway');
  expect(late).toMatchObject({ gateway: { upstream: 'http://l', auth: { key: { header: 'x-key' } } } });
  expect(effectiveApis(config, 'staging')[2]).not.toHaveProperty('gateway');
});

test('environments come after what they wait for', () => {
  expect(environmentOrder(config)).toEqual(['dev', 'staging', 'production', 'other']);
});

test('native files by API and target', () => {
  expect(nativeFiles(config, 'orders', 't')).toEqual(['a.yaml', 'b.yaml']);
  expect(nativeFiles(config, 'orders', 'constructor')).toEqual([]);
});

test('a circle is found behind a long way, and none in a diamond', () => {
  const chain = new Map(Array.from({ length: 20_000 }, (_, i) => [`n${i}`, [`n${i + 1}`]]));
  expect(findCycle(chain)).toBeUndefined();
  expect(findCycle(chain.set('n20000', ['n19998']))).toEqual(['n19998', 'n19999', 'n20000']);
  expect(
    findCycle(
      new Map([
        ['a', ['b', 'c']],
        ['b', ['d']],
        ['c', ['d']],
        ['d', []],
      ]),
    ),
  ).toBeUndefined();
});

describe('units', () => {
  test('are numbers', () => {
    expect([duration('250ms'), duration('30s'), duration('10m'), duration('2h')]).toEqual([
      250, 30_000, 600_000, 7_200_000,
    ]);
    expect([rate('100/minute'), rate('5/second')]).toEqual([
      { requests: 100, periodMs: 60_000 },
      { requests: 5, periodMs: 1000 },
    ]);
    expect([size('100B'), size('512KiB'), size('1MiB')]).toEqual([100, 524_288, 1_048_576]);
  });
  test.each(['10', '1 m', '', '-1s'])('%j was never let through', (text) => {
    expect(() => duration(text)).toThrow(TypeError);
  });
});
