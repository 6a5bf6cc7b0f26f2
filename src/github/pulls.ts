/** Pull requests as they are now: an event only says where to look. */
import type { ChangedFile } from '../review/output.ts';
import { changedFile, changedFiles } from './commits.ts';
import { assertSha, at, type Repo } from './repo.ts';

export interface PullSummary {
  readonly number: number;
  readonly title: string;
  readonly url: string;
  readonly state: 'open' | 'closed';
  readonly merged: boolean;
  readonly mergedAt: string | undefined;
  readonly draft: boolean;
  /** Login; `ghost` where the account is gone. */
  readonly author: string;
  readonly headSha: string;
  readonly headRef: string;
  /** Undefined where the fork was deleted. */
  readonly headRepoId: number | undefined;
  readonly isFork: boolean;
  readonly baseRef: string;
  /** The base branch when GitHub looked last: not the base of comparison. */
  readonly baseSha: string;
  /** Of a merged one: what it became on the base branch. Of an open one: GitHub's test merge. */
  readonly mergeCommitSha: string | undefined;
}

export interface PullFacts extends PullSummary {
  /** What the pull request is compared with. */
  readonly mergeBase: string;
  readonly files: readonly ChangedFile[];
  /** False where GitHub did not list all: it stops at 3,000 files. */
  readonly complete: boolean;
}

const maxFiles = 3000;

export async function readPull(repo: Repo, number: number): Promise<PullFacts> {
  const { data } = await repo.octokit.rest.pulls.get({ ...at(repo), pull_number: number });
  const pull = { ...summary(data, repo.id), merged: data.merged };
  const { mergeBase, files: compared } = await changedFiles(repo, pull.baseSha, pull.headSha);
  const all = compared.length === data.changed_files;
  const files = all ? compared : await listFiles(repo, number);
  const complete = data.changed_files < maxFiles && files.length === data.changed_files;
  return { ...pull, mergeBase, files, complete };
}

/** A comparison stops at 300. */
async function listFiles(repo: Repo, number: number): Promise<readonly ChangedFile[]> {
  const parameters = { ...at(repo), pull_number: number, per_page: 100 };
  return (await repo.octokit.paginate(repo.octokit.rest.pulls.listFiles, parameters)).map(changedFile);
}

/** What may have moved since a pull request was read. */
export interface PullNow {
  readonly head: string;
  /** When anything of it changed last, its head too: by GitHub's clock. */
  readonly updatedAt: string;
  /** False where nobody has written any yet: then there is nothing to list. */
  readonly hasComments: boolean;
  readonly hasInlineComments: boolean;
}

export async function pullNow(repo: Repo, number: number): Promise<PullNow> {
  const { data } = await repo.octokit.rest.pulls.get({ ...at(repo), pull_number: number });
  const { head, updated_at: updatedAt } = data;
  return { head: head.sha, updatedAt, hasComments: data.comments !== 0, hasInlineComments: data.review_comments !== 0 };
}

export async function openPulls(repo: Repo): Promise<readonly PullSummary[]> {
  const all = await repo.octokit.paginate(repo.octokit.rest.pulls.list, { ...at(repo), state: 'open', per_page: 100 });
  return all.map((pull) => summary(pull, repo.id));
}

/** The pull requests of this repository that brought the commit, or would bring it. */
export async function pullsOfCommit(repo: Repo, sha: string): Promise<readonly PullSummary[]> {
  assertSha(sha);
  const parameters = { ...at(repo), commit_sha: sha, per_page: 100 };
  const all = await repo.octokit.paginate(repo.octokit.rest.repos.listPullRequestsAssociatedWithCommit, parameters);
  return all.filter(({ base }) => base.repo.id === repo.id).map((pull) => summary(pull, repo.id));
}

/** Open ones whose head it is, those of forks too: payloads do not name them. */
export async function pullsWithHead(repo: Repo, sha: string): Promise<readonly PullSummary[]> {
  const near = (await pullsOfCommit(repo, sha)).filter(({ state, headSha }) => state === 'open' && headSha === sha);
  return near.length > 0 ? near : (await openPulls(repo)).filter(({ headSha }) => headSha === sha);
}

interface PullAnswer {
  readonly number: number;
  readonly title: string;
  readonly html_url: string;
  readonly state: string;
  readonly draft?: boolean;
  readonly merged_at: string | null;
  readonly merge_commit_sha: string | null;
  readonly user: { readonly login: string } | null;
  readonly head: { readonly sha: string; readonly ref: string; readonly repo: { readonly id: number } | null };
  readonly base: { readonly sha: string; readonly ref: string };
}

function summary(data: PullAnswer, repositoryId: number): PullSummary {
  const headRepoId = data.head.repo?.id;
  return {
    number: data.number,
    title: data.title,
    url: data.html_url,
    state: data.state === 'open' ? 'open' : 'closed',
    merged: data.merged_at !== null,
    mergedAt: data.merged_at ?? undefined,
    draft: data.draft ?? false,
    author: data.user?.login ?? 'ghost',
    headSha: data.head.sha,
    headRef: data.head.ref,
    headRepoId,
    isFork: headRepoId !== repositoryId,
    baseRef: data.base.ref,
    baseSha: data.base.sha,
    mergeCommitSha: data.merge_commit_sha ?? undefined,
  };
}
