import type { RecordView } from '../../github/record-view.ts';
import type { ApiContent } from '../../release/compose.ts';
import type { GoodRelease, LastGood, ReleaseRun } from '../../release/state.ts';
import { asText, files } from '../platform/record.ts';
import { withoutAhead } from './ahead.ts';
import type { Content } from './snapshot.ts';

/** Of each API its content as the last good of an environment, as files of the record. Pinned ones keep what they have. */
function lastGoodFiles(
  environment: string,
  run: ReleaseRun,
  content: ReadonlyMap<string, ApiContent>,
): Record<string, string | null> {
  const saved: Record<string, string | null> = {};
  for (const [api, resources] of content) {
    if (Object.hasOwn(run.pins, api)) continue;
    const good: LastGood = { commit: run.commit, deployment: run.deployment, at: run.at, resources };
    const gone = Object.values(resources).every((list) => list.length === 0);
    saved[files.lastGood(environment, api)] = gone ? null : asText(good);
  }
  return saved;
}

/** The same of a release that has passed: nothing of that is ahead of last good any more. */
export async function passedFiles(
  view: RecordView,
  environment: string,
  run: ReleaseRun,
  content: ReadonlyMap<string, ApiContent>,
): Promise<Record<string, string | null>> {
  const saved = lastGoodFiles(environment, run, content);
  return { ...saved, ...(await withoutAhead(view, environment, content.keys())) };
}

const GOOD_KEPT = 20;

/** The short list of good releases with this one at its head. `ahead`: what had no verdict; `passed`: APIs that have one now. */
export function withGood(
  good: readonly GoodRelease[],
  { commit, deployment, at, pins, takenBack = [] }: ReleaseRun,
  ahead: Content,
  passed: Iterable<string>,
): readonly GoodRelease[] {
  const left = new Set([...Object.keys(pins), ...takenBack, ...ahead.keys()]);
  for (const api of passed) if (!Object.hasOwn(pins, api)) left.delete(api);
  const without = left.size === 0 ? {} : { without: [...left].sort() };
  return [{ commit, deployment, at, ...without }, ...good].slice(0, GOOD_KEPT);
}
