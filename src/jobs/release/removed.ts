import { environmentsIn, environmentState } from '../platform/record.ts';
import { isUnderWay } from './advance.ts';
import { aftermath } from './aftermath.ts';
import type { Advance, ReleaseContext } from './context.ts';
import { supersede } from './supersede.ts';

/**
 * An environment that was taken out of the configuration is nobody's to write to any more: what was under way there is over. What was put
 * back there already is still told. The configuration is the newest one: an older one may not have the environment yet.
 */
export async function endRemoved(context: ReleaseContext): Promise<Advance | undefined> {
  for (const environment of environmentsIn(context.view)) {
    if (Object.hasOwn(context.config.environments ?? {}, environment)) continue;
    const state = await environmentState(context.view, environment);
    const run = state.current;
    if (run === undefined || !isUnderWay(run)) continue;
    const reason = `${environment} was taken out of the configuration; what is live there stays`;
    return run.reverted === undefined
      ? supersede(context, environment, state, run, reason)
      : aftermath(context, environment, state, run);
  }
  return undefined;
}
