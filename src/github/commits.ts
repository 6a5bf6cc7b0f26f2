/** Branch heads, ancestry and what lies between two commits. */
import type { ChangedFile } from '../review/output.ts';
import { unlessMissing } from './errors.ts';
import { assertSha, at, type Repo } from './repo.ts';

interface CommitFacts {
  readonly sha: string;
  readonly parents: readonly string[];
}

/** GitHub gives at most 10 pages of 100 for a comparison; a deploy over more commits than this is told as such. */
const maxCommits = 500;
const cacheMs = 30 * 24 * 3_600_000;

export async function branchHead(repo: Repo, branch: string): Promise<string | undefined> {
  const answer = await unlessMissing(repo.octokit.rest.git.getRef({ ...at(repo), ref: `heads/${branch}` }));
  return answer?.data.object.sha;
}

/**
 * What was merged to a branch between two of its heads: oldest first, `from` left out, `to` included. Undefined where `from` is not on the
 * first-parent line of `to`, or more than 500 commits lie between.
 */
export async function firstParentCommits(repo: Repo, from: string, to: string): Promise<string[] | undefined> {
  assertSha(from);
  assertSha(to);
  const line: string[] = [];
  let sha = to;
  for await (const page of commitPages(repo, to)) {
    const known = new Map(page.map((commit) => [commit.sha, commit]));
    for (let commit = known.get(sha); commit !== undefined && sha !== from; commit = known.get(sha)) {
      line.push(commit.sha);
      const parent = commit.parents[0];
      if (parent === undefined) return undefined;
      sha = parent;
    }
    if (sha === from) return line.reverse();
    if (line.length >= maxCommits) return undefined;
  }
  return undefined;
}

/** Newest first. A page may hold commits of merged branches between those of the first-parent line. */
async function* commitPages(repo: Repo, head: string): AsyncGenerator<CommitFacts[]> {
  const seen: CommitFacts[] = [];
  const pages = repo.octokit.paginate.iterator(repo.octokit.rest.repos.listCommits, {
    ...at(repo),
    sha: head,
    per_page: 100,
  });
  for await (const { data } of pages) {
    seen.push(...data.map(({ sha, parents }) => ({ sha, parents: parents.map((parent) => parent.sha) })));
    yield seen;
    if (seen.length >= 10 * maxCommits) return;
  }
}

/** The best common ancestor; it never changes for two commits, so it is asked for once. */
export async function mergeBase(repo: Repo, base: string, head: string): Promise<string> {
  const key = `github:merge-base:${repo.id}:${base}:${head}`;
  const known = await repo.cache.get(key);
  if (known !== undefined) return Buffer.from(known).toString();
  const { data } = await comparison(repo, base, head);
  await repo.cache.set(key, Buffer.from(data.merge_base_commit.sha), { ttlMs: cacheMs });
  return data.merge_base_commit.sha;
}

/** Where `head` stands, seen from `base`. */
export async function compare(
  repo: Repo,
  base: string,
  head: string,
): Promise<'identical' | 'ahead' | 'behind' | 'diverged'> {
  return (await comparison(repo, base, head)).data.status;
}

export interface Changes {
  /** What `head` is compared with: the best common ancestor. */
  readonly mergeBase: string;
  /** At most 300, GitHub's limit for a comparison. */
  readonly files: readonly ChangedFile[];
  /** False where there may be more. */
  readonly complete: boolean;
}

export async function changedFiles(repo: Repo, base: string, head: string): Promise<Changes> {
  const { data } = await comparison(repo, base, head);
  const files = (data.files ?? []).map(changedFile);
  return { mergeBase: data.merge_base_commit.sha, files, complete: files.length < 300 };
}

function comparison(repo: Repo, base: string, head: string) {
  assertSha(base);
  assertSha(head);
  return repo.octokit.rest.repos.compareCommitsWithBasehead({
    ...at(repo),
    basehead: `${base}...${head}`,
    per_page: 1,
  });
}

interface FileAnswer {
  readonly filename: string;
  readonly previous_filename?: string;
  readonly status: ChangedFile['status'];
  readonly patch?: string;
}

export function changedFile({ filename, previous_filename, status, patch }: FileAnswer): ChangedFile {
  return {
    path: filename,
    status,
    ...(previous_filename === undefined ? {} : { previousPath: previous_filename }),
    ...(patch === undefined ? {} : { patch }),
  };
}
