import type { EnvironmentState, ReleaseRun } from '../../release/state.ts';
import { withoutAhead } from './ahead.ts';
import { now, save, type Advance, type ReleaseContext } from './context.ts';

/**
 * Last good that a target does not take any more keeps no other API waiting: what is pinned stays as it is live, and the release goes on with
 * what it brings. The record still says last good, so that live is drift. Undefined where the release writes nothing that is pinned.
 */
export async function leavePinned(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  run: ReleaseRun,
  message: string,
): Promise<Advance | undefined> {
  const left = run.changed.filter((api) => Object.hasOwn(run.pins, api));
  if (left.length === 0) return undefined;
  const why = `not put there: ${message}. It is left as it is live; once that can be mended: /drift revert env ${environment}`;
  const pins = Object.fromEntries(left.map((api) => [api, `${run.pins[api] ?? ''}; ${why}`]));
  const changed = run.changed.filter((api) => !left.includes(api));
  return save(context, {
    environment,
    state: { ...state, current: { ...run, at: now(context), changed, pins: { ...run.pins, ...pins } } },
    action: 'release.leave',
    detail: `${left.join(', ')}: ${message}`,
    cause: run.cause,
    more: await withoutAhead(context.view, environment, left),
  });
}
