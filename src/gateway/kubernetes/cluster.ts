import pLimit from 'p-limit';
import type { Changer } from '../../release/drift.ts';
import type { Resource } from '../../release/manifest.ts';
import type { JsonObject } from '../../spec/json.ts';
import { canonical } from './canonical.ts';
import type { Found, KubernetesClient } from './client.ts';
import type { OwnerLease } from './lease.ts';
import { managersOf } from './managed-fields.ts';
import { refOf, resourceId, type KindRef } from './object.ts';
import { apiOf, fieldManager, selectorOf } from './ownership.ts';
import { resourcesOf } from './render/manifest.ts';

/** One object of an owner as it is now. */
export interface LiveObject {
  readonly resource: Resource;
  readonly object: JsonObject;
  /** Managers that changed what we had applied. */
  readonly takenBy: readonly Changer[];
}

export type LiveState = ReadonlyMap<string, LiveObject>;

/** How many requests are under way at a time. */
export const concurrency = 8;

/** Kinds that renderers write: what is looked for where an owner's Lease was lost, or never was. */
const renderedKinds: readonly KindRef[] = [
  { apiVersion: 'v1', kind: 'Service' },
  { apiVersion: 'v1', kind: 'ConfigMap' },
  ...['IngressRoute', 'Middleware', 'ServersTransport', 'TLSOption', 'TraefikService'].map((kind) => ({
    apiVersion: 'traefik.io/v1alpha1',
    kind,
  })),
  ...['API', 'APIAuth', 'APICatalogItem', 'APIPlan', 'APIVersion'].map((kind) => ({
    apiVersion: 'hub.traefik.io/v1alpha1',
    kind,
  })),
  ...['SecurityPolicy', 'TykOasApiDefinition'].map((kind) => ({ apiVersion: 'tyk.tyk.io/v1alpha1', kind })),
  { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute' },
  { apiVersion: 'gateway.networking.k8s.io/v1beta1', kind: 'ReferenceGrant' },
];

/** What an owner has in the target's namespaces, by resource id. */
export async function liveState(
  client: KubernetesClient,
  lease: OwnerLease,
  namespaces: readonly string[],
  owner: string,
  signal: AbortSignal,
): Promise<Found<{ readonly state: LiveState }>> {
  const inventory = await lease.kinds(owner, signal);
  if (!inventory.ok) return inventory;
  return liveOfKinds(client, inventory.kinds.length > 0 ? inventory.kinds : renderedKinds, namespaces, owner, signal);
}

/** The same where it is known which kinds it has objects of. */
export async function liveOfKinds(
  client: KubernetesClient,
  kinds: readonly KindRef[],
  namespaces: readonly string[],
  owner: string,
  signal: AbortSignal,
): Promise<Found<{ readonly state: LiveState }>> {
  const limit = pLimit(concurrency);
  const lists = await Promise.all(
    namespaces.flatMap((namespace) =>
      kinds.map((kind) => limit(() => client.list(kind, namespace, selectorOf(owner), signal))),
    ),
  );
  const objects: JsonObject[] = [];
  for (const list of lists) {
    if (!list.ok) return list;
    for (const object of list.objects) objects.push(object);
  }
  return { ok: true, state: stateOf(objects) };
}

/** Each object once: a kind that was written by two versions is listed in both, and counts in the one that ours was applied in last. */
function asApplied(objects: readonly JsonObject[]): JsonObject[] {
  const byId = new Map<string, JsonObject>();
  for (const object of objects) {
    const id = resourceId(refOf(object));
    if (!byId.has(id) || refOf(object).apiVersion === appliedVersion(object)) byId.set(id, object);
  }
  return [...byId.values()];
}

function appliedVersion(object: JsonObject): string | undefined {
  return managersOf(object).find(({ manager, operation }) => manager === fieldManager && operation === 'Apply')
    ?.apiVersion;
}

function stateOf(objects: readonly JsonObject[]): LiveState {
  const read = asApplied(objects).map((object) => ({ object, ...canonical(object) }));
  const resources = resourcesOf(read.map(({ object, body }) => ({ api: apiOf(object), body })));
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  return new Map(
    read.flatMap(({ object, body, takenBy }): [string, LiveObject][] => {
      const [only] = resourcesOf([{ api: apiOf(object), body }]);
      const resource = only === undefined ? undefined : byId.get(only.id);
      return resource === undefined ? [] : [[resource.id, { resource, object, takenBy }]];
    }),
  );
}
