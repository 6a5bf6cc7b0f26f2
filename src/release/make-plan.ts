import { createHash } from 'node:crypto';
import { findCycle, inOrder, type Edges } from '../config/order.ts';
import { canonicalJson, type Json } from '../spec/json.ts';
import { contentHash, type Manifest, type Resource } from './manifest.ts';
import type { Plan, PlanStep } from './plan.ts';

/** The desired manifest cannot be brought into any order: nothing may be written. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  readonly reason: 'cycle' | 'dangling' | 'duplicate';
  /** The resources in question; of a cycle, each once in the order in which they need each other. */
  readonly ids: readonly string[];

  constructor(reason: PlanError['reason'], ids: readonly string[], message: string) {
    super(message);
    this.reason = reason;
    this.ids = ids;
  }
}

/**
 * The writes that turn live into desired: creates and updates first, each after what it depends on, then deletes, each before
 * what it depended on. Equal content makes no step. The same two manifests give the same plan, whatever their order.
 *
 * Live is taken as it is, whatever it names; a desired resource that stands there twice, that needs one that is not desired, or
 * that needs itself throws a `PlanError`.
 */
export function makePlan(live: Manifest, desired: Manifest): Plan {
  const wanted = byId(desired.resources);
  if (wanted.size !== desired.resources.length) throw duplicate(desired.resources);
  const needs = edgesOf(wanted);
  assertComplete(needs);
  const present = byId(live.resources);
  const steps = [
    ...inOrder(needs).flatMap((id) => write(present.get(id), wanted.get(id))),
    ...inOrder(edgesOf(present))
      .reverse()
      .flatMap((id) => (wanted.has(id) ? [] : remove(present.get(id)))),
  ];
  return {
    target: desired.target,
    steps,
    hash: hashOf(desired.target, steps),
    liveHash: contentHash(live.resources),
    desired,
  };
}

function byId(resources: readonly Resource[]): Map<string, Resource> {
  const sorted = [...resources].sort((a, b) => (a.id < b.id ? -1 : 1));
  return new Map(sorted.map((resource) => [resource.id, resource]));
}

function edgesOf(resources: ReadonlyMap<string, Resource>): Edges {
  return new Map([...resources].map(([id, { dependsOn }]) => [id, [...dependsOn].sort()]));
}

function assertComplete(needs: Edges): void {
  for (const [id, others] of needs) {
    const missing = others.find((other) => !needs.has(other));
    if (missing !== undefined) {
      throw new PlanError('dangling', [id, missing], `${id} depends on ${missing}, which would not be there.`);
    }
  }
  const cycle = findCycle(needs);
  if (cycle !== undefined) {
    throw new PlanError('cycle', cycle, `These depend on each other in a circle: ${cycle.join(', ')}.`);
  }
}

function duplicate(resources: readonly Resource[]): PlanError {
  const ids = resources.map(({ id }) => id);
  const twice = [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))].sort();
  return new PlanError('duplicate', twice, `Desired more than once: ${twice.join(', ')}.`);
}

function write(before: Resource | undefined, after: Resource | undefined): PlanStep[] {
  if (after === undefined) return [];
  const { id, api, kind } = after;
  if (before === undefined) return [{ action: 'create', id, api, kind, after }];
  return contentHash([before]) === contentHash([after]) ? [] : [{ action: 'update', id, api, kind, before, after }];
}

function remove(before: Resource | undefined): PlanStep[] {
  return before === undefined ? [] : [{ action: 'delete', id: before.id, api: before.api, kind: before.kind, before }];
}

function hashOf(target: string, steps: readonly PlanStep[]): string {
  const content: Json = steps.map(({ action, id, kind, after }) => ({ action, id, kind, body: after?.body ?? null }));
  return createHash('sha256')
    .update(canonicalJson({ target, steps: content }))
    .digest('hex');
}
