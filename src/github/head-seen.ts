import { checkName } from './checks.ts';
import { at, type Repo } from './repo.ts';

/**
 * When Sluice first saw this commit as a head: the start of its first check run there, by GitHub's clock and by nobody
 * else's (a commit's own dates are whatever its author wrote). Undefined where it has none yet.
 */
export async function headSeenAt(repo: Repo, sha: string): Promise<Date | undefined> {
  const { data } = await repo.octokit.rest.checks.listForRef({
    ...at(repo),
    ref: sha,
    check_name: checkName,
    filter: 'all',
    app_id: repo.bot.appId,
  });
  const starts = data.check_runs.flatMap(({ started_at: started }) => (started === null ? [] : [Date.parse(started)]));
  return starts.length === 0 ? undefined : new Date(Math.min(...starts));
}
