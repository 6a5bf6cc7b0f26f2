import type { SluiceConfig } from '../../config/sluice-config.ts';
import type { Services } from '../services.ts';

/**
 * Who must approve a release to an environment: somebody of each of these groups. The operator's floor stands whatever the
 * repository says; what the repository asks for comes on top. Empty: nobody has to.
 */
export function approvalGroups(
  { floors }: Pick<Services, 'floors'>,
  config: SluiceConfig,
  environment: string,
): readonly (readonly string[])[] {
  const floor = Object.hasOwn(floors, environment) ? floors[environment]?.approvalTeams : undefined;
  const own = config.environments?.[environment]?.approval?.teams;
  return [floor ?? [], own ?? []].filter((teams) => teams.length > 0);
}
