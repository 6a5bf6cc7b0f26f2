import { setTimeout as sleep } from 'node:timers/promises';
import { contentHash, type Resource } from '../../release/manifest.ts';
import type { Plan, PlanStep } from '../../release/plan.ts';
import { asObject, type JsonObject } from '../../spec/json.ts';
import { appliedNote, canonical } from './canonical.ts';
import { uidOf, versionOf, type Found, type KubernetesClient } from './client.ts';
import type { LiveObject, LiveState } from './cluster.ts';
import { refused, type Failure } from './errors.ts';
import { objection, type Territory } from './guard.ts';
import { nameOf, refOf, resourceId } from './object.ts';
import { at, listOf, textOf } from '../values.ts';
import { takenOver } from './managed-fields.ts';
import { fieldManager, marked, ownerOf } from './ownership.ts';
import { statusText } from './readiness.ts';
import { referencesOf } from './references.ts';

/** A step whose write the API server has tried out and would take. */
interface Rehearsed {
  readonly object: JsonObject;
  readonly force: boolean;
}

/** How long a deleted object may take to go, in milliseconds, and how often it is looked at. */
const deletionMs = 5000;
const deletionPollMs = 100;
/** Controllers write their status at any time; so often is a write tried again that lost against one. */
const conflictRetries = 5;

function sameResource(a: Resource | undefined, b: Resource | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return contentHash([a]) === contentHash([b]);
}

/**
 * The steps that are still to be done. After a crash some objects are where the plan leads and the others where it began: that is
 * still this plan. Anything else moved.
 */
export function pendingSteps(plan: Plan, state: LiveState): Found<{ readonly steps: readonly PlanStep[] }> {
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  const desired = new Map(plan.desired.resources.map((resource) => [resource.id, resource]));
  const moved = [...new Set([...steps.keys(), ...desired.keys(), ...state.keys()])].filter((id) => {
    const live = state.get(id)?.resource;
    const step = steps.get(id);
    return step === undefined
      ? !sameResource(live, desired.get(id))
      : !sameResource(live, step.before) && !sameResource(live, step.after);
  });
  if (moved.length > 0) {
    const message = `live is no longer what was planned on: ${moved.slice(0, 5).join(', ')}${moved.length > 5 ? ` and ${moved.length - 5} more` : ''}`;
    return { ok: false, reason: 'moved', message };
  }
  return { ok: true, steps: plan.steps.filter(({ id, after }) => !sameResource(state.get(id)?.resource, after)) };
}

/**
 * Tries a write out without doing it: what the API server, its schemas and its admission say to it. `force` takes back what others
 * took from us, which the plan showed; a field that was never ours stays with its manager.
 */
export async function rehearse(
  client: KubernetesClient,
  owner: string,
  resource: Resource,
  live: LiveObject | undefined,
  territory: Territory,
  signal: AbortSignal,
): Promise<Found<{ readonly rehearsed: Rehearsed }>> {
  const body = asObject(resource.body) ?? {};
  const against = objection(body, territory);
  if (against !== undefined) return refused(against);
  const ref = refOf(body);
  const scope = await client.namespaced(ref, signal);
  if (!scope.ok) return scope;
  if (!scope.namespaced && ref.namespace !== '')
    return refused(`${nameOf(ref)} belongs to no namespace: such objects are the operator’s`);
  if (scope.namespaced && ref.namespace === '')
    return refused(`${nameOf(ref)} belongs to a namespace: its kind is wrong among the target’s clusterKinds`);
  if (live === undefined) {
    const there = await client.get(ref, signal);
    if (!there.ok) return there;
    if (there.object !== undefined) return refused(taken(there.object));
  }
  const force = (live?.takenBy.length ?? 0) > 0;
  const tried = await tryOut(client, marked(owner, resource), force ? live : undefined, signal);
  if (!tried.ok) return tried;
  return { ok: true, rehearsed: { object: marked(owner, resource, appliedNote(body, tried.object)), force } };
}

