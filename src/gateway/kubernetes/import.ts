import pLimit from 'p-limit';
import { parse } from 'yaml';
import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { credentialsIn } from '../credentials.ts';
import type { Importer, ImportFound, LeftOut } from '../importer.ts';
import type { Scope } from '../target.ts';
import { at, listOf, textOf } from '../values.ts';
import { adopt } from './adopt.ts';
import type { Cluster } from './apply.ts';
import type { Found, KubernetesClient } from './client.ts';
import { concurrency } from './cluster.ts';
import { hubApiKinds } from './hub-kinds.ts';
import { apisOf } from './import-apis.ts';
import { intentOf } from './intent.ts';
import { nameOf, refOf, type KindRef } from './object.ts';
import { ownerOf } from './ownership.ts';
import { referencesOf } from './references.ts';

const groups: Readonly<Record<string, readonly string[]>> = {
  'traefik.io/v1alpha1': ['IngressRoute', 'Middleware', 'ServersTransport', 'TLSOption', 'TraefikService'],
  'hub.traefik.io/v1alpha1': hubApiKinds,
  'tyk.tyk.io/v1alpha1': ['ApiDefinition', 'SecurityPolicy', 'TykOasApiDefinition'],
  'gateway.networking.k8s.io/v1': ['HTTPRoute'],
  'gateway.networking.k8s.io/v1beta1': ['ReferenceGrant'],
};

/** What describes APIs. Services and Secrets come with what runs behind them, Gateways and OperatorContexts are the operator's. */
const kinds: readonly KindRef[] = Object.entries(groups).flatMap(([apiVersion, names]) =>
  names.map((kind) => ({ apiVersion, kind })),
);

/** What people and their tools applied to a cluster. */
export function kubernetesImporter(cluster: Cluster): Importer {
  return {
    find: (scope, signal) => find(cluster, scope, signal),
    adopt: (scope, resources, signal) => adopt(cluster, scope, resources, signal),
  };
}

async function find(cluster: Cluster, scope: Scope, signal: AbortSignal): Promise<ImportFound> {
  const { client } = cluster;
  const listed = await everything(cluster, signal);
  if (!listed.ok) return listed;
  const looked = await pLimit(concurrency).map(listed.objects, async (object) => {
    const why = whoseElse(object, scope) ?? inDoubt(object);
    if (why !== undefined) return { object, why };
    const intent = await intentOf(client, object, signal);
    return intent.ok ? { object, body: intent.body } : { object, why: intent.why };
  });
  const left = looked.flatMap(({ object, why }): LeftOut[] =>
    why === undefined ? [] : [{ what: nameOf(refOf(object)), why }],
  );
  const bodies = looked.flatMap(({ body }) => (body === undefined ? [] : [body]));
  return { ok: true, apis: apisOf(bodies), secrets: [], left };
}

/** With the ConfigMaps that definitions of Tyk stand in. */
async function everything(
  { client, namespaces }: Cluster,
  signal: AbortSignal,
): Promise<Found<{ readonly objects: readonly JsonObject[] }>> {
  const limit = pLimit(concurrency);
  const lists = await Promise.all(
    namespaces.flatMap((namespace) => kinds.map((kind) => limit(() => client.list(kind, namespace, '', signal)))),
  );
  const objects: JsonObject[] = [];
  for (const list of lists) {
    if (!list.ok) return list;
    objects.push(...list.objects);
  }
  const texts = await configMapsOf(client, objects, namespaces, signal);
  return texts.ok ? { ok: true, objects: [...objects, ...texts.objects] } : texts;
}

async function configMapsOf(
  client: KubernetesClient,
  objects: readonly JsonObject[],
  namespaces: readonly string[],
  signal: AbortSignal,
): Promise<Found<{ readonly objects: readonly JsonObject[] }>> {
  const refs = objects
    .flatMap(referencesOf)
    .filter(({ kind, namespace }) => kind === 'ConfigMap' && namespaces.includes(namespace));
  const found = new Map<string, JsonObject>();
  for (const ref of refs) {
    if (found.has(nameOf(ref))) continue;
    const answer = await client.get(ref, signal);
    if (!answer.ok) return answer;
    if (answer.object !== undefined) found.set(nameOf(ref), answer.object);
  }
  return { ok: true, objects: [...found.values()] };
}

/** Labels and annotations of what would change it back. */
const keepers: readonly (readonly [key: string, name: string])[] = [
  ['app.kubernetes.io/managed-by', 'what its label app.kubernetes.io/managed-by names'],
  ['argocd.argoproj.io/tracking-id', 'Argo CD'],
  ['argocd.argoproj.io/instance', 'Argo CD'],
  ['kustomize.toolkit.fluxcd.io/name', 'Flux'],
  ['helm.toolkit.fluxcd.io/name', 'Flux'],
];

function whoseElse(object: JsonObject, scope: Scope): string | undefined {
  const owner = ownerOf(object);
  if (owner !== undefined && owner !== scope.owner) return `it belongs to ${owner}`;
  const [parent] = listOf(at(object, 'metadata', 'ownerReferences'));
  if (parent !== undefined) return `${textOf(at(parent, 'kind'))} ${textOf(at(parent, 'name'))} made it and keeps it`;
  const keeper = keepers.find(([key]) =>
    ['labels', 'annotations'].some((part) => at(object, 'metadata', part, key) !== undefined),
  );
  return keeper && `${keeper[1]} keeps it: take it out there first`;
}

/** Fields of Traefik's resources that hold the name of a Secret. */
const secretNames = new Set(['secret', 'caSecret', 'certSecret', 'certificatesSecrets', 'rootCAsSecrets']);

/** Why it may hold a credential, which no file may have. */
function inDoubt(object: JsonObject): string | undefined {
  if (at(object, 'spec', 'plugin') !== undefined)
    return 'spec.plugin may hold secrets that nobody but its plugin knows';
  const isTraefiks = textOf(own(object, 'apiVersion')).startsWith('traefik.io/');
  const texts = Object.entries(asObject(own(object, 'data')) ?? {}).map(
    ([key, value]) => [key, parsed(value)] as const,
  );
  const content = {
    ...Object.fromEntries(Object.entries(object).filter(([key]) => key !== 'metadata' && key !== 'status')),
    ...(texts.length > 0 && { data: Object.fromEntries(texts) }),
  };
  const isName = (text: string, name: string): boolean =>
    (isTraefiks && secretNames.has(name)) || /^urn:k8s:secret:/.test(text);
  const [first] = credentialsIn(content, isName);
  return first && `${first.place} is ${first.what}: put it into a Secret, name that, and import again`;
}

/** What stands in a text of a ConfigMap, where it is something: of Tyk's definitions the part that Tyk acts on. */
function parsed(value: Json): Json {
  if (typeof value !== 'string') return value;
  try {
    const inner = parse(value, { maxAliasCount: 0, logLevel: 'silent' }) as Json;
    return own(asObject(inner), 'x-tyk-api-gateway') ?? inner;
  } catch {
    return value;
  }
}
