import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { Plan, PlanStep } from '../../release/plan.ts';
import { asObject } from '../../spec/json.ts';
import type { Receipt, Scope } from '../target.ts';
import type { KubernetesClient } from './client.ts';
import { concurrency, liveOfKinds, type LiveState } from './cluster.ts';
import type { Failure } from './errors.ts';
import type { Territory } from './guard.ts';
import { hearingMs, wavesToWait } from './heard.ts';
import type { OwnerLease } from './lease.ts';
import { refOf, type KindRef } from './object.ts';
import { danglingReference, pendingSteps, rehearse, remove, write } from './write.ts';

export interface Cluster extends Territory {
  readonly client: KubernetesClient;
  readonly lease: OwnerLease;
}

/** The Lease is renewed when this long has gone since, in milliseconds. */
const renewAfterMs = 3000;

interface Writer extends Scope {
  readonly writer: string;
  /** Kinds that the owner may have objects of. */
  readonly kinds: readonly KindRef[];
}

/**
 * Writes a plan: takes the owner's Lease, looks whether live is still what was planned on (or already where the plan leads), has the
 * API server try out everything, and only then writes, each object after what it names, and after controllers have heard of that where it
 * serves already. What is refused writes nothing.
 */
export async function applyPlan(cluster: Cluster, scope: Scope, plan: Plan, signal: AbortSignal): Promise<Receipt> {
  const receipt = { planHash: plan.hash, desired: plan.desired };
  // With those that go: whoever comes after a crash finds what is left of them.
  const kinds = [...plan.desired.resources, ...plan.steps.flatMap(({ before }) => before ?? [])].map(({ body }) =>
    refOf(asObject(body) ?? {}),
  );
  const writer = randomUUID();
  const held = await cluster.lease.acquire(scope.owner, writer, kinds, signal);
  if (!held.ok) return { ok: false, ...receipt, applied: [], ...reasonOf(held) };
  const done = new Set<string>();
  let failure: Failure | undefined;
  try {
    failure = await writeAll(cluster, { owner: scope.owner, writer, kinds: held.kinds }, plan, done, signal);
  } finally {
    await cluster.lease.release(scope.owner, writer, signal);
  }
  const applied = plan.steps.map(({ id }) => id).filter((id) => done.has(id));
  if (failure === undefined) return { ok: true, ...receipt, applied };
  const { reason, message } = reasonOf(failure);
  const mixed =
    applied.length === 0
      ? ''
      : `; ${applied.length} of ${plan.steps.length} steps are done and stay: ${applied.join(', ')}`;
  return { ok: false, ...receipt, applied, reason, message: `${message}${mixed}` };
}

function reasonOf({ reason, message }: Failure): { reason: 'live-moved' | 'refused' | 'unreachable'; message: string } {
  return { reason: reason === 'moved' ? 'live-moved' : reason, message };
}

async function writeAll(
  cluster: Cluster,
  { owner, writer, kinds }: Writer,
  plan: Plan,
  written: Set<string>,
  signal: AbortSignal,
): Promise<Failure | undefined> {
  const { client, lease, namespaces } = cluster;
  const read = await liveOfKinds(client, kinds, namespaces, owner, signal);
  if (!read.ok) return read;
  const pending = pendingSteps(plan, read.state);
  if (!pending.ok) return pending;
  const rehearsed = await rehearseAll(cluster, owner, plan, pending.steps, read.state, signal);
  if (!rehearsed.ok) return rehearsed;
  let renewed = performance.now();
  const hold = async (): Promise<Failure | undefined> => {
    if (performance.now() - renewed < renewAfterMs) return undefined;
    renewed = performance.now();
    const held = await lease.renew(owner, writer, signal);
    return held.ok ? undefined : held;
  };
  const waits = wavesToWait(plan.steps);
  const begin = async (wave: number): Promise<void> => {
    if (waits.has(wave)) await sleep(hearingMs, undefined, { signal });
  };
  return inWaves(pending.steps, begin, async (step) => {
    const lost = await hold();
    if (lost !== undefined) return lost;
    const live = read.state.get(step.id);
    const ready = rehearsed.writes.get(step.id);
    const done =
      ready !== undefined
        ? await write(client, ready, live, signal)
        : live === undefined
          ? ({ ok: true } as const)
          : await remove(client, live, signal);
    if (!done.ok) return done;
    written.add(step.id);
    return undefined;
  });
}

type Rehearsals =
  | {
      readonly ok: true;
      readonly writes: ReadonlyMap<string, { object: Parameters<typeof write>[1]['object']; force: boolean }>;
    }
  | Failure;

async function rehearseAll(
  { client, namespaces, clusterKinds }: Cluster,
  owner: string,
  plan: Plan,
  steps: readonly PlanStep[],
  state: LiveState,
  signal: AbortSignal,
): Promise<Rehearsals> {
  const limit = pLimit(concurrency);
  const desired = new Set(plan.desired.resources.map(({ id }) => id));
  const results = await Promise.all(
    steps.flatMap(({ id, after }) => {
      if (after === undefined) return [];
      return [
        limit(async () => {
          const dangling = await danglingReference(client, after, desired, signal);
          if (!dangling.ok) return dangling;
          const tried = await rehearse(client, owner, after, state.get(id), { namespaces, clusterKinds }, signal);
          return tried.ok ? { ok: true as const, id, rehearsed: tried.rehearsed } : tried;
        }),
      ];
    }),
  );
  const failures = results.filter((result) => !result.ok);
  const [first] = failures;
  if (first !== undefined) {
    // What is refused is refused whatever else cannot be reached; and all that is refused is told at once.
    const told = failures.filter(({ reason }) => reason === 'refused');
    return told.length === 0
      ? first
      : { ...first, reason: 'refused', message: told.map(({ message }) => message).join('\n') };
  }
  return { ok: true, writes: new Map(results.flatMap((result) => (result.ok ? [[result.id, result.rehearsed]] : []))) };
}

/** As many at a time as may be, wave by wave. Stops at the first failure; what is under way then is waited for. */
async function inWaves(
  steps: readonly PlanStep[],
  begin: (wave: number) => Promise<void>,
  run: (step: PlanStep) => Promise<Failure | undefined>,
): Promise<Failure | undefined> {
  const waves = new Map<number, PlanStep[]>();
  for (const step of steps) {
    const same = waves.get(step.wave);
    if (same === undefined) waves.set(step.wave, [step]);
    else same.push(step);
  }
  const limit = pLimit(concurrency);
  let failure: Failure | undefined;
  for (const [number, wave] of [...waves].sort(([a], [b]) => a - b)) {
    if (failure !== undefined) break;
    await begin(number);
    await limit.map(wave, async (step) => {
      if (failure === undefined) failure ??= await run(step);
    });
  }
  return failure;
}
