import { describe, expect, it } from 'vitest';
import { contentHash, type Resource } from '../../src/release/manifest.ts';
import type { ApiContent } from '../../src/release/compose.ts';
import { applyHolds, revertSet } from '../../src/release/holds.ts';
import type { Hold, LastGood } from '../../src/release/state.ts';

function content(api: string, upstream: string): ApiContent {
  const resource: Resource = { id: api, api, kind: 'route', body: { upstream }, dependsOn: [] };
  return { edge: [resource] };
}

const good = (api: string): LastGood => ({
  commit: 'a'.repeat(40),
  deployment: 1,
  at: '2026-11-20T00:00:00Z',
  resources: content(api, 'good'),
});

function held(api: string, upstream?: string): Hold {
  const hashes = upstream === undefined ? {} : { edge: contentHash(content(api, upstream)['edge'] ?? []) };
  return { api, hashes, at: '2026-11-21T02:14:07Z', by: 'sluice', reason: 'analysis failed' };
}

function decide(
  desired: Record<string, string>,
  holds: Hold[],
  targets = ['edge'],
): { pins: string[]; lifted: string[]; live: unknown } {
  const verdict = applyHolds({
    targets,
    desired: new Map(
      Object.entries(desired).map(([api, upstream]) => {
        const resources = content(api, upstream)['edge'] ?? [];
        return [api, Object.fromEntries(targets.map((target) => [target, resources]))];
      }),
    ),
    lastGood: new Map([
      ['orders', good('orders')],
      ['billing', good('billing')],
    ]),
    holds,
    dependsOn: new Map([
      ['orders', []],
      ['billing', ['orders']],
      ['reports', ['billing']],
    ]),
  });
  const live = Object.fromEntries([...verdict.content].map(([api, at]) => [api, at['edge']?.[0]?.body ?? null]));
  return { pins: [...verdict.pins.keys()].sort(), lifted: verdict.lifted.map(({ api }) => api), live };
}

describe('applyHolds', () => {
  it('keeps the held content away and pins at last good', () => {
    expect(decide({ orders: 'bad', customers: 'new' }, [held('orders', 'bad')])).toEqual({
      pins: ['orders'],
      lifted: [],
      live: { orders: { upstream: 'good' }, customers: { upstream: 'new' } },
    });
  });

  it('lifts by itself when the content changes', () => {
    expect(decide({ orders: 'fixed' }, [held('orders', 'bad')])).toMatchObject({ pins: [], lifted: ['orders'] });
  });

  it.each([
    ['is taken out', { edge: '', stage: '' }, ['edge']],
    ['comes', { edge: '' }, ['edge', 'stage']],
    ['gets another name', { edge: '' }, ['edge-1']],
  ])('stands where a target %s', (_, on, targets) => {
    const [hash = ''] = Object.values(held('orders', 'bad').hashes);
    const hold = { ...held('orders'), hashes: Object.fromEntries(Object.keys(on).map((target) => [target, hash])) };
    expect(decide({ orders: 'bad' }, [hold], targets)).toMatchObject({ pins: ['orders'], lifted: [] });
    expect(decide({ orders: 'fixed' }, [hold], targets)).toMatchObject({ pins: [], lifted: ['orders'] });
  });

  it('lifts when the revert is merged: desired is last good again', () => {
    expect(decide({ orders: 'good' }, [held('orders', 'bad')])).toMatchObject({ pins: [], lifted: ['orders'] });
  });

  it('pins what depends on a pinned API, also indirectly', () => {
    const verdict = decide({ orders: 'bad', billing: 'new', reports: 'new' }, [held('orders', 'bad')]);
    expect(verdict.pins).toEqual(['billing', 'orders', 'reports']);
  });

  it('a hold by hand stands whatever the content', () => {
    expect(decide({ orders: 'anything' }, [held('orders')])).toMatchObject({ pins: ['orders'], lifted: [] });
  });

  it('an API that was never good is kept out', () => {
    expect(decide({ reports: 'first' }, [held('reports', 'first')]).live).toEqual({ reports: null });
  });
});

describe('revertSet', () => {
  const graph = new Map([
    ['a', ['b']],
    ['b', ['c']],
    ['c', ['a']],
    ['d', []],
  ]);

  it('takes changed dependants along and ends in cycles', () => {
    expect(revertSet(['c'], ['a', 'b', 'c', 'd'], graph)).toEqual(['a', 'b', 'c']);
  });

  it('leaves alone what the release did not change', () => {
    expect(revertSet(['c'], ['c', 'd'], graph)).toEqual(['c']);
  });
});
