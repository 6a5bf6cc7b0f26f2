import { closeIssue } from '../../github/issues.ts';
import { closePull } from '../../github/pull-writer.ts';
import type { RecordView } from '../../github/record-view.ts';
import type { Repo } from '../../github/repo.ts';
import type { HoldsVerdict } from '../../release/holds.ts';
import type { AuditEntry, Hold } from '../../release/state.ts';
import { environmentsIn, environmentState } from '../platform/record.ts';

const NOT_NEEDED = `**Not needed any more:** nothing that this takes back is held any longer, and merging it would take back what was let through since.

Next: nothing. To take that back as well, comment \`/rollback\` on its pull request.`;

/** An incident that is over, with the APIs whose holds were lifted. */
export interface IncidentOver {
  readonly issue: number;
  readonly apis: readonly string[];
}

/**
 * Closes what came of holds that are lifted: an incident and a revert may be of several APIs, a revert of several environments, and are over
 * once nothing of them is held any more. A merged revert is closed already. Returns the incidents that are over.
 */
export async function endOfHolds(
  repo: Repo,
  view: RecordView,
  environment: string,
  { lifted, kept }: Pick<HoldsVerdict, 'lifted' | 'kept'>,
): Promise<IncidentOver[]> {
  if (lifted.length === 0) return [];
  const others = environmentsIn(view).filter((name) => name !== environment);
  const states = await Promise.all(others.map((name) => environmentState(view, name)));
  const standing = [...kept, ...states.flatMap(({ holds }) => holds)];
  const over = endedOf(lifted, standing, ({ incident }) => incident);
  for (const issue of over) await closeIssue(repo, issue);
  for (const pull of endedOf(lifted, standing, ({ revert }) => revert)) await closePull(repo, pull, NOT_NEEDED);
  return over.map((issue) => ({
    issue,
    apis: lifted.filter(({ incident }) => incident === issue).map(({ api }) => api),
  }));
}

function endedOf(lifted: readonly Hold[], standing: readonly Hold[], of: (hold: Hold) => number | undefined): number[] {
  const numbers = new Set(lifted.flatMap((hold) => of(hold) ?? []));
  return [...numbers].filter((number) => standing.every((hold) => of(hold) !== number));
}

/** As the audit trail has it. */
export function closed(environment: string, about: IncidentOver): Required<Omit<AuditEntry, 'at' | 'cause'>> {
  return { action: 'incident.close', subject: environment, detail: `#${about.issue}`, about };
}
