/** Comments on issues and pull requests: reading them, and the ones of ours that are edited in place. */
import { isGitHubError, unlessMissing } from './errors.ts';
import { at, isOurs, type Repo } from './repo.ts';
import { fit, marker, maxBody, readMarker } from './text.ts';

export interface Comment {
  readonly id: number;
  /** Number of the issue or pull request. */
  readonly issue: number;
  readonly body: string;
  /** Login; `ghost` where the account is gone. */
  readonly author: string;
  readonly authorType: 'User' | 'Bot' | 'Organization' | 'Unknown';
  /** For display only: what somebody may do is asked for, never read from here. */
  readonly association: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly edited: boolean;
  readonly ours: boolean;
}

export async function getComment(repo: Repo, id: number): Promise<Comment | undefined> {
  const answer = await unlessMissing(repo.octokit.rest.issues.getComment({ ...at(repo), comment_id: id }));
  return answer && commentOf(repo, answer.data);
}

async function listComments(repo: Repo, issue: number): Promise<readonly Comment[]> {
  const parameters = { ...at(repo), issue_number: issue, per_page: 100 };
  const all = await repo.octokit.paginate(repo.octokit.rest.issues.listComments, parameters);
  return all.map((each) => commentOf(repo, each));
}

const hourMs = 3_600_000;

/** All of the repository that were written or edited since the beginning of that hour, oldest first: the same question again is free. */
export async function commentsSince(repo: Repo, since: Date): Promise<readonly Comment[]> {
  const parameters = {
    ...at(repo),
    since: new Date(Math.floor(since.getTime() / hourMs) * hourMs).toISOString(),
    sort: 'created',
    direction: 'asc',
    per_page: 100,
  } as const;
  const all = await repo.octokit.paginate(repo.octokit.rest.issues.listCommentsForRepo, parameters);
  return all.map((each) => commentOf(repo, each));
}

/** GitHub keeps one of each kind for each account: a second, equal one changes nothing. */
export async function react(repo: Repo, commentId: number, content: 'eyes' | '+1' | 'confused'): Promise<void> {
  await unlessMissing(
    repo.octokit.rest.reactions.createForIssueComment({ ...at(repo), comment_id: commentId, content }),
  );
}

/** One comment for each key (a command's comment id, for example), edited in place, and only when it says something else. */
export async function upsertStatusComment(repo: Repo, issue: number, key: string, body: string): Promise<Written> {
  return upsertComment(repo, issue, { kind: 'status', key, body, create: true });
}

/** Whether that comment stands: of a crash between the work and its answer only the answer is missing. */
export async function hasStatusComment(repo: Repo, issue: number, key: string): Promise<boolean> {
  return (await listOwn(repo, issue, { kind: 'status', key })).length > 0;
}

export interface Written {
  /** Undefined where nothing stands and nothing was wanted. */
  readonly id: number | undefined;
  readonly writes: number;
}

/** Several of our comments can stand below one issue: kind and key tell them apart. */
export interface OwnComment {
  readonly kind: 'review' | 'status';
  readonly key: string;
  readonly body: string;
  /** False: only a comment that stands already is edited. */
  readonly create: boolean;
  /** No comment is there, of anybody: ours has not to be looked for. */
  readonly isFirst?: boolean;
}

interface Known {
  readonly id: number;
  readonly digest: string;
}

export async function upsertComment(repo: Repo, issue: number, wanted: OwnComment): Promise<Written> {
  const known = await findOwn(repo, issue, wanted);
  if (known === undefined && !wanted.create) return { id: undefined, writes: 0 };
  const digest = repo.seal(JSON.stringify(['comment', issue, wanted.kind, wanted.key, wanted.body]));
  if (known?.digest === digest) return { id: known.id, writes: 0 };
  const head = `${marker(wanted.kind, keyPart(repo, wanted.key), digest)}\n`;
  const body = head + fit(wanted.body, maxBody - head.length, 'The whole of it is in the check run `sluice`.');
  const id = (known && (await edit(repo, known.id, body))) ?? (await create(repo, issue, wanted, body));
  await remember(repo, issue, wanted, { id, digest });
  return { id, writes: 1 };
}

/** Undefined where somebody deleted it. */
async function edit(repo: Repo, id: number, body: string): Promise<number | undefined> {
  const answer = await unlessMissing(repo.octokit.rest.issues.updateComment({ ...at(repo), comment_id: id, body }));
  return answer?.data.id;
}

async function create(repo: Repo, issue: number, wanted: OwnComment, body: string): Promise<number> {
  try {
    return (await repo.octokit.rest.issues.createComment({ ...at(repo), issue_number: issue, body })).data.id;
  } catch (error) {
    if (!isGitHubError(error, 'unavailable')) throw error;
    const made = (await listOwn(repo, issue, wanted))[0];
    if (made === undefined) throw error;
    return made.id;
  }
}

/** What we wrote last is remembered; without that, the oldest one that is ours by author, kind and key. */
async function findOwn(repo: Repo, issue: number, wanted: OwnComment): Promise<Known | undefined> {
  const cached = await repo.cache.get(cacheKey(repo, issue, wanted));
  if (cached !== undefined) return JSON.parse(Buffer.from(cached).toString()) as Known;
  return wanted.isFirst === true ? undefined : (await listOwn(repo, issue, wanted))[0];
}

async function listOwn(
  repo: Repo,
  issue: number,
  { kind, key }: Pick<OwnComment, 'kind' | 'key'>,
): Promise<readonly Known[]> {
  const own = (await listComments(repo, issue)).filter(({ ours }) => ours);
  return own.flatMap(({ id, body }) => {
    const [theirKey, digest = ''] = readMarker(body, kind) ?? [];
    return theirKey === keyPart(repo, key) ? [{ id, digest }] : [];
  });
}

const rememberedMs = 7 * 24 * 3_600_000;

async function remember(repo: Repo, issue: number, wanted: OwnComment, known: Known): Promise<void> {
  await repo.cache.set(cacheKey(repo, issue, wanted), Buffer.from(JSON.stringify(known)), { ttlMs: rememberedMs });
}

function cacheKey(repo: Repo, issue: number, { kind, key }: OwnComment): string {
  return `github:comment:${repo.id}:${issue}:${kind}:${keyPart(repo, key)}`;
}

/** Keys are any text; in a marker only their digest stands. */
function keyPart(repo: Repo, key: string): string {
  return repo.seal(`key ${key}`).slice(0, 12);
}

interface CommentAnswer {
  readonly id: number;
  readonly issue_url: string;
  readonly body?: string;
  readonly user: { readonly login: string; readonly type: string } | null;
  readonly author_association?: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly performed_via_github_app?: { readonly id: number } | null;
}

function commentOf(repo: Repo, data: CommentAnswer): Comment {
  return {
    id: data.id,
    issue: Number(data.issue_url.slice(data.issue_url.lastIndexOf('/') + 1)),
    body: data.body ?? '',
    author: data.user?.login ?? 'ghost',
    authorType: authorType(data.user?.type),
    association: data.author_association ?? 'NONE',
    createdAt: data.created_at,
    updatedAt: data.updated_at,
    edited: data.updated_at !== data.created_at,
    ours: isOurs(repo.bot, data),
  };
}

function authorType(type: string | undefined): Comment['authorType'] {
  return type === 'User' || type === 'Bot' || type === 'Organization' ? type : 'Unknown';
}
