import { checkName } from './checks.ts';
import { at, type Repo } from './repo.ts';

interface ReviewedHead {
  readonly head: string;
  /** By GitHub's clock; not before it became the head. */
  readonly at: string;
}

/**
 * When Sluice first saw this commit as a head: the start of its first check run there, by GitHub's clock and by nobody
 * else's (a commit's own dates are whatever its author wrote). Undefined where it has none yet.
 */
async function headSeenAt(repo: Repo, sha: string): Promise<Date | undefined> {
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

/**
 * The same of a pull request's head. Where another pull request had that commit long before, this one's own review of it tells; as
 * long as that is remembered.
 */
export async function headSeenIn(repo: Repo, pull: number, sha: string): Promise<Date | undefined> {
  const [seen, reviewed] = await Promise.all([headSeenAt(repo, sha), recall(repo, pull)]);
  if (seen === undefined || reviewed === undefined) return seen;
  return reviewed.head === sha ? new Date(Math.max(seen.getTime(), Date.parse(reviewed.at))) : undefined;
}

const rememberedMs = 30 * 24 * 3_600_000;

/** Before its first review is published. */
export async function rememberHead(repo: Repo, pull: number, reviewed: ReviewedHead): Promise<void> {
  if ((await recall(repo, pull))?.head === reviewed.head) return;
  await repo.cache.set(keyOf(repo, pull), Buffer.from(JSON.stringify(reviewed)), { ttlMs: rememberedMs });
}

async function recall(repo: Repo, pull: number): Promise<ReviewedHead | undefined> {
  const stored = await repo.cache.get(keyOf(repo, pull));
  return stored === undefined ? undefined : (JSON.parse(Buffer.from(stored).toString()) as ReviewedHead);
}

function keyOf(repo: Repo, pull: number): string {
  return `github:head:${repo.id}:${pull}`;
}
