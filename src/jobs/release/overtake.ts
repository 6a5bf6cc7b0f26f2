import type { EnvironmentState, ReleaseRun } from '../../release/state.ts';
import type { Advance, ReleaseContext } from './context.ts';
import { prepare } from './prepare.ts';
import { supersede } from './supersede.ts';

/** Whether a person has to let it in before anything of it is live, on one target at least. */
export function wasAsked({ targets = {} }: ReleaseRun): boolean {
  return Object.values(targets).some(({ state }) => state === 'asked');
}

/**
 * A release that waits for a person does not keep a newer one waiting: that takes its place, and asks in its stead. Undefined where the
 * newer one may not or cannot go there: then the one before goes on waiting.
 */
export async function overtake(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  run: ReleaseRun,
  commit: string,
): Promise<Advance | undefined> {
  const onlyAsked = Object.values(run.targets ?? {}).every(({ state: standing }) =>
    ['asked', 'before'].includes(standing),
  );
  if (run.phase !== 'applying' || !onlyAsked || commit === run.commit) return undefined;
  const preparation = await prepare(context, environment, state, commit);
  if (preparation.kind !== 'ready') return undefined;
  return supersede(context, environment, state, run, `overtaken by ${commit.slice(0, 7)} before it was let in`);
}
