import { replaceHolds } from '../../release/holds.ts';
import { withoutApis, type EnvironmentState, type Hold, type ReleaseRun } from '../../release/state.ts';

/** The environment with these holds in place of those that the APIs had. */
export function withHolds(state: EnvironmentState, apis: readonly string[], holds: readonly Hold[]): EnvironmentState {
  return { ...state, holds: replaceHolds(state.holds, apis, holds) };
}

const TAKEN_BACK = { phase: 'superseded', reason: 'all of it was taken back' } as const;

/** And without these APIs in the release under way, or in the one that passed last: what was taken back is not analysed, and goes no further. */
export function without(state: EnvironmentState, apis: readonly string[], holds: readonly Hold[]): EnvironmentState {
  const good = withoutApis(
    state.good,
    holds.map(({ api }) => api),
  );
  const held = { ...withHolds(state, apis, holds), good };
  const { current } = state;
  if (current === undefined || (current.phase !== 'live' && current.phase !== 'applying')) return held;
  const changed = current.changed.filter((api) => !apis.includes(api));
  const takenBack = [...(current.takenBack ?? []), ...current.changed.filter((api) => apis.includes(api))];
  const run: ReleaseRun = { ...current, changed, takenBack, ...(changed.length === 0 && TAKEN_BACK) };
  return { ...held, current: run };
}
