import type { TargetConfig } from '../../config/targets-config.ts';
import type { Target } from '../target.ts';
import { tykTarget } from './target.ts';

type Config = Extract<TargetConfig, { kind: 'tyk' }>;

/** The operator's form as a target. */
export function openTyk(name: string, config: Config, secretOf: (named: Config['secret']) => string): Target {
  return tykTarget(name, {
    nodes: config.nodes,
    url: config.url,
    secret: secretOf(config.secret),
    storage: config.storage ?? 'each',
    settings: { jwtSigning: config.jwtSigning ?? 'rsa', secrets: config.secrets ?? {} },
  });
}
