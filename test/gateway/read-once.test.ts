import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { embeddedTarget } from '../../src/gateway/embedded/target.ts';
import { readOnce } from '../../src/gateway/read-once.ts';
import type { TargetRegistry } from '../../src/gateway/registry.ts';
import type { ReadResult, Target } from '../../src/gateway/target.ts';
import { makePlan } from '../../src/release/make-plan.ts';
import { never } from './harness.ts';

const nothing = { target: 'edge', resources: [] };
const plan = makePlan(nothing, nothing);
const receipt = { ok: true, planHash: plan.hash, desired: nothing, applied: [] } as const;
const scope = { owner: 'acme/apis@production' };

let asked: string[];
let answer: ReadResult;
let version: string | undefined;
let edge: Target;

function get(registry: TargetRegistry): Target {
  const found = registry.get('edge', 'acme/apis');
  if (!found.ok) throw new Error(found.message);
  return found.target;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  asked = [];
  answer = { ok: true, manifest: nothing };
  version = '5.8.1';
  const target: Target = {
    ...embeddedTarget('edge', { admin: ['http://a'], url: 'http://a', secret: 's' }),
    read: ({ owner }) => (asked.push(`read ${owner}`), Promise.resolve(answer)),
    version: () => (asked.push('version'), Promise.resolve(version)),
    apply: () => (asked.push('apply'), Promise.resolve(receipt)),
    putBack: () => (asked.push('put back'), Promise.resolve(receipt)),
    verify: () => (asked.push('verify'), Promise.resolve({ live: true, nodes: [], hash: '' })),
  };
  edge = get(readOnce({ names: ['edge'], kept: [], get: () => ({ ok: true, target }) }));
});

afterEach(() => {
  vi.useRealTimers();
});

describe('targets that are looked at several times', () => {
  it('are asked once, each owner by itself', async () => {
    for (const owner of [scope.owner, 'acme/apis@staging', scope.owner]) await edge.read({ owner }, never);
    for (let times = 0; times < 3; times += 1) expect(await edge.version?.(never)).toBe('5.8.1');
    expect(asked).toEqual([`read ${scope.owner}`, 'read acme/apis@staging', 'version']);
  });

  it.each(['apply', 'putBack'] as const)('are asked again after %s, whatever came of it', async (write) => {
    await edge.read(scope, never);
    await edge[write]?.(scope, plan, never);
    await edge.read(scope, never);
    await edge.verify(scope, receipt, never);
    await edge.verify(scope, receipt, never);
    const written = write === 'apply' ? 'apply' : 'put back';
    expect(asked).toEqual([`read ${scope.owner}`, written, `read ${scope.owner}`, 'verify', 'verify']);
  });

  it('are asked again after a while', async () => {
    await edge.read(scope, never);
    vi.advanceTimersByTime(6_000);
    await edge.read(scope, never);
    expect(asked).toHaveLength(2);
  });

  it('are asked again where they told nothing', async () => {
    answer = { ok: false, reason: 'unreachable', message: 'edge cannot be reached' };
    version = undefined;
    for (let times = 0; times < 2; times += 1) await edge.read(scope, never);
    for (let times = 0; times < 2; times += 1) await edge.version?.(never);
    expect(asked).toHaveLength(4);
  });

  it('are the same for everybody who asks for them, and what is not let through stays so', () => {
    const refused = { ok: false, reason: 'unknown', message: 'no' } as const;
    const registry = readOnce({
      names: ['edge'],
      kept: [],
      get: (name) => (name === 'edge' ? { ok: true, target: edge } : refused),
    });
    expect(get(registry)).toBe(get(registry));
    expect(registry.get('other', 'acme/apis')).toBe(refused);
  });
});
