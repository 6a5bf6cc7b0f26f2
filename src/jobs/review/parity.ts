import { configuredParity, pairsIn } from '../../release/parity/configured.ts';
import { brought, type Disparity } from '../../release/parity/disparity.ts';
import type { TargetRoutes } from '../../release/parity/ways.ts';
import type { PlanInput } from './plan-sections.ts';

/** Where the targets of an environment answer by git, with the change and without it. */
export interface RoutesInGit {
  readonly after: readonly TargetRoutes[];
  /** Absent where there is nothing to compare with. */
  readonly before?: readonly TargetRoutes[];
}

/** What the change makes unlike between environments, as far as it is worth telling. */
export function broughtParity(
  { config, outlines, apis, base }: Pick<PlanInput, 'config' | 'outlines' | 'apis' | 'base'>,
  routes: ReadonlyMap<string, RoutesInGit>,
): Disparity[] {
  if (base === undefined) return [];
  const now = parityOf({ config, outlines }, apis, (environment) => routes.get(environment)?.after);
  const earlier = parityOf(base, apis, (environment) => routes.get(environment)?.before);
  return brought(now, earlier);
}

function parityOf(
  { config, outlines }: Pick<PlanInput, 'config' | 'outlines'>,
  apis: readonly string[],
  routesIn: (environment: string) => readonly TargetRoutes[] | undefined,
): Disparity[] {
  return pairsIn(config).flatMap(({ environment, after }) => {
    const [before = [], here = []] = [routesIn(after), routesIn(environment)];
    return configuredParity({ config, environment, after, apis, outlines, before, here });
  });
}
