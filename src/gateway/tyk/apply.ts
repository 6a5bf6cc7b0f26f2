import pLimit from 'p-limit';
import type { Manifest, Resource } from '../../release/manifest.ts';
import type { Plan } from '../../release/plan.ts';
import { canonicalJson, own } from '../../spec/json.ts';
import type { Receipt, Scope } from '../target.ts';
import { extensionKey } from './canonical.ts';
import { movedSince, takenByOthers } from './checks.ts';
import { documentKey, documentsOf, versionSchema, type TykDocument } from './documents.ts';
import { organisation } from './ids.ts';
import type { Answered, NodeFailure, TykNode } from './node.ts';
import { placeText } from './places.ts';
import { placeOf } from './render.ts';
import { differenceFrom, statesOf, type State } from './state.ts';

export interface Gateway {
  readonly nodes: readonly TykNode[];
  /** `shared`: what is written to one node is there for all. */
  readonly storage: 'shared' | 'each';
}

/** Writes at a time to one node. */
const writesAtOnce = 8;

type Failure = Extract<Receipt, { ok: false }>;

/**
 * Writes everything, makes every node load it at once, reads back, and only then removes what is to go. What a node refuses is undone
 * before anything of it is loaded, or else as soon as it shows. Tyk has no compare-and-swap, so that of two processes at once the caller's
 * lease lets one in; what slips in between is seen when it is read back.
 */
export async function apply(gateway: Gateway, scope: Scope, plan: Plan, signal: AbortSignal): Promise<Receipt> {
  const { desired, hash: planHash } = plan;
  const failed = (reason: Failure['reason'], message: string, applied: readonly string[] = []): Failure => ({
    ok: false,
    planHash,
    desired,
    applied,
    reason,
    message,
  });
  const found = await statesOf(gateway.nodes, scope, signal);
  if (!found.ok) return failed(found.reason, found.message);
  const moved = movedSince(plan, found.states);
  if (moved.length > 0) return failed('live-moved', `live is no longer what was planned on: ${moved.join(', ')}`);
  const served = found.states.map(({ resources }) => new Map(resources.map(({ id, body }) => [id, body])));
  const steps = plan.steps.filter(({ id, after }) =>
    served.some((bodies) => canonicalJson(bodies.get(id) ?? null) !== canonicalJson(after?.body ?? null)),
  );
  if (steps.length === 0) return { ok: true, planHash, desired, applied: [] };

  const touched = new Set(
    steps.flatMap(({ before, after }) => [before, after].flatMap((r) => (r ? documentKey(r) : []))),
  );
  const writing = desired.resources.filter(({ id }) => touched.has(id));
  const taken = found.states.flatMap((state) => takenByOthers(writing, state));
  if (taken.length > 0) return failed('refused', `${taken.join('; ')}; nothing was written`);

  const writers = gateway.storage === 'shared' ? found.states.slice(0, 1) : found.states;
  const done = steps.map(({ id }) => id);
  const keys = new Set(documentsOf(scope, desired.resources).keys());
  const removing = [...touched].filter((key) => !keys.has(key));
  const work = { gateway, scope, desired, signal };
  const yielding = yieldingTo(writing, steps);
  const written = await write(work, writers, writing, yielding);
  if (!written.ok) return failed(written.reason, written.message, written.left ? done : []);
  const rest = removing.filter((key) => !yielding.includes(key));
  const removed = await remove(work, writers, rest, written.states);
  return removed === undefined
    ? { ok: true, planHash, desired, applied: done }
    : failed(removed.reason, removed.message, done);
}

/** What goes and has a listen path that something new takes over: both at once, since Tyk serves one of two at a path. */
function yieldingTo(writing: readonly Resource[], steps: Plan['steps']): string[] {
  const openPlace = (resource: Resource): string | undefined => {
    const place = placeOf(resource);
    return place?.open === true ? placeText(place) : undefined;
  };
  const wanted = new Set(writing.map(openPlace));
  return steps.flatMap(({ action, before }) => {
    const place = action === 'delete' && before !== undefined ? openPlace(before) : undefined;
    return before !== undefined && place !== undefined && wanted.has(place) ? [documentKey(before)] : [];
  });
}