/** What others put beside ours may keep ours out (two ports of one name): then it becomes ours, which changes nothing yet. */
async function tryOut(
  client: KubernetesClient,
  object: JsonObject,
  taken: LiveObject | undefined,
  signal: AbortSignal,
): Promise<Found<{ readonly object: JsonObject }>> {
  const options = { dryRun: true, force: taken !== undefined };
  const tried = await client.apply(object, options, signal);
  if (tried.ok || tried.reason !== 'refused' || taken === undefined) return tried;
  const others = taken.takenBy.map(({ by }) => by);
  const ours = await client.write('PUT', takenOver(taken.object, fieldManager, others), signal);
  return ours.ok ? client.apply(object, options, signal) : ours;
}

function taken(there: JsonObject): string {
  const owner = ownerOf(there);
  const whose = owner === undefined ? 'was not made by Sluice' : `belongs to ${owner}`;
  return `${nameOf(refOf(there))} is there already and ${whose}; give yours another name, or delete that one`;
}

/** What an object of the plan names must be in the plan or in the cluster: a route to a missing Service is accepted and never live. */
export async function danglingReference(
  client: KubernetesClient,
  resource: Resource,
  desired: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<{ readonly ok: true } | Failure> {
  const body = asObject(resource.body) ?? {};
  for (const ref of referencesOf(body).filter((each) => !desired.has(resourceId(each)))) {
    const found = await client.get(ref, signal);
    if (!found.ok) return found;
    if (found.object === undefined) {
      return refused(`${nameOf(refOf(body))} names ${nameOf(ref)}, which is neither in the plan nor in the cluster`);
    }
  }
  return { ok: true };
}

/** Writes one object where live is still `live`. A status that was written meanwhile is no change. */
export async function write(
  client: KubernetesClient,
  { object, force }: Rehearsed,
  live: LiveObject | undefined,
  signal: AbortSignal,
): Promise<{ readonly ok: true } | Failure> {
  let version = live === undefined ? undefined : versionOf(live.object);
  for (let attempt = 0; ; attempt += 1) {
    const metadata = { ...asObject(object['metadata']), ...(version !== undefined && { resourceVersion: version }) };
    const written = await client.apply({ ...object, metadata }, { dryRun: false, force }, signal);
    if (written.ok) return { ok: true };
    if (written.reason !== 'moved' || live === undefined || attempt === conflictRetries) return written;
    const now = await client.get(refOf(object), signal);
    if (!now.ok) return now;
    if (now.object === undefined || uidOf(now.object) !== uidOf(live.object)) return written;
    const before = contentHash([{ ...live.resource, body: canonical(live.object).body }]);
    if (contentHash([{ ...live.resource, body: canonical(now.object).body }]) !== before) return written;
    version = versionOf(now.object);
  }
}

/** Deletes and waits until it is gone; where a finalizer keeps it, says which and what its status tells. */
export async function remove(
  client: KubernetesClient,
  live: LiveObject,
  signal: AbortSignal,
): Promise<{ readonly ok: true } | Failure> {
  const ref = refOf(live.object);
  const uid = uidOf(live.object);
  const deleted = await client.remove(ref, uid, signal);
  if (!deleted.ok) return deleted;
  const deadline = performance.now() + deletionMs;
  for (;;) {
    const left = await client.get(ref, signal);
    if (!left.ok) return left;
    if (left.object === undefined || uidOf(left.object) !== uid) return { ok: true };
    if (performance.now() > deadline) return { ok: false, reason: 'unreachable', message: hanging(left.object) };
    await sleep(deletionPollMs, undefined, { signal });
  }
}

function hanging(object: JsonObject): string {
  const finalizers = listOf(at(object, 'metadata', 'finalizers'))
    .map(textOf)
    .join(', ');
  const said = statusText(object);
  const status = said === '' ? '' : `; its status says: ${said}`;
  return `${nameOf(refOf(object))} is being deleted and waits for ${finalizers || 'its finalizers'}${status}`;
}
