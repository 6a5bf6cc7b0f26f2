import type { Json } from '../../spec/json.ts';
import type { KubernetesClient } from '../kubernetes/client.ts';
import { type ObjectRef } from '../kubernetes/object.ts';
import { at, listOf, textOf } from '../values.ts';

/** Who deploys from the repository, by the object that says so in its cluster. */
export interface Controller {
  readonly kind: 'argocd' | 'flux';
  readonly namespace: string;
  readonly name: string;
}

/** What the controller has made of the repository. */
export type ControllerState =
  /** `commit` is in the cluster and works. */
  | { readonly kind: 'applied'; readonly commit: string }
  | { readonly kind: 'deploying'; readonly message: string }
  | { readonly kind: 'unreachable'; readonly message: string };

export async function controllerState(
  client: KubernetesClient,
  controller: Controller,
  signal: AbortSignal,
): Promise<ControllerState> {
  const ref = refOf(controller);
  const found = await client.get(ref, signal);
  if (!found.ok) return { kind: found.reason === 'unreachable' ? 'unreachable' : 'deploying', message: found.message };
  const name = `${ref.kind} ${ref.namespace}/${ref.name}`;
  if (found.object === undefined) return { kind: 'deploying', message: `there is no ${name} in its cluster` };
  const state = controller.kind === 'argocd' ? argocd(found.object) : flux(found.object);
  return 'commit' in state
    ? { kind: 'applied', ...state }
    : { kind: 'deploying', message: `${name}: ${state.message}` };
}

function refOf({ kind, namespace, name }: Controller): ObjectRef {
  return kind === 'argocd'
    ? { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', namespace, name }
    : { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', namespace, name };
}

type State = { readonly commit: string } | { readonly message: string };

/** Argo CD: `Synced` says that the cluster has the revision, `Healthy` that it works. */
function argocd(application: Json): State {
  const status = at(application, 'status');
  const [sync, health] = [textOf(at(status, 'sync', 'status')), textOf(at(status, 'health', 'status'))];
  const commit = textOf(at(status, 'sync', 'revision'));
  if (sync === 'Synced' && health === 'Healthy') return { commit };
  const said = textOf(at(status, 'operationState', 'message')) || textOf(at(status, 'health', 'message'));
  return {
    message: `it is ${sync || 'not synchronised'} and ${health || 'of unknown health'}${said === '' ? '' : `: ${said}`}`,
  };
}

/** Flux: `main@sha1:COMMIT` is what was applied last; Ready is about the newest generation. */
function flux(kustomization: Json): State {
  const status = at(kustomization, 'status');
  const ready = listOf(at(status, 'conditions')).find((condition) => at(condition, 'type') === 'Ready');
  const generation = Number(at(kustomization, 'metadata', 'generation') ?? 0);
  const isCurrent = Number(at(status, 'observedGeneration') ?? 0) >= generation;
  if (at(ready, 'status') === 'True' && isCurrent) {
    return { commit: textOf(at(status, 'lastAppliedRevision')).replace(/^.*[:/]/, '') };
  }
  return { message: `it is not ready: ${textOf(at(ready, 'reason'))} ${textOf(at(ready, 'message'))}`.trim() };
}
