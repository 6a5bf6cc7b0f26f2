import type { TargetConfig } from '../../config/targets-config.ts';
import { duration } from '../../config/units.ts';
import { KubernetesClient } from '../kubernetes/client.ts';
import { Connection } from '../kubernetes/connection.ts';
import { accessOf, renderOptions } from '../kubernetes/open.ts';
import type { Target } from '../target.ts';
import { Pulls } from './pulls.ts';
import { gitTarget } from './target.ts';

/** A branch as the operator's configuration tells of it. Nothing is asked yet. */
export function openGit(
  name: string,
  config: Extract<TargetConfig, { kind: 'git' }>,
  secretOf: (named: { readonly env: string }) => string,
): Target {
  const { repository, branch, folder, renders, namespaces, url, secret, controller, pullRequests } = config;
  const token = secret === undefined ? '' : secretOf(secret);
  return gitTarget(name, {
    remote: { url: repository, branch, secret: token },
    folder,
    renders,
    namespaces,
    url,
    ...renderOptions(config),
    ...(pullRequests !== undefined && {
      proposals: {
        pulls: new Pulls({ ...placeOf(repository, pullRequests.api), secret: token }),
        withinMs: duration(pullRequests.within ?? '24h'),
      },
    }),
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

/** Of a repository's address: GitHub's own API stands elsewhere, that of an Enterprise server below `/api/v3`. */
function placeOf(repository: string, api: string | undefined): { api: string; owner: string; name: string } {
  const { origin, host, pathname } = new URL(repository);
  const [owner = '', name = ''] = pathname
    .replace(/\.git$/, '')
    .split('/')
    .slice(1);
  const usual = host === 'github.com' ? 'https://api.github.com' : `${origin}/api/v3`;
  return { api: api ?? usual, owner, name };
}
