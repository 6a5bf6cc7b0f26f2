import type { TargetConfig, TargetsConfig } from '../../config/targets-config.ts';
import type { Environment } from '../../config/targets.ts';
import type { Target } from '../target.ts';
import { served, servedStore, type Served } from './served.ts';
import { directoryStore } from './store.ts';
import { traefikTarget } from './target.ts';

type TraefikConfig = Extract<TargetConfig, { kind: 'traefik' }>;

export function openTraefik(
  name: string,
  { provider, directory, api, url, login, entryPoints, secrets }: TraefikConfig,
  secretOf: (named: { readonly env: string }) => string,
): Target {
  const common = {
    api,
    url,
    bindings: { entryPoints, secrets },
    ...(login !== undefined && { login: secretOf(login) }),
  };
  if (provider === 'file')
    return traefikTarget(name, { ...common, provider, directory, store: directoryStore(directory) });
  const store = servedStore(directory);
  return { ...traefikTarget(name, { ...common, provider, store }), kept: store };
}

/** A target whose configuration Traefiks ask Sluice for. */
export interface ServedTarget extends Served {
  readonly name: string;
  /** What they have to send with it. */
  readonly token: string;
}

/** What the web process answers Traefiks with. */
export function servedTargets(config: TargetsConfig, env: Environment): readonly ServedTarget[] {
  return Object.entries(config.targets).flatMap(([name, target]) => {
    if (target.kind !== 'traefik' || target.provider !== 'http' || target.secret === undefined) return [];
    return [{ name, token: env[target.secret.env] ?? '', ...served(target.directory) }];
  });
}
