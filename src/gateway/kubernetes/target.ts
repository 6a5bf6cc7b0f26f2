import { setTimeout as sleep } from 'node:timers/promises';
import { makePlan } from '../../release/make-plan.ts';
import type { Taken } from '../../release/exposure/traps.ts';
import { contentHash } from '../../release/manifest.ts';
import type { LiveProof, ReadResult, Receipt, Scope, Target, UsageResult } from '../target.ts';
import { access } from './access/access.ts';
import { applyPlan, type Cluster } from './apply.ts';
import { KubernetesClient } from './client.ts';
import { liveState, type LiveState } from './cluster.ts';
import { Connection, type ClusterAccess } from './connection.ts';
import { kubernetesImporter } from './import.ts';
import { OwnerLease } from './lease.ts';
import { refOf } from './object.ts';
import { takenBy } from '../traefik/taken.ts';
import { at, listOf, textOf } from '../values.ts';
import { readinessOf } from './readiness.ts';
import { TraefikNode } from '../traefik/node.ts';
import { renderManifest, type Renders } from './render/manifest.ts';
import type { RenderOptions } from './render/renderer.ts';
import { notServed } from './traefik-live.ts';
import { deadUpstreams } from './upstreams-ready.ts';
import { routerOfAny } from './traefik-names.ts';
import { usage } from './usage.ts';

export interface KubernetesOptions extends Omit<RenderOptions, 'namespace'> {
  readonly access: ClusterAccess;
  readonly renders: Renders;
  /** Where it may write; rendered objects go to the first. */
  readonly namespaces: readonly [string, ...string[]];
  /** Where traffic enters. */
  readonly url: string;
  /** Addresses of the APIs of the Traefiks that read the cluster: what they tell is looked at too. */
  readonly api?: readonly string[];
  /** How long controllers may take to put to work what was applied, in milliseconds. */
  readonly readyWithinMs?: number;
}

/** A controller that lost the API server looks again up to a minute after it is back (client-go, tools/cache/reflector.go). */
const readyWithinMs = 90_000;
const pollMs = 50;

/**
 * One cluster and the namespaces of it that the operator allows. Objects are written by server-side apply under our own field manager,
 * read back by what that manager owns, and live when the controllers behind them say so.
 */
export function kubernetesTarget(name: string, options: KubernetesOptions): Target {
  const client = new KubernetesClient(name, new Connection(options.access));
  const [namespace] = options.namespaces;
  const { namespaces, clusterKinds = [] } = options;
  const cluster: Cluster = { client, lease: new OwnerLease(client, namespace), namespaces, clusterKinds };
  const traefiks = (options.api ?? []).map(
    (address, index) => new TraefikNode(`${name} Traefik ${index + 1}`, address, 'kubernetescrd', undefined),
  );
  return {
    kind: 'kubernetes',
    name,
    url: options.url.replace(/\/$/, ''),
    ...(options.renders === 'gateway-api' && {
      version: (signal: AbortSignal) => supportedFeatures(client, options.parent, namespace, signal),
    }),
    render: (scope, apis, version) =>
      renderManifest(
        { ...options, target: name, namespace },
        scope,
        apis,
        version === undefined ? undefined : new Set(version.split(' ')),
      ),
    read: (scope, signal) => read({ name, cluster, traefik: traefiks[0], renders: options.renders }, scope, signal),
    plan: makePlan,
    importer: kubernetesImporter(cluster),
    access: (manifest) => access(options, manifest),
    apply: (scope, plan, signal) => applyPlan(cluster, scope, plan, signal),
    ...(traefiks.length > 0 && {
      usage: (scope: Scope, signal: AbortSignal) => counted(cluster, traefiks, scope, signal),
    }),
    verify: (scope, receipt, signal) =>
      verify({ name, cluster, traefiks, withinMs: options.readyWithinMs ?? readyWithinMs }, scope, receipt, signal),
  };
}

async function counted(
  { client, lease, namespaces }: Cluster,
  traefiks: readonly TraefikNode[],
  { owner }: Scope,
  signal: AbortSignal,
): Promise<UsageResult> {
  const found = await liveState(client, lease, namespaces, owner, signal);
  return found.ok ? usage(traefiks, found.state, signal) : { ok: false, message: found.message };
}

interface Source {
  readonly name: string;
  readonly cluster: Cluster;
  /** Where it is looked up what others have. */
  readonly traefik: TraefikNode | undefined;
  readonly renders: Renders;
}

