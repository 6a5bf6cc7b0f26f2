import { asObject, own, type JsonObject } from '../../spec/json.ts';
import { nameOf, refOf } from './object.ts';
import { at } from '../values.ts';
import { prefix } from './ownership.ts';

/** What of a cluster the operator lets repositories write to. */
export interface Territory {
  readonly namespaces: readonly string[];
  /** Kinds without a namespace. */
  readonly clusterKinds: readonly string[];
}

/** Kinds that belong to no namespace, as far as they are known without asking a cluster. */
const withoutNamespace = new Set([
  'AccessControlPolicy',
  'APIService',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'GatewayClass',
  'IngressClass',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PriorityClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
]);

const label = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

/**
 * Why Sluice would not write this object whoever asked for it; `undefined` where nothing speaks against it. What the operator's
 * account may do is the cluster's business; what a repository may ask for is decided here.
 */
export function objection(body: JsonObject, { namespaces, clusterKinds }: Territory): string | undefined {
  const ref = refOf(body);
  if (ref.apiVersion === '' || ref.kind === '') return 'has no apiVersion or kind: it is no object of Kubernetes';
  if (!label.test(ref.name)) return `${ref.kind} has no name that Kubernetes takes (metadata.name)`;
  const name = nameOf(ref);
  const isAllowed = clusterKinds.includes(ref.kind);
  if (isAllowed && ref.namespace !== '') return `${name}: its kind belongs to no namespace (metadata.namespace)`;
  if (!isAllowed && withoutNamespace.has(ref.kind)) {
    return `${name} belongs to no namespace: the operator lets this target write to ${[...namespaces, ...clusterKinds].join(', ')} only (clusterKinds)`;
  }
  if (!isAllowed && !namespaces.includes(ref.namespace)) {
    return `${name}: the operator lets this target write to ${namespaces.join(', ')} only`;
  }
  if (ref.kind === 'Secret' && (own(body, 'data') !== undefined || own(body, 'stringData') !== undefined)) {
    return `${name} holds secret data: secrets are referenced by name and written by nobody through git`;
  }
  const names = ['labels', 'annotations'].flatMap((part) => Object.keys(asObject(at(body, 'metadata', part)) ?? {}));
  const taken = names.find((each) => each.startsWith(prefix));
  return taken === undefined ? undefined : `${name}: ${taken} is a mark of Sluice’s own`;
}
