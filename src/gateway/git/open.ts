import type { TargetConfig } from '../../config/targets-config.ts';
import { KubernetesClient } from '../kubernetes/client.ts';
import { Connection } from '../kubernetes/connection.ts';
import { accessOf, renderOptions } from '../kubernetes/open.ts';
import type { Target } from '../target.ts';
import { gitTarget } from './target.ts';

/** A branch as the operator's configuration tells of it. Nothing is asked yet. */
export function openGit(
  name: string,
  config: Extract<TargetConfig, { kind: 'git' }>,
  secretOf: (named: { readonly env: string }) => string,
): Target {
  const { repository, branch, folder, renders, namespaces, url, secret, controller } = config;
  return gitTarget(name, {
    remote: { url: repository, branch, secret: secret === undefined ? '' : secretOf(secret) },
    folder,
    renders,
    namespaces,
    url,
    ...renderOptions(config),
    ...(controller !== undefined && {
      controller: {
        kind: controller.kind,
        namespace: controller.namespace,
        name: controller.name,
        client: new KubernetesClient(name, new Connection(accessOf(controller))),
      },
    }),
  });
}
