import { replaceHolds } from '../../release/holds.ts';
import type { EnvironmentState, Hold, ReleaseRun } from '../../release/state.ts';

/** The environment with these holds in place of those that the APIs had. */
export function withHolds(state: EnvironmentState, apis: readonly string[], holds: readonly Hold[]): EnvironmentState {
  return { ...state, holds: replaceHolds(state.holds, apis, holds) };
}

const TAKEN_BACK = { phase: 'superseded', reason: 'all of it was taken back' } as const;

/** And without these APIs in the release under way: what was taken back is not analysed any more. */
export function without(state: EnvironmentState, apis: readonly string[], holds: readonly Hold[]): EnvironmentState {
  const held = withHolds(state, apis, holds);
  const { current } = state;
  if (current === undefined || (current.phase !== 'live' && current.phase !== 'applying')) return held;
  const changed = current.changed.filter((api) => !apis.includes(api));
  const run: ReleaseRun = changed.length > 0 ? { ...current, changed } : { ...current, changed, ...TAKEN_BACK };
  return { ...held, current: run };
}