async function read(
  { name: target, cluster, traefik, renders }: Source,
  scope: Scope,
  signal: AbortSignal,
): Promise<ReadResult> {
  const found = await liveState(cluster.client, cluster.lease, cluster.namespaces, scope.owner, signal);
  if (!found.ok)
    return { ok: false, reason: found.reason === 'refused' ? 'refused' : 'unreachable', message: found.message };
  const live = [...found.state.values()];
  const manifest = { target, resources: live.map(({ resource }) => resource) };
  const changers = new Map(live.map(({ resource, takenBy: managers }) => [resource.id, managers]));
  const routers = await traefik?.routers(signal);
  const isOurs = routerOfAny(live.map(({ object }) => refOf(object)));
  if (routers?.ok !== true) return { ok: true, manifest, changers };
  const taken = takenBy(routers.value, isOurs);
  // An HTTPRoute says a Gateway where Traefik says an entry point.
  const where = renders === 'gateway-api' ? taken.map(({ entrances: _, ...place }): Taken => place) : taken;
  return { ok: true, manifest, taken: where, changers };
}

/**
 * What the class of the Gateway says that it supports, in one text: that is what its versions differ in. Undefined where it says nothing
 * or may not be asked.
 */
async function supportedFeatures(
  client: KubernetesClient,
  parent: RenderOptions['parent'],
  own: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const apiVersion = 'gateway.networking.k8s.io/v1';
  const gateway = { apiVersion, kind: 'Gateway', namespace: parent?.namespace ?? own, name: parent?.name ?? '' };
  const found = await client.get(gateway, signal);
  const name = found.ok ? textOf(at(found.object, 'spec', 'gatewayClassName')) : '';
  if (name === '') return undefined;
  const of = await client.get({ apiVersion, kind: 'GatewayClass', namespace: '', name }, signal);
  const features = of.ok ? listOf(at(of.object, 'status', 'supportedFeatures')) : [];
  const names = features.map((feature) => textOf(feature) || textOf(at(feature, 'name')));
  return names.length === 0 ? undefined : names.sort().join(' ');
}

interface Observer {
  readonly name: string;
  readonly cluster: Cluster;
  readonly traefiks: readonly TraefikNode[];
  readonly withinMs: number;
}

/** Equal at once or not at all; then until every controller says that it is live, or one says no, or time is up. */
async function verify(
  { name, cluster, traefiks, withinMs }: Observer,
  scope: Scope,
  { desired, applied }: Receipt,
  signal: AbortSignal,
): Promise<LiveProof> {
  const deadline = performance.now() + withinMs;
  const hash = contentHash(desired.resources);
  for (;;) {
    const found = await liveState(cluster.client, cluster.lease, cluster.namespaces, scope.owner, signal);
    if (!found.ok) return { live: false, reason: 'unreachable', message: found.message };
    const resources = [...found.state.values()].map(({ resource }) => resource);
    if (contentHash(resources) !== hash) {
      const steps = makePlan({ target: name, resources }, desired).steps;
      const message = `${name}: live is not what was applied: ${steps.map(({ id }) => id).join(', ')}${byWhom(found.state)}`;
      return { live: false, reason: 'differs', message };
    }
    const gone = applied.filter((id) => !found.state.has(id));
    const served = await Promise.all(traefiks.map((node) => notServed(node, found.state, gone, signal)));
    const unready = [...notReady(found.state), ...served.flat()];
    const waiting = unready.length > 0 ? unready : await deadUpstreams(cluster.client, found.state, applied, signal);
    if (waiting.length === 0) return { live: true, nodes: [name, ...traefiks.map(({ label }) => label)], hash };
    if (performance.now() > deadline) {
      return { live: false, reason: 'differs', message: `${name} has it and does not serve it: ${waiting.join('; ')}` };
    }
    await sleep(pollMs, undefined, { signal });
  }
}

function byWhom(state: LiveState): string {
  const managers = [...new Set([...state.values()].flatMap(({ takenBy }) => takenBy.map(({ by }) => by)))].sort();
  return managers.length === 0 ? '' : ` (changed by ${managers.join(', ')})`;
}

function notReady(state: LiveState): string[] {
  const objects = new Map([...state].map(([id, { object }]) => [id, object]));
  return [...objects.values()].flatMap((object) => {
    const readiness = readinessOf(object, objects);
    return readiness.ready ? [] : [readiness.message];
  });
}