interface Work {
  readonly gateway: Gateway;
  readonly scope: Scope;
  readonly desired: Manifest;
  readonly signal: AbortSignal;
}

interface Stopped {
  readonly ok: false;
  readonly reason: Failure['reason'];
  readonly message: string;
  /** Whether something of it is still there. */
  readonly left: boolean;
}

/** `states`: what every node serves then. */
async function write(
  work: Work,
  writers: readonly State[],
  writing: readonly Resource[],
  yielding: readonly string[],
): Promise<Stopped | { readonly ok: true; readonly states: readonly State[] }> {
  if (writing.length === 0) return { ok: true, states: writers };
  const { gateway, scope, desired, signal } = work;
  const after = documentsOf(scope, desired.resources);
  const documents = writing.flatMap(({ id }) => after.get(id) ?? []);
  const touched = [...writing.map(({ id }) => id), ...yielding];
  for (const writer of writers) {
    const { node } = writer;
    const failure =
      (await firstFailure(documents, (document) => node.write(document.collection, document.body, signal))) ??
      (await removeFrom(writer, scope, yielding, desired, signal));
    if (failure?.reason === 'refused') return putBack(work, writers, touched, failure.message);
    if (failure !== undefined) return { ...failure, message: `${failure.message}; ${unloaded}`, left: true };
  }
  const loaded = await reload(gateway, signal);
  if (loaded !== undefined) return { ...loaded, left: true };
  const found = await statesOf(gateway.nodes, scope, signal);
  if (!found.ok) return { ...found, left: true };
  const ids = new Set(writing.map(({ id }) => id));
  const wanted = desired.resources.filter(({ id }) => ids.has(id));
  const wrong = found.states.flatMap((state) => {
    const resources = state.resources.filter(({ id }) => ids.has(id));
    return differenceFrom(wanted, { ...state, resources }) ?? [];
  });
  if (wrong.length === 0) return { ok: true, states: found.states };
  return putBack(work, writers, touched, wrong.map(({ text }) => text).join('; '));
}

const unloaded = 'what was written is not loaded, and goes live with the next reload';

async function remove(
  work: Work,
  writers: readonly State[],
  keys: readonly string[],
  served: readonly State[],
): Promise<Stopped | undefined> {
  if (keys.length === 0) return movedMeanwhile(work, served);
  const { gateway, scope, desired, signal } = work;
  for (const state of writers) {
    const failure = await removeFrom(state, scope, keys, desired, signal);
    if (failure !== undefined) return { ...failure, left: true };
  }
  const loaded = await reload(gateway, signal);
  if (loaded !== undefined) return { ...loaded, left: true };
  const found = await statesOf(gateway.nodes, scope, signal);
  if (!found.ok) return { ...found, left: true };
  return movedMeanwhile(work, found.states);
}

function movedMeanwhile({ desired }: Work, served: readonly State[]): Stopped | undefined {
  const wrong = served.flatMap((state) => differenceFrom(desired.resources, state)?.text ?? []);
  return wrong.length === 0 ? undefined : { ok: false, reason: 'live-moved', message: wrong.join('; '), left: true };
}

async function removeFrom(
  { node, resources, loaded }: State,
  scope: Scope,
  keys: readonly string[],
  desired: Manifest,
  signal: AbortSignal,
): Promise<NodeFailure | undefined> {
  const documents = documentsOf(scope, resources);
  const versions = new Set(
    resources.flatMap(({ kind, body }) => (kind === 'tyk/version' ? versionSchema.parse(body).id : [])),
  );
  const going = keys.flatMap((key) => documents.get(key) ?? []);
  const removed = new Set(going.flatMap(({ collection, id }) => (collection === 'policies' ? [id] : [])));
  const policyStays =
    desired.resources.some(({ kind }) => kind === 'tyk/policy') ||
    loaded.policies.some((policy) => ![...removed].some((id) => id === own(policy, 'id')));
  // Tyk keeps the policies that it has where it finds none: the last one would go on.
  if (removed.size > 0 && !policyStays) {
    const answer = await node.write('policies', placeholder, signal);
    if (!answer.ok) return answer;
  }
  // With a version goes its entry in its base, as Tyk has that loaded: a base that was removed before would come back.
  const rank = ({ id, collection }: TykDocument): number => (collection === 'policies' ? 0 : versions.has(id) ? 1 : 2);
  for (const { collection, id } of going.sort((a, b) => rank(a) - rank(b))) {
    const answer = await node.remove(collection, id, signal);
    if (!answer.ok) return answer;
  }
  return undefined;
}

