/** One batched review with the inline comments that were not made yet: one for each finding, however many pushes. */
import type { InlineComment } from '../review/output.ts';
import { isGitHubError } from './errors.ts';
import { at, isOurs, type Repo } from './repo.ts';
import { fit, marker, maxBody, readMarker } from './text.ts';

export interface PublishedInline {
  readonly writes: number;
  /** What GitHub refused to place: it refuses a review whole and does not say for which comment. */
  readonly dropped: readonly InlineComment[];
}

export interface InlineTarget {
  readonly pull: number;
  readonly headSha: string;
  /** No inline comment is there, of anybody: none has to be looked for. */
  readonly isFirst: boolean;
}

export async function publishInline(
  repo: Repo,
  { pull, headSha, isFirst }: InlineTarget,
  inline: readonly InlineComment[],
): Promise<PublishedInline> {
  const fresh = await notMadeYet(repo, { pull, isFirst }, unique(inline));
  if (fresh.length === 0) return { writes: 0, dropped: [] };
  try {
    await repo.octokit.rest.pulls.createReview({
      ...at(repo),
      pull_number: pull,
      commit_id: headSha,
      event: 'COMMENT',
      body: `${fresh.length === 1 ? '1 finding' : `${fresh.length} findings`} on changed lines of \`${headSha.slice(0, 7)}\`.`,
      comments: fresh.map((comment) => placed(repo, comment)),
    });
  } catch (error) {
    if (!isGitHubError(error, 'invalid')) throw error;
    repo.log.warn({ pull, comments: fresh.length, reason: error.reason }, 'GitHub refused the inline comments');
    return { writes: 1, dropped: fresh };
  }
  await remember(repo, pull, fresh);
  return { writes: 1, dropped: [] };
}

function unique(inline: readonly InlineComment[]): InlineComment[] {
  return [...new Map(inline.map((comment) => [comment.finding, comment])).values()];
}

function placed(repo: Repo, { path, line, startLine, side, body, finding }: InlineComment) {
  const head = `${marker('finding', seal(repo, finding))}\n`;
  return {
    path,
    line,
    side,
    body: head + fit(body, maxBody - head.length, 'The whole of it is in the check run `sluice`.'),
    ...(startLine === undefined || startLine === line ? {} : { start_line: startLine, start_side: side }),
  };
}

/** Remembered ones need no request; for the others GitHub is asked, since only it knows after a crash. */
async function notMadeYet(
  repo: Repo,
  { pull, isFirst }: Pick<InlineTarget, 'pull' | 'isFirst'>,
  inline: readonly InlineComment[],
): Promise<readonly InlineComment[]> {
  const without = (made: ReadonlySet<string>) => inline.filter(({ finding }) => !made.has(seal(repo, finding)));
  const remembered = without(await recall(repo, pull));
  if (remembered.length === 0 || isFirst) return remembered;
  const parameters = { ...at(repo), pull_number: pull, per_page: 100 };
  const comments = await repo.octokit.paginate(repo.octokit.rest.pulls.listReviewComments, parameters);
  const own = comments.filter((comment) => isOurs(repo.bot, comment));
  const made = new Set(own.flatMap(({ body }) => readMarker(body, 'finding') ?? []));
  return remembered.filter(({ finding }) => !made.has(seal(repo, finding)));
}

function seal(repo: Repo, finding: string): string {
  return repo.seal(`finding ${finding}`);
}

const rememberedMs = 30 * 24 * 3_600_000;

async function recall(repo: Repo, pull: number): Promise<Set<string>> {
  const stored = await repo.cache.get(keyOf(repo, pull));
  return new Set(stored === undefined ? [] : (JSON.parse(Buffer.from(stored).toString()) as string[]));
}

async function remember(repo: Repo, pull: number, made: readonly InlineComment[]): Promise<void> {
  const all = await recall(repo, pull);
  for (const { finding } of made) all.add(seal(repo, finding));
  await repo.cache.set(keyOf(repo, pull), Buffer.from(JSON.stringify([...all])), { ttlMs: rememberedMs });
}

function keyOf(repo: Repo, pull: number): string {
  return `github:inline:${repo.id}:${pull}`;
}
