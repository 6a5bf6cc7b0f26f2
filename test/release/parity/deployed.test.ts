import { describe, expect, test } from 'vitest';
import { deployedParity, type EnvironmentRecord } from '../../../src/release/parity/deployed.ts';
import type { EnvironmentState, Hold, ReleaseRun } from '../../../src/release/state.ts';

const at = (hour: number): string => `2026-11-20T${String(hour).padStart(2, '0')}:00:00.000Z`;
const cause = { event: 'push', ref: 'x', actor: 'mira' } as const;

const run = (over: Partial<ReleaseRun> = {}): ReleaseRun => ({
  ...{
    commit: 'two',
    deployment: 2,
    phase: 'passed',
    startedAt: at(9),
    at: at(10),
    plans: {},
    pins: {},
    changed: [],
    created: [],
    cause,
  },
  ...over,
});
const hold = (over: Partial<Hold> = {}): Hold => ({
  api: 'orders',
  hashes: {},
  at: at(5),
  by: 'tom',
  reason: 'a freeze',
  ...over,
});
const passed = (commit: string) => ({ commit, deployment: 1, at: at(8) });

function state(over: Partial<EnvironmentState> = {}): EnvironmentState {
  return { deployed: 'two', current: run(), good: [passed('two')], holds: [], approvals: [], ...over };
}

function parity(staging: EnvironmentState, production: EnvironmentState, drifted: EnvironmentRecord['drifted'] = []) {
  return deployedParity([
    { environment: 'staging', state: staging, drifted: [] },
    { environment: 'production', after: 'staging', state: production, drifted },
  ]);
}

const kept = { kind: 'kept', environment: 'production', other: 'staging', api: 'orders' } as const;

describe('what is deployed', () => {
  test('is alike where the same release passed in both', () => {
    expect(parity(state(), state())).toEqual([]);
  });

  test('differs where an API is held, since it was', () => {
    const found = [{ ...kept, reason: 'held by @tom: a freeze', since: at(5) }];
    expect(parity(state(), state({ holds: [hold()] }))).toEqual(found);
    const pinned = run({ pins: { orders: 'held since then: a freeze' } });
    expect(parity(state(), state({ holds: [hold()], current: pinned }))).toEqual(found);
  });

  test('differs where an API is pinned, for whatever reason', () => {
    const current = run({
      pins: { orders: 'it has not passed in staging', carts: 'depends on orders, which is held' },
    });
    expect(parity(state(), state({ current }))).toEqual([
      { ...kept, reason: 'it has not passed in staging', since: at(9) },
      { ...kept, api: 'carts', reason: 'depends on orders, which is held', since: at(9) },
    ]);
  });

  test.each([
    ['this release, which has not passed', [{ ...passed('one'), at: at(3) }], at(9)],
    [
      'an earlier one',
      [
        { ...passed('two'), without: ['orders'], at: at(10) },
        { ...passed('one'), without: ['orders'], at: at(3) },
        passed('none'),
      ],
      at(3),
    ],
    ['the oldest that is known', [{ ...passed('one'), without: ['orders'], at: at(3) }], at(3)],
    ['this release, where there is no other', [], at(9)],
  ])('has been without a pinned API since %s', (_, good, since) => {
    const current = run({ pins: { orders: 'it has not passed in staging' } });
    expect(parity(state({ good: [] }), state({ current, good }))).toMatchObject([{ kind: 'kept', since }]);
  });

  test('is alike where both keep it; and where the one before does, until they have the same release', () => {
    const current = run({ pins: { orders: 'it has not passed in staging' } });
    expect(parity(state({ holds: [hold()] }), state({ current }))).toEqual([]);
    const older = state({ deployed: 'one', good: [passed('one')] });
    expect(parity(state({ holds: [hold()], good: [passed('one')] }), older)).toEqual([]);
    expect(parity(state({ holds: [hold()] }), state())).toEqual([
      { ...kept, environment: 'staging', other: 'production', reason: 'held by @tom: a freeze', since: at(5) },
    ]);
  });

  test('differs by a release on its way, and by one that is refused', () => {
    const shared = { environment: 'production', other: 'staging', commit: 'two' };
    const older = state({ deployed: 'one', good: [passed('one')] });
    expect(parity(state(), { good: [], holds: [], approvals: [] })).toEqual([
      { kind: 'coming', ...shared, since: at(8) },
    ]);
    expect(parity(state(), older)).toEqual([{ kind: 'coming', ...shared, since: at(8) }]);
    const refused = run({ phase: 'refused', reason: 'edge cannot express quota' });
    expect(parity(state(), { ...older, current: refused })).toEqual([
      { kind: 'refused', ...shared, reason: 'edge cannot express quota', since: at(10) },
    ]);
    expect(parity(state(), { ...older, current: { ...refused, commit: 'one' } })).toEqual([
      { kind: 'coming', ...shared, since: at(8) },
    ]);
    expect(parity(state({ good: [] }), older)).toEqual([]);
  });

  test('differs from what was given to a target, in any environment', () => {
    const drift = [{ target: 'edge', issue: 12 }, { target: 'edge-b' }];
    expect(parity(state(), state(), drift)).toEqual([
      { kind: 'drift', environment: 'production', target: 'edge', issue: 12 },
      { kind: 'drift', environment: 'production', target: 'edge-b' },
    ]);
  });

  test('is held against nothing where the one before is not known', () => {
    expect(
      deployedParity([{ environment: 'production', after: 'gone', state: state({ holds: [hold()] }), drifted: [] }]),
    ).toEqual([]);
  });
});
