import type { RecordView } from '../../github/record-view.ts';
import type { EnvironmentState, ReleaseRun } from '../../release/state.ts';
import { asText, files } from '../platform/record.ts';
import { aheadOf } from './ahead.ts';
import { passedFiles, withGood } from './last-good.ts';

export interface Accepted {
  readonly files: Readonly<Record<string, string | null>>;
  /** What is last good by it. */
  readonly apis: readonly string[];
  /** The release that passes with it, where the newest had no verdict. */
  readonly passed?: ReleaseRun;
}

/**
 * What is live in an environment and no analysis could judge, as last good from `at` on, because somebody says so. Undefined where
 * everything has its verdict. `run`: the newest release, which is at its end.
 */
export async function acceptUnjudged(
  view: RecordView,
  environment: string,
  state: EnvironmentState,
  run: ReleaseRun,
  { at, reason }: { readonly at: string; readonly reason: string },
): Promise<Accepted | undefined> {
  const ahead = await aheadOf(view, environment);
  const apis = [...ahead.keys()].sort();
  const passed = hasNoVerdict(run) ? ({ ...run, phase: 'passed', reason, at } as const) : undefined;
  if (passed === undefined && apis.length === 0) return undefined;
  const good = passed ? withGood(state.good, passed, ahead, apis) : judgedNow(state.good, apis);
  return {
    apis,
    ...(passed && { passed }),
    files: {
      [files.environment(environment)]: asText({ ...state, current: passed ?? run, good }),
      ...(await passedFiles(view, environment, { ...run, at }, ahead)),
    },
  };
}

/** Whether a release came to its end without one. */
export function hasNoVerdict({ phase }: Pick<ReleaseRun, 'phase'>): boolean {
  return phase === 'inconclusive' || phase === 'error';
}

/** The newest that passed vouches for these too, which it had as they are now. */
function judgedNow(good: EnvironmentState['good'], apis: readonly string[]): EnvironmentState['good'] {
  const [newest, ...older] = good;
  if (newest?.without === undefined) return good;
  const { without, ...rest } = newest;
  const left = without.filter((api) => !apis.includes(api));
  return [{ ...rest, ...(left.length > 0 && { without: left }) }, ...older];
}
