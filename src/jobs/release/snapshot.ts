import type { RecordView } from '../../github/record-view.ts';
import type { ApiContent } from '../../release/compose.ts';
import { ofApi, type Resource } from '../../release/manifest.ts';
import type { ReleaseRun } from '../../release/state.ts';
import type { TargetPlanned } from '../platform/plan-environment.ts';
import { asText, files } from '../platform/record.ts';

/** API → its resources on each target. */
export type Content = ReadonlyMap<string, ApiContent>;

/** What these APIs are on each target before a release writes anything. */
export function contentBefore(planned: readonly TargetPlanned[], apis: readonly string[]): Content {
  const live = planned.flatMap((one) => (one.ok ? [one] : []));
  return new Map(
    apis.map((api) => [
      api,
      Object.fromEntries(live.map((one): [string, readonly Resource[]] => [one.target.name, ofApi(one.live, api)])),
    ]),
  );
}

interface Saved {
  readonly deployment: number;
  readonly content: Readonly<Record<string, ApiContent>>;
}

/**
 * As a file of the record, written with the commit that begins a release: whoever goes on after a crash finds what to put back, since
 * what is live by then may be half of the release.
 */
export function snapshotFile(environment: string, deployment: number, content: Content): Record<string, string> {
  const value: Saved = { deployment, content: Object.fromEntries(content) };
  return { [files.before(environment)]: asText(value) };
}

/** Of this very deployment, without what was taken out of it since; undefined where there is none. */
export async function snapshotOf(
  view: RecordView,
  environment: string,
  { deployment, changed }: ReleaseRun,
): Promise<Content | undefined> {
  const saved = (await view.json(files.before(environment))) as Saved | undefined;
  if (saved?.deployment !== deployment) return undefined;
  return new Map(Object.entries(saved.content).filter(([api]) => changed.includes(api)));
}

/** Once the release stands or is taken back there is nothing to go back to. */
export function withoutSnapshot(environment: string): Record<string, null> {
  return { [files.before(environment)]: null };
}
