import { describe, expect, it } from 'vitest';
import type { Target } from '../../../src/gateway/target.ts';
import { usageOf } from '../../../src/jobs/release/usage.ts';
import { latencyQuantile } from '../../../src/release/usage.ts';
import type { UsageCounters } from '../../../src/release/state.ts';
import { never } from '../../gateway/harness.ts';

function counting(orders: UsageCounters): Target {
  return { usage: () => Promise.resolve({ ok: true, apis: { orders } }) } as unknown as Target;
}

async function sum(...counters: UsageCounters[]): Promise<UsageCounters | undefined> {
  const context = { repo: { fullName: 'acme/apis' }, signal: never };
  return (await usageOf(context, 'production', counters.map(counting), ['orders']))?.['orders'];
}

const idle: UsageCounters = { requests: 0, errors: 0, latency: [] };
/** All of them took between 0.3 and 1 s; the bounds are of the one kind of gateway, and of the other. */
const fine: UsageCounters = {
  requests: 10,
  errors: 0,
  latency: [
    { le: 0.1, count: 0 },
    { le: 0.5, count: 5 },
    { le: 1, count: 10 },
    { le: 5, count: 10 },
    { le: null, count: 10 },
  ],
};
const coarse: UsageCounters = {
  requests: 90,
  errors: 0,
  latency: [
    { le: 0.1, count: 0 },
    { le: 0.3, count: 0 },
    { le: 1.2, count: 90 },
    { le: 5, count: 90 },
    { le: null, count: 90 },
  ],
};

describe('counters of several targets', () => {
  it('are kept of what is asked for alone', async () => {
    const context = { repo: { fullName: 'acme/apis' }, signal: never };
    const usage = () => Promise.resolve({ ok: true, apis: { orders: coarse, customers: coarse, invoices: coarse } });
    const target = { usage } as unknown as Target;
    expect(await usageOf(context, 'production', [target], ['orders', 'carts'])).toEqual({ orders: coarse });
  });

  it('keep their latency where one of them had no request yet', async () => {
    expect((await sum(idle, coarse))?.latency).toEqual(coarse.latency);
    expect((await sum(coarse, idle))?.latency).toEqual(coarse.latency);
  });

  it('count between the bounds that only one of them has what is likely there', async () => {
    const both = await sum(fine, coarse);
    expect(both).toEqual(await sum(coarse, fine));
    expect(both?.latency).toEqual([
      { le: 0.1, count: 0 },
      { le: 0.3, count: expect.closeTo(2.5) as number },
      { le: 0.5, count: expect.closeTo(25) as number },
      { le: 1, count: expect.closeTo(80) as number },
      { le: 1.2, count: 100 },
      { le: 5, count: 100 },
      { le: null, count: 100 },
    ]);
    expect(both && latencyQuantile(both, 0.95)).toBeCloseTo(1.15);
  });
});
