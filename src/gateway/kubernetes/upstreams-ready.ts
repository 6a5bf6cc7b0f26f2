import pLimit from 'p-limit';
import { asObject, type Json, type JsonObject } from '../../spec/json.ts';
import { at, listOf, textOf } from '../values.ts';
import type { KubernetesClient } from './client.ts';
import { concurrency, type LiveState } from './cluster.ts';
import { nameOf, resourceId, type ObjectRef } from './object.ts';
import { referencesOf } from './references.ts';

/**
 * Services behind what was written that nothing answers for, a sentence each: a gateway takes a route to one, and every request fails. Of
 * what was not written nothing is said: it may have died long before. What we may not look at, or the cluster does not tell, counts as alive.
 */
export async function deadUpstreams(
  client: KubernetesClient,
  state: LiveState,
  written: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const wanted = new Map(
    written.flatMap((id) => {
      const object = state.get(id)?.object;
      const refs = object === undefined ? [] : referencesOf(withoutWeightless(object)).filter(isService);
      return refs.map((ref) => [resourceId(ref), { ref, by: id }] as const);
    }),
  );
  const found = await pLimit(concurrency).map([...wanted.values()], async ({ ref, by }) => {
    const problem = await problemOf(client, ref, signal);
    return problem === undefined ? [] : [`${by}: ${nameOf(ref)} ${problem}`];
  });
  return found.flat();
}

/** What nothing is sent to may be switched off. */
function withoutWeightless(object: JsonObject): JsonObject {
  const kept = (value: Json): Json => {
    if (Array.isArray(value)) return (value as readonly Json[]).filter((item) => at(item, 'weight') !== 0).map(kept);
    const fields = asObject(value);
    if (fields === undefined) return value;
    return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, kept(field)]));
  };
  return asObject(kept(object)) ?? object;
}

function isService({ apiVersion, kind }: ObjectRef): boolean {
  return apiVersion === 'v1' && kind === 'Service';
}

async function problemOf(client: KubernetesClient, ref: ObjectRef, signal: AbortSignal): Promise<string | undefined> {
  const service = await client.get(ref, signal);
  if (!service.ok) return undefined;
  if (service.object === undefined) return 'is not there: name one that is, or create it';
  if (textOf(at(service.object, 'spec', 'type')) === 'ExternalName') return undefined;
  const kind = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' };
  const slices = await client.list(kind, ref.namespace, `kubernetes.io/service-name=${ref.name}`, signal);
  if (!slices.ok || slices.objects.length === 0 || slices.objects.some(isAnswered)) return undefined;
  return 'has no endpoint that is ready: look at the pods behind it';
}

/** A condition that is not said counts as true (EndpointSlice, discovery.k8s.io/v1). */
function isAnswered(slice: JsonObject): boolean {
  return listOf(at(slice, 'endpoints')).some((endpoint) => at(endpoint, 'conditions', 'ready') !== false);
}
