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

/** API → the APIs that it depends on, by the configuration. */
export type ApiOrder = ReadonlyMap<string, readonly string[]>;

/**
 * The writes that turn live into desired: creates and updates first, each after what it depends on, then deletes, each before
 * what it depended on. A resource depends on those that it names and on all of the APIs that its own API depends on. Equal content makes
 * no step. The same manifests give the same plan, whatever their order.
 *
 * Live is taken as it is, whatever it names; a desired resource that stands there twice, that needs one that is not desired, or
 * that needs itself throws a `PlanError`.
 */
export function makePlan(live: Manifest, desired: Manifest, order: ApiOrder = new Map()): Plan {
  const wanted = byId(desired.resources);
  if (wanted.size !== desired.resources.length) throw duplicate(desired.resources);
  const present = byId(live.resources);
  assertComplete(edgesOf(wanted), present);
  const needs = withApis(wanted, order);
  assertNoCircle(needs);
  const writes = depths(needs);
  const removals = depths(withApis(present, order));
  const last = deepest(writes) + deepest(removals) + 1;
  const steps = [
    ...[...writes].flatMap(([id, depth]) => write(present.get(id), wanted.get(id), depth)),
    ...[...removals].reverse().flatMap(([id, depth]) => (wanted.has(id) ? [] : remove(present.get(id), last - depth))),
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

/** All of an API as one name, so that APIs of many resources cost no edge for each pair. No id of a resource begins like this. */
const whole = (api: string): string => `\0${api}`;

function withApis(resources: ReadonlyMap<string, Resource>, order: ApiOrder): Edges {
  const edges = new Map<string, readonly string[]>();
  const members = new Map<string, string[]>();
  for (const [id, { api, dependsOn }] of resources) {
    const before = (order.get(api) ?? []).map(whole);
    edges.set(id, [...[...dependsOn].sort(), ...before]);
    const ids = members.get(api) ?? [];
    members.set(api, ids);
    ids.push(id);
  }
  for (const [api, ids] of members) edges.set(whole(api), ids);
  return edges;
}

/** Names in order, each with how many come before it in the longest row of needs. What needs itself, which live may, counts from there. */
function depths(edges: Edges): Map<string, number> {
  const found = new Map<string, number>();
  for (const id of inOrder(edges)) {
    const needs = edges.get(id) ?? [];
    found.set(
      id,
      needs.reduce((deepest, need) => Math.max(deepest, (found.get(need) ?? -1) + 1), 0),
    );
  }
  return found;
}

function deepest(found: ReadonlyMap<string, number>): number {
  return [...found.values()].reduce((most, depth) => Math.max(most, depth), 0);
}

function assertComplete(needs: Edges, present: ReadonlyMap<string, Resource>): void {
  const missing = [...needs.values()].flat().find((id) => !needs.has(id));
  if (missing === undefined) return;
  const users = [...needs].filter(([, others]) => others.includes(missing)).map(([id]) => id);
  const named = `${users.slice(0, MOST_USERS).join(', ')}${users.length > MOST_USERS ? ` and ${users.length - MOST_USERS} more` : ''}`;
  const message = present.has(missing)
    ? `${missing} would be deleted and is still used by ${named}. Keep it, or take it out there first.`
    : `${missing} is named by ${named} and is not there. Add it, or take the reference out.`;
  throw new PlanError('dangling', [...users, missing], message);
}

const MOST_USERS = 10;

function assertNoCircle(needs: Edges): void {
  const cycle = findCycle(needs)?.filter((id) => !id.startsWith('\0'));
  if (cycle === undefined) return;
  const round = [...cycle, cycle[0]].join(' → ');
  throw new PlanError(
    'cycle',
    cycle,
    `These depend on each other in a circle: ${round}. Take one of these references out.`,
  );
}

function duplicate(resources: readonly Resource[]): PlanError {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { id } of resources) (seen.has(id) ? twice : seen).add(id);
  const ids = [...twice].sort();
  return new PlanError('duplicate', ids, `Desired more than once: ${ids.join(', ')}. Each can be there once.`);
}

function write(before: Resource | undefined, after: Resource | undefined, wave: number): PlanStep[] {
  if (after === undefined) return [];
  const { id, api, kind } = after;
  if (before === undefined) return [{ action: 'create', id, api, kind, wave, after }];
  return contentHash([before]) === contentHash([after])
    ? []
    : [{ action: 'update', id, api, kind, wave, before, after }];
}

function remove(before: Resource | undefined, wave: number): PlanStep[] {
  if (before === undefined) return [];
  const { id, api, kind } = before;
  return [{ action: 'delete', id, api, kind, wave, before }];
}

function hashOf(target: string, steps: readonly PlanStep[]): string {
  const content: Json = steps.map(({ action, id, kind, after }) => ({ action, id, kind, body: after?.body ?? null }));
  return createHash('sha256')
    .update(canonicalJson({ target, steps: content }))
    .digest('hex');
}
