/** Issues that Sluice opens: one for each key, whatever is repeated. */
import { isGitHubError, unlessMissing } from './errors.ts';
import { at, isOurs, type Repo } from './repo.ts';
import { fit, marker, maxBody, readMarker } from './text.ts';

export interface WantedIssue {
  /** Names the occasion for good, for example the deployment that failed. */
  readonly key: string;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
}

export interface OwnIssue {
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly created: boolean;
}

/**
 * Opens the issue, or finds it and brings an open one's title and body up to date. A closed one is a person's decision and stays. Undefined
 * where the repository has no issues: they can be turned off, and are in forks.
 */
export async function ensureIssue(repo: Repo, wanted: WantedIssue): Promise<OwnIssue | undefined> {
  try {
    return await openIssue(repo, wanted);
  } catch (error) {
    if (!isGitHubError(error, 'not-found') || error.status !== 410) throw error;
    repo.log.warn({ repository: repo.fullName, title: wanted.title }, 'issues are turned off there: none was opened');
    return undefined;
  }
}

async function openIssue(repo: Repo, wanted: WantedIssue): Promise<OwnIssue> {
  const key = repo.seal(`issue ${wanted.key}`);
  const digest = repo.seal(JSON.stringify(['issue', wanted.key, wanted.title, wanted.body]));
  const head = `${marker('issue', key, digest)}\n`;
  const body =
    head + fit(wanted.body, maxBody - head.length, 'The rest is in the record of the branch `sluice/state`.');
  const known = await findSealed(repo, key);
  const title = wanted.title.slice(0, 256);
  if (known === undefined) {
    const { data } = await repo.octokit.rest.issues.create({ ...at(repo), title, body, labels: [...wanted.labels] });
    return { number: data.number, state: 'open', created: true };
  }
  if (known.state === 'open' && known.digest !== digest) {
    await repo.octokit.rest.issues.update({ ...at(repo), issue_number: known.number, title, body });
  }
  return { number: known.number, state: known.state, created: false };
}

/** Closes it as completed; nothing happens where it is closed or gone. */
export async function closeIssue(repo: Repo, number: number): Promise<void> {
  const answer = await unlessMissing(repo.octokit.rest.issues.get({ ...at(repo), issue_number: number }));
  if (answer?.data.state !== 'open') return;
  await repo.octokit.rest.issues.update({
    ...at(repo),
    issue_number: number,
    state: 'closed',
    state_reason: 'completed',
  });
}

/** Whether commands are listened to there: an issue that Sluice opened, and no pull request. */
export async function isOurIssue(repo: Repo, number: number): Promise<boolean> {
  const answer = await unlessMissing(repo.octokit.rest.issues.get({ ...at(repo), issue_number: number }));
  if (answer === undefined || answer.data.pull_request !== undefined) return false;
  return isOurs(repo.bot, answer.data) && readMarker(answer.data.body ?? '', 'issue') !== undefined;
}

interface KnownIssue {
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly digest: string;
}

/** What `ensureIssue` opened for this key, open or closed. */
export async function findIssue(repo: Repo, key: string): Promise<Pick<OwnIssue, 'number' | 'state'> | undefined> {
  return findSealed(repo, repo.seal(`issue ${key}`));
}

/** Newest first, so a recent one is on the first page. */
async function findSealed(repo: Repo, key: string): Promise<KnownIssue | undefined> {
  const parameters = {
    ...at(repo),
    creator: repo.bot.login,
    state: 'all',
    sort: 'created',
    direction: 'desc',
    per_page: 100,
  } as const;
  for await (const { data } of repo.octokit.paginate.iterator(repo.octokit.rest.issues.listForRepo, parameters)) {
    for (const issue of data) {
      if (issue.pull_request !== undefined || !isOurs(repo.bot, issue)) continue;
      const [theirKey, digest = ''] = readMarker(issue.body ?? '', 'issue') ?? [];
      if (theirKey === key) return { number: issue.number, state: issue.state === 'open' ? 'open' : 'closed', digest };
    }
  }
  return undefined;
}
