/** Pull requests that Sluice opens: a real tree and commit by the Git Data API, one for each branch, whatever is repeated. */
import { upsertStatusComment } from './comments.ts';
import { GitHubError, isGitHubError, unlessMissing } from './errors.ts';
import { snapshotAt } from './snapshot.ts';
import { assertSha, at, isOurs, type Repo } from './repo.ts';
import { fit, maxBody } from './text.ts';

export interface WantedPull {
  /** Names the occasion for good, as the branch does. */
  readonly key: string;
  /** A branch of ours alone, named for the occasion. */
  readonly branch: string;
  readonly base: string;
  /** The head of `base` on which the changes were computed. */
  readonly baseSha: string;
  readonly title: string;
  readonly body: string;
  /** The commit's. */
  readonly message: string;
  /** Whole files; null removes one. */
  readonly changes: readonly { readonly path: string; readonly content: Uint8Array | null }[];
}

export interface OwnPull {
  readonly number: number;
  readonly state: 'open' | 'closed' | 'merged';
  readonly created: boolean;
}

/**
 * Opens it, or finds the one that stands: a closed one is a person's decision and is not opened again. Throws `conflict`
 * where the branch holds something else than these changes.
 */
export async function ensurePull(repo: Repo, wanted: WantedPull): Promise<OwnPull> {
  assertSha(wanted.baseSha);
  const known = await findPull(repo, wanted, 'all');
  if (known !== undefined) return known;
  await ensureBranch(repo, wanted);
  return openPull(repo, wanted);
}

/**
 * For an occasion that comes again, each time on the same branch: the open one is brought up to date, and where none is open (what was
 * closed or merged is over) one is opened. Throws as {@link ensurePull} does.
 */
export async function ensureCurrentPull(repo: Repo, wanted: WantedPull): Promise<OwnPull> {
  assertSha(wanted.baseSha);
  await ensureBranch(repo, wanted);
  const open = await findPull(repo, wanted, 'open');
  if (open === undefined) return openPull(repo, wanted);
  const { title, body } = texts(wanted);
  await repo.octokit.rest.pulls.update({ ...at(repo), pull_number: open.number, title, body });
  return open;
}

/** Closes one of ours, with a comment that says why; nothing happens where it is closed, merged, gone or somebody else's. */
export async function closePull(repo: Repo, number: number, why: string): Promise<void> {
  const answer = await unlessMissing(repo.octokit.rest.pulls.get({ ...at(repo), pull_number: number }));
  if (answer?.data.state !== 'open' || !isOurs(repo.bot, answer.data)) return;
  await upsertStatusComment(repo, number, 'closed', why);
  await repo.octokit.rest.pulls.update({ ...at(repo), pull_number: number, state: 'closed' });
}

function texts({ title, body }: WantedPull): Pick<WantedPull, 'title' | 'body'> {
  return {
    title: title.slice(0, 256),
    body: fit(body, maxBody, 'The rest is in the record of the branch `sluice/state`.'),
  };
}

async function openPull(repo: Repo, wanted: WantedPull): Promise<OwnPull> {
  try {
    const { data } = await repo.octokit.rest.pulls.create({
      ...at(repo),
      ...texts(wanted),
      head: wanted.branch,
      base: wanted.base,
    });
    return { number: data.number, state: 'open', created: true };
  } catch (error) {
    if (!isGitHubError(error, 'invalid') && !isGitHubError(error, 'unavailable')) throw error;
    const made = await findPull(repo, wanted, 'open');
    if (made === undefined) throw error;
    return made;
  }
}

async function findPull(repo: Repo, { branch }: WantedPull, state: 'all' | 'open'): Promise<OwnPull | undefined> {
  const parameters = { ...at(repo), head: `${repo.owner}:${branch}`, state, per_page: 100 };
  const { data } = await repo.octokit.rest.pulls.list(parameters);
  const own = data.find((pull) => pull.head.ref === branch && isOurs(repo.bot, pull));
  if (own === undefined) return undefined;
  const closed = own.merged_at === null ? 'closed' : 'merged';
  return { number: own.number, state: own.state === 'open' ? 'open' : closed, created: false };
}

