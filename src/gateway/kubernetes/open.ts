import type { TargetConfig } from '../../config/targets-config.ts';
import type { Target } from '../target.ts';
import { kubernetesTarget } from './target.ts';

/** A cluster as the operator's configuration tells of it. Nothing is asked yet. */
export function openKubernetes(name: string, config: Extract<TargetConfig, { kind: 'kubernetes' }>): Target {
  const { renders, namespaces, url, kubeconfig, context, inCluster, gateway, entryPoints, api } = config;
  return kubernetesTarget(name, {
    access:
      inCluster === true
        ? { inCluster }
        : { ...(kubeconfig !== undefined && { kubeconfig }), ...(context !== undefined && { context }) },
    renders,
    namespaces,
    url,
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
    ...(api !== undefined && { api }),
  });
}