const placeholder = {
  id: 'sluice-no-policies',
  name: 'Stands for no policies: Tyk does not let go of the last one',
  org_id: organisation,
  active: false,
};

/** Everything that may have been written becomes what it was; what was not there is shut off before it is removed. */
async function putBack(
  { gateway, scope, desired, signal }: Work,
  writers: readonly State[],
  touched: readonly string[],
  why: string,
): Promise<Stopped> {
  const created: { readonly node: TykNode; readonly document: TykDocument }[] = [];
  const stop = (failure: NodeFailure): Stopped => ({
    ok: false,
    reason: failure.reason,
    message: `${why}; putting back what was written failed: ${failure.message}`,
    left: true,
  });
  for (const { node, resources } of writers) {
    const before = documentsOf(scope, resources);
    const after = documentsOf(scope, desired.resources);
    for (const id of touched) {
      const [old, document] = [before.get(id), after.get(id)];
      const either = old ?? document;
      if (either === undefined) continue;
      if (old === undefined) created.push({ node, document: either });
      const answer = await node.write(either.collection, old?.body ?? shut(either), signal);
      if (!answer.ok) return stop(answer);
    }
  }
  const loaded = await reload(gateway, signal);
  if (loaded !== undefined) return stop(loaded);
  for (const { node, document } of created) {
    const answer = await node.remove(document.collection, document.id, signal);
    if (!answer.ok) return stop(answer);
  }
  const again = created.length === 0 ? undefined : await reload(gateway, signal);
  if (again !== undefined) return stop(again);
  return { ok: false, reason: 'refused', message: `${why}; everything is as it was`, left: false };
}

/** Tyk removes only what it has loaded, so that this has to be loaded once: as something that nobody can reach. */
function shut({ collection, id }: TykDocument): TykDocument['body'] {
  if (collection === 'policies') return { ...placeholder, id };
  const name = 'About to be removed';
  if (collection === 'apis') {
    const proxy = { listen_path: `/${id}`, target_url: 'http://127.0.0.1' };
    const versions = { Default: { name: 'Default' } };
    const version_data = { not_versioned: true, versions };
    return {
      api_id: id,
      org_id: organisation,
      name,
      internal: true,
      active: false,
      use_keyless: true,
      proxy,
      version_data,
    };
  }
  return {
    openapi: '3.0.3',
    info: { title: name, version: '0' },
    paths: {},
    [extensionKey]: {
      info: { id, name, orgId: organisation, state: { active: false, internal: true } },
      upstream: { url: 'http://127.0.0.1' },
      server: { listenPath: { value: `/${id}` } },
    },
  };
}

async function firstFailure<T>(
  items: readonly T[],
  action: (item: T) => Promise<Answered<undefined>>,
): Promise<NodeFailure | undefined> {
  const limit = pLimit(writesAtOnce);
  let failure: NodeFailure | undefined;
  await limit.map(items, async (item) => {
    if (failure !== undefined) return;
    const answer = await action(item);
    if (!answer.ok) failure ??= answer;
  });
  return failure;
}

async function reload({ nodes }: Gateway, signal: AbortSignal): Promise<NodeFailure | undefined> {
  const answers = await Promise.all(nodes.map(async (node) => ({ node, answer: await node.reload(signal) })));
  const failed = answers.flatMap(({ answer }) => (answer.ok ? [] : [answer]));
  const [first] = failed;
  if (first === undefined) return undefined;
  const fine = answers.flatMap(({ node, answer }) => (answer.ok ? [node.label] : []));
  const mixed = fine.length === 0 ? unloaded : `${fine.join(', ')} already serves the new state`;
  return { ...first, message: `${failed.map(({ message }) => message).join('; ')}; ${mixed}` };
}