type WantedBranch = Pick<WantedPull, 'key' | 'branch' | 'baseSha' | 'message' | 'changes'>;

export interface OwnCommit {
  readonly sha: string;
  /** Why no branch leads to it: a rule of the repository forbids that. */
  readonly refusal?: GitHubError;
}

async function ensureBranch(repo: Repo, wanted: WantedBranch): Promise<void> {
  const { refusal } = await ensureCommit(repo, wanted);
  if (refusal !== undefined) throw refusal;
}

/** The commit with its branch, made or found again. Nothing is opened yet. Throws `conflict` as {@link ensurePull} does. */
export async function ensureCommit(repo: Repo, wanted: WantedBranch): Promise<OwnCommit> {
  const { git } = repo.octokit.rest;
  const tree = await createTree(repo, wanted);
  const message = `${wanted.message.trimEnd()}\n\n${trailer(repo, wanted)}\n`;
  const { data: commit } = await git.createCommit({ ...at(repo), message, tree, parents: [wanted.baseSha] });
  try {
    await git.createRef({ ...at(repo), ref: `refs/heads/${wanted.branch}`, sha: commit.sha });
    return { sha: commit.sha };
  } catch (error) {
    if (!isGitHubError(error, 'invalid')) throw error;
    return replaceOwnBranch(repo, wanted, { tree, sha: commit.sha }, error);
  }
}

/** Only we can make it: it tells our commit from somebody's on the same branch. */
function trailer(repo: Repo, { key }: Pick<WantedPull, 'key'>): string {
  return `Sluice-Change: ${repo.seal(`change ${key}`)}`;
}

/** A crash left the branch without its pull request. What is ours is taken over or brought to the new base; what is not, stays. */
async function replaceOwnBranch(
  repo: Repo,
  wanted: WantedBranch,
  ours: { readonly tree: string; readonly sha: string },
  refusal: GitHubError,
): Promise<OwnCommit> {
  const { git } = repo.octokit.rest;
  const ref = `heads/${wanted.branch}`;
  const there = await unlessMissing(git.getRef({ ...at(repo), ref }));
  if (there === undefined) return { sha: ours.sha, refusal };
  const { data: commit } = await git.getCommit({ ...at(repo), commit_sha: there.data.object.sha });
  if (!commit.message.includes(trailer(repo, wanted))) {
    const reason = `the branch ${wanted.branch} holds commits that Sluice did not make; delete or rename it`;
    throw new GitHubError({ kind: 'conflict', status: 409, operation: refusal.operation, reason, cause: refusal });
  }
  if (commit.tree.sha === ours.tree && commit.parents[0]?.sha === wanted.baseSha) return { sha: commit.sha };
  await git.updateRef({ ...at(repo), ref, sha: ours.sha, force: true });
  return { sha: ours.sha };
}

async function createTree(repo: Repo, wanted: Pick<WantedPull, 'baseSha' | 'changes'>): Promise<string> {
  const base = snapshotAt(repo, wanted.baseSha);
  const tree = [];
  for (const { path, content } of wanted.changes) {
    const mode = (await base.entry(path))?.mode === '100755' ? '100755' : '100644';
    if (content !== null)
      tree.push({ path, mode, type: 'blob' as const, sha: await createBlob(repo, content) } as const);
    else if ((await base.entry(path)) !== undefined)
      tree.push({ path, mode, type: 'blob' as const, sha: null } as const);
  }
  const { data } = await repo.octokit.rest.git.createTree({ ...at(repo), base_tree: await base.treeSha(), tree });
  return data.sha;
}

async function createBlob(repo: Repo, content: Uint8Array): Promise<string> {
  const encoded = { content: Buffer.from(content).toString('base64'), encoding: 'base64' };
  return (await repo.octokit.rest.git.createBlob({ ...at(repo), ...encoded })).data.sha;
}
