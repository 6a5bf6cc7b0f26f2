import { closeIssue } from '../../github/issues.ts';
import { closePull } from '../../github/pull-writer.ts';
import type { RecordView } from '../../github/record-view.ts';
import type { Repo } from '../../github/repo.ts';
import type { HoldsVerdict } from '../../release/holds.ts';
import { environmentsIn, environmentState } from '../platform/record.ts';

const NOT_NEEDED = `**Not needed any more:** nothing that this takes back is held any longer, and merging it would take back what was let through since.

Next: nothing. To take that back as well, comment \`/rollback\` on its pull request.`;

/**
 * Closes what came of holds that are lifted: an incident and a revert may be of several APIs, a revert of several environments, and are over
 * once nothing of them is held any more. A merged revert is closed already.
 */
export async function endOfHolds(
  repo: Repo,
  view: RecordView,
  environment: string,
  { lifted, kept }: Pick<HoldsVerdict, 'lifted' | 'kept'>,
): Promise<void> {
  if (lifted.length === 0) return;
  const others = environmentsIn(view).filter((name) => name !== environment);
  const states = await Promise.all(others.map((name) => environmentState(view, name)));
  const standing = [...kept, ...states.flatMap(({ holds }) => holds)];
  for (const { incident, revert } of lifted) {
    if (incident !== undefined && standing.every((hold) => hold.incident !== incident)) {
      await closeIssue(repo, incident);
    }
    if (revert !== undefined && standing.every((hold) => hold.revert !== revert)) {
      await closePull(repo, revert, NOT_NEEDED);
    }
  }
}
