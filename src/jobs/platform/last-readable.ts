import type { RecordView } from '../../github/record-view.ts';
import type { Repo } from '../../github/repo.ts';
import { configAt, type ConfigAt } from './config-at.ts';
import { environmentsIn, environmentState } from './record.ts';

/**
 * A mistake in the newest configuration must not stop what is under way, nor a restore, nor the look at what is live: then the
 * environments are those of the newest commit that was let through. The mistake itself is said when that commit's release is refused.
 */
export async function lastReadable(repo: Repo, view: RecordView): Promise<Extract<ConfigAt, { ok: true }> | undefined> {
  for (const name of environmentsIn(view)) {
    const { judged } = await environmentState(view, name);
    const at = judged === undefined ? undefined : await configAt(repo, judged);
    if (at?.ok === true) return at;
  }
  return undefined;
}
