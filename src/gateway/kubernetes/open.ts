import type { TargetConfig } from '../../config/targets-config.ts';
import type { Target } from '../target.ts';
import type { ClusterAccess } from './connection.ts';
import type { RenderOptions } from './render/renderer.ts';
import { kubernetesTarget } from './target.ts';

/** A cluster as the operator's configuration tells of it. Nothing is asked yet. */
export function openKubernetes(name: string, config: Extract<TargetConfig, { kind: 'kubernetes' }>): Target {
  const { renders, namespaces, url, api } = config;
  const access = accessOf(config);
  return kubernetesTarget(name, {
    access,
    renders,
    namespaces,
    url,
    ...renderOptions(config),
    ...(api !== undefined && { api }),
  });
}

interface Access {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly inCluster?: true | undefined;
}

export function accessOf({ kubeconfig, context, inCluster }: Access): ClusterAccess {
  if (inCluster === true) return { inCluster };
  return { ...(kubeconfig !== undefined && { kubeconfig }), ...(context !== undefined && { context }) };
}

type Rendering = Pick<
  Extract<TargetConfig, { kind: 'kubernetes' | 'git' }>,
  'gateway' | 'entryPoints' | 'clusterKinds'
>;

export function renderOptions({ gateway, entryPoints, clusterKinds }: Rendering): Omit<RenderOptions, 'namespace'> {
  return {
    ...(clusterKinds !== undefined && { clusterKinds }),
    ...(gateway !== undefined && {
      parent: {
        name: gateway.name,
        ...(gateway.namespace !== undefined && { namespace: gateway.namespace }),
        ...(gateway.section !== undefined && { section: gateway.section }),
      },
    }),
    ...(entryPoints !== undefined && {
      entryPoints: {
        ...(entryPoints.public !== undefined && { public: entryPoints.public }),
        ...(entryPoints.internal !== undefined && { internal: entryPoints.internal }),
      },
    }),
  };
}
