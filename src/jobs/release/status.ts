import type { RecordView } from '../../github/record-view.ts';
import type { Repo } from '../../github/repo.ts';
import type { StatusFacts } from '../../review/report-facts.ts';
import { environmentState } from '../platform/record.ts';
import { hasNoVerdict } from './accept.ts';

/** What the record says of each environment, for people. */
export async function statusFacts(
  repo: Pick<Repo, 'htmlUrl'>,
  view: RecordView,
  environments: readonly string[],
): Promise<StatusFacts> {
  const rows = await Promise.all(
    environments.map(async (name) => ({ name, state: await environmentState(view, name) })),
  );
  return {
    repository: { url: repo.htmlUrl },
    environments: rows.map(({ name, state: { current, deployed, good, holds } }) => ({
      environment: name,
      ...(deployed !== undefined && { commit: deployed }),
      ...(current && { phase: current.phase, at: current.at }),
      ...(current?.targets && { standings: current.targets }),
      ...(good[0] && { lastGood: good[0].commit }),
      holds: holds.map(({ api, reason, by }) => ({ api, reason, by })),
      pins: current?.pins ?? {},
    })),
    next: rows.flatMap(({ name, state: { current, holds } }) => [
      ...(current && hasNoVerdict(current) ? [`/accept env ${name} --reason "…"`] : []),
      ...holds.map(({ api }) => `/resume ${api} env ${name}`),
    ]),
  };
}
