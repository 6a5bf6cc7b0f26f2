import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePlan, PlanError } from '../../src/release/make-plan.ts';
import { contentHash, type Manifest, type Resource } from '../../src/release/manifest.ts';

const resource = (id: string, body: Resource['body'] = {}, dependsOn: string[] = []): Resource => ({
  id,
  api: id,
  kind: 'route',
  body,
  dependsOn,
});
const manifest = (...resources: Resource[]): Manifest => ({ target: 'edge', resources });
const actions = (live: Manifest, desired: Manifest): string[] =>
  makePlan(live, desired).steps.map(({ action, id }) => `${action} ${id}`);
const failure = (desired: Manifest): unknown => {
  try {
    makePlan(manifest(), desired);
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('makePlan', () => {
  it('creates and updates what is needed first, deletes last and the other way round', () => {
    const live = manifest(resource('old-base'), resource('old-user', {}, ['old-base']), resource('key', { rate: 1 }));
    const desired = manifest(resource('api', {}, ['key', 'policy']), resource('policy'), resource('key', { rate: 2 }));
    expect(actions(live, desired)).toEqual([
      'update key',
      'create policy',
      'create api',
      'delete old-user',
      'delete old-base',
    ]);
  });

  it('makes no step for equal content, whatever the order of its keys', () => {
    expect(actions(manifest(resource('a', { x: 1, y: 2 })), manifest(resource('a', { y: 2, x: 1 })))).toEqual([]);
    expect(actions(manifest(resource('a')), manifest({ ...resource('a'), kind: 'policy' }))).toEqual(['update a']);
  });

  it('carries both sides and the hash of live', () => {
    const [live, desired] = [manifest(resource('a', 1)), manifest(resource('a', 2))];
    const plan = makePlan(live, desired);
    expect(plan.steps[0]).toMatchObject({ before: { body: 1 }, after: { body: 2 } });
    expect(plan.liveHash).toBe(contentHash(live.resources));
    expect(plan.hash).not.toBe(makePlan(live, manifest(resource('a', 3))).hash);
    expect(plan.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('puts all of an API after all that it depends on, and takes it away before', () => {
    const order = new Map([
      ['a-shop', ['orders']],
      ['orders', ['z-base', 'not-here']],
    ]);
    const of = (api: string, ...ids: string[]): Resource[] => ids.map((id) => ({ ...resource(id), api }));
    const all = manifest(...of('a-shop', 'a', 'b'), ...of('orders', 'o'), ...of('z-base', 'x', 'y'));
    const steps = (from: Manifest, to: Manifest): string[] => makePlan(from, to, order).steps.map(({ id }) => id);
    expect(steps(manifest(), all)).toEqual(['x', 'y', 'o', 'a', 'b']);
    expect(steps(all, manifest())).toEqual(['b', 'a', 'o', 'y', 'x']);
    const waves = (from: Manifest, to: Manifest): string[][] => {
      const { steps: made } = makePlan(from, to, order);
      const numbers = [...new Set(made.map(({ wave }) => wave))].sort((a, b) => a - b);
      return numbers.map((number) => made.filter(({ wave }) => wave === number).map(({ id }) => id));
    };
    expect(waves(manifest(), all)).toEqual([['x', 'y'], ['o'], ['a', 'b']]);
    expect(waves(all, manifest())).toEqual([['b', 'a'], ['o'], ['y', 'x']]);
    const bottomAndTop = manifest(...all.resources.map((one) => (one.id === 'o' ? one : { ...one, body: 2 })));
    expect(waves(all, bottomAndTop)).toEqual([
      ['x', 'y'],
      ['a', 'b'],
    ]);
  });

  it('refuses a circle through resources and APIs together, naming resources only', () => {
    const order = new Map([['gold', ['orders']]]);
    const desired = manifest({ ...resource('o', {}, ['g']), api: 'orders' }, { ...resource('g'), api: 'gold' });
    expect(() => makePlan(manifest(), desired, order)).toThrow('These depend on each other in a circle: g → o → g.');
  });

  it('names the users of what would be deleted, and tells it from what was never there', () => {
    const live = manifest(resource('orders'), resource('gold', {}, ['orders']), resource('silver', {}, ['orders']));
    const without = manifest(resource('gold', {}, ['orders']), resource('silver', {}, ['orders']));
    expect(() => makePlan(live, without)).toThrow(
      'orders would be deleted and is still used by gold, silver. Keep it, or take it out there first.',
    );
    expect(() => makePlan(manifest(), without)).toThrow('orders is named by gold, silver and is not there.');
  });

  it('orders a chain of ten thousand', () => {
    const chain = Array.from({ length: 10_000 }, (_, i) => resource(`r${i}`, {}, i === 0 ? [] : [`r${i - 1}`]));
    expect(makePlan(manifest(), manifest(...chain)).steps.at(-1)?.id).toBe('r9999');
  });

  it('refuses what has no order', () => {
    expect(failure(manifest(resource('a', {}, ['b']), resource('b', {}, ['a'])))).toMatchObject({
      reason: 'cycle',
      ids: ['a', 'b'],
    });
    expect(failure(manifest(resource('a', {}, ['gone'])))).toMatchObject({ reason: 'dangling', ids: ['a', 'gone'] });
    expect(failure(manifest(resource('a'), resource('a')))).toMatchObject({ reason: 'duplicate', ids: ['a'] });
    expect(failure(manifest(resource('a', {}, ['a'])))).toBeInstanceOf(PlanError);
  });

  it('takes live as it is, dangling and circular', () => {
    const live = manifest(resource('a', {}, ['b', 'gone']), resource('b', {}, ['a']));
    expect(actions(live, manifest()).sort()).toEqual(['delete a', 'delete b']);
  });

  it('turns any live into any desired, in an order that never breaks a need', () => {
    const set = fc
      .uniqueArray(fc.record({ n: fc.nat(12), body: fc.nat(2), needs: fc.array(fc.nat(12), { maxLength: 3 }) }), {
        selector: ({ n }) => n,
        maxLength: 8,
      })
      .map((items) => {
        const present = new Set(items.map(({ n }) => n));
        return items.map(({ n, body, needs }) =>
          resource(
            `r${n}`,
            body,
            [...new Set(needs.filter((m) => m < n && present.has(m)))].map((m) => `r${m}`),
          ),
        );
      });
    fc.assert(
      fc.property(set, set, (live, desired) => {
        const state = new Map(live.map((item) => [item.id, item]));
        const plan = makePlan(manifest(...live), manifest(...desired));
        const waveOf = new Map(plan.steps.map(({ id, wave }) => [id, wave]));
        for (const step of plan.steps) {
          if (step.after) {
            for (const need of step.after.dependsOn) {
              expect(state.has(need)).toBe(true);
              expect(waveOf.get(need) ?? -1).toBeLessThan(step.wave);
            }
            state.set(step.id, step.after);
          } else state.delete(step.id);
        }
        expect(contentHash([...state.values()])).toBe(contentHash(desired));
        const shuffled = makePlan(manifest(...[...live].reverse()), manifest(...[...desired].reverse()));
        expect(shuffled.hash).toBe(plan.hash);
      }),
    );
  });
});
