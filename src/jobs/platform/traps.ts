import { effectiveApis } from '../../config/effective.ts';
import type { SluiceConfig } from '../../config/sluice-config.ts';
import { trapsOf } from '../../release/exposure/traps.ts';
import type { TargetPlanned } from './plan-environment.ts';
import { portableRoutes } from './access.ts';

/** What this target would take without a word and not serve as it is meant, of these APIs: a sentence for each, with what to do. */
export function trapsOn(
  planned: TargetPlanned,
  apis: readonly string[],
  config: SluiceConfig,
  environment: string,
): string[] {
  if (!planned.ok) return [];
  const { target, plan, taken } = planned;
  const routes = target.access?.(plan.desired) ?? portableRoutes(config, environment, target.name, new Map());
  const deployable = new Set(effectiveApis(config, environment).map(({ name }) => name));
  const meant = new Set(apis.filter((api) => deployable.has(api)));
  return trapsOf(routes, taken, meant).map(({ api, field, message }) => `${api}, ${field}: ${message}.`);
}
