import { describe, expect, it } from 'vitest';
import type { SluiceConfig } from '../../src/config/sluice-config.ts';
import { affectedApis } from '../../src/release/affected.ts';

const upstream = 'http://upstream.example';
const config: SluiceConfig = {
  apis: [
    { name: 'orders', spec: 'orders.yaml', gateway: { upstream } },
    { name: 'customers', spec: 'customers.yaml', gateway: { upstream }, native: { edge: ['edge/customers.yaml'] } },
    { name: 'catalog', spec: 'catalog.yaml' },
  ],
  environments: { staging: { targets: ['edge'] }, production: { after: 'staging', targets: ['eu-1'] } },
};

function affected(head: SluiceConfig, changed: string[] = [], throughReferences: string[] = []): string[] {
  const input = { base: config, head, changed: new Set(changed), throughReferences: new Set(throughReferences) };
  return affectedApis(input).map(({ name }) => name);
}

describe('affectedApis', () => {
  it.each([
    ['nothing', [], []],
    ['a file that belongs to nobody', ['README.md'], []],
    ['a description', ['orders.yaml'], ['orders']],
    ['a native file', ['edge/customers.yaml'], ['customers']],
  ])('%s', (_, changed, expected) => {
    expect(affected(config, changed)).toEqual(expected);
  });

  it('a fragment, through the description that refers to it', () => {
    expect(affected(config, ['schemas/money.yaml'], ['catalog.yaml'])).toEqual(['catalog']);
  });

  it('defaults that reach every API with a block, and no other', () => {
    expect(affected({ ...config, defaults: { gateway: { rateLimit: '60/minute' } } })).toEqual(['orders', 'customers']);
  });

  it('an overlay of one environment', () => {
    const overlays = { orders: { gateway: { rateLimit: '5/second' } } };
    const production = { after: 'staging', targets: ['eu-1'], overlays };
    expect(affected({ ...config, environments: { ...config.environments, production } })).toEqual(['orders']);
  });

  it('another target concerns all', () => {
    const environments = { ...config.environments, staging: { targets: ['edge', 'edge-2'] } };
    expect(affected({ ...config, environments })).toEqual(['orders', 'customers', 'catalog']);
  });

  it('one that came and one that went', () => {
    const apis = [...(config.apis ?? []).slice(0, 2), { name: 'billing', spec: 'billing.yaml' }];
    expect(affected({ ...config, apis }).sort()).toEqual(['billing', 'catalog']);
  });
});
