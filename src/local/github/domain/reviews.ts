import { accountOf, appIdOf } from '../actor.ts';
import type { Author } from '../actor.ts';
import { commentableLines, diffHunkTo } from '../git/diff.ts';
import type { ChangedFile, DiffLine } from '../git/diff.ts';
import { isAncestor } from '../git/merge.ts';
import { readCommit } from '../git/objects.ts';
import { repositoryDir } from '../lookup.ts';
import type { PullIssue, Review, ReviewComment } from '../model.ts';
import { invalid, Refusal, unprocessable } from '../refusal.ts';
import { review as renderReview, reviewComment as renderComment } from '../render/review.ts';
import { pullSimple } from '../render/pull.ts';
import type { Json } from '../render/urls.ts';
import { timeOf } from '../world.ts';
import type { World } from '../world.ts';
import { emit } from './emit.ts';
import { checkBody } from './issues.ts';
import { pullFiles } from './pull-facts.ts';

export interface DraftComment {
  readonly path: string;
  readonly body: string;
  readonly line?: number;
  readonly side?: 'LEFT' | 'RIGHT';
  readonly startLine?: number;
  readonly startSide?: 'LEFT' | 'RIGHT';
  /** The old way to name a line: its place in the patch. */
  readonly position?: number;
  readonly subject?: 'line' | 'file';
}

type Place = Pick<ReviewComment, 'line' | 'side' | 'startLine' | 'startSide' | 'position' | 'diffHunk' | 'subject'>;

/** Where the comment goes, or undefined: its line is not part of the diff. */
function placeOf(files: readonly ChangedFile[], draft: DraftComment): Place | undefined {
  const file = files.find(({ path }) => path === draft.path);
  if (!file) return undefined;
  const none = { line: null, side: 'RIGHT', startLine: null, startSide: null, position: 1, diffHunk: '' } as const;
  if (draft.subject === 'file') return { ...none, subject: 'file' };
  const patch = file.patch ?? '';
  const span = spanOf(commentableLines(patch), draft);
  if (!span) return undefined;
  const { start, end } = span;
  return {
    line: end.line,
    side: end.side,
    startLine: start?.line ?? null,
    startSide: start?.side ?? null,
    position: end.position,
    diffHunk: diffHunkTo(patch, end.position),
    subject: 'line',
  };
}

/** The lines that a comment spans: both ends in one hunk, the first above the last. */
function spanOf(
  lines: readonly DiffLine[],
  { line, side = 'RIGHT', position, startLine, startSide = side }: DraftComment,
): { readonly start: DiffLine | undefined; readonly end: DiffLine } | undefined {
  const at = (wanted: number | undefined, on: 'LEFT' | 'RIGHT'): DiffLine | undefined =>
    lines.find((spot) => spot.line === wanted && spot.side === on);
  const end = position === undefined ? at(line, side) : lines.findLast((spot) => spot.position === position);
  if (!end) return undefined;
  if (startLine === undefined) return { start: undefined, end };
  const start = at(startLine, startSide);
  return start?.hunk === end.hunk && start.position < end.position ? { start, end } : undefined;
}

const EVENTS = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const;

export interface ReviewOptions {
  readonly event: keyof typeof EVENTS;
  readonly body?: string;
  readonly commitId?: string;
  readonly comments?: readonly DraftComment[];
}

/** One comment outside the diff and the whole review is refused, without a word on which. */
export async function createReview(
  world: World,
  actor: Author,
  row: PullIssue,
  options: ReviewOptions,
): Promise<Review> {
  const { event, body = '', comments = [] } = options;
  checkBody('PullRequestReview', body);
  if (body === '' && event !== 'APPROVE' && comments.length === 0)
    throw new Refusal(422, 'Unprocessable Entity', ['Can not submit a review without a body or comments']);
  const account = accountOf(world, actor);
  if (event !== 'COMMENT' && account.id === row.authorId)
    throw new Refusal(422, 'Unprocessable Entity', [
      `Can not ${event === 'APPROVE' ? 'approve' : 'request changes on'} your own pull request`,
    ]);
  const commitId = await commitOf(world, row, options.commitId);
  const places = await placesOf(world, row, comments);
  const review = world.store.reviews.insert({
    id: world.store.nextId(),
    issueId: row.id,
    authorId: account.id,
    state: EVENTS[event],
    body,
    commitId,
    submittedAt: timeOf(world),
  });
  emitReview(world, actor, row, review);
  for (const { draft, place } of places) insertComment(world, actor, row, review, draft, place);
  return review;
}

async function placesOf(
  world: World,
  row: PullIssue,
  drafts: readonly DraftComment[],
): Promise<{ draft: DraftComment; place: Place }[]> {
  if (drafts.length === 0) return [];
  const repository = world.store.repositories.must(row.repositoryId);
  const files = await pullFiles(world, repository, row);
  return drafts.map((draft) => {
    checkDraft(draft);
    const place = placeOf(files, draft);
    if (!place) {
      const known = files.some(({ path }) => path === draft.path);
      throw new Refusal(422, 'Unprocessable Entity', [
        known ? 'Line could not be resolved' : 'Path could not be resolved',
      ]);
    }
    return { draft, place };
  });
}

function checkDraft({ body }: DraftComment): void {
  if (body.trim() === '') throw invalid('PullRequestReviewComment', 'body', 'missing_field');
  checkBody('PullRequestReviewComment', body);
}

/** Reviews are of the head, or of an earlier commit of the pull request. */
async function commitOf(world: World, { repositoryId, pull }: PullIssue, wanted: string | undefined): Promise<string> {
  if (wanted === undefined || wanted === pull.head.sha) return pull.head.sha;
  const dir = repositoryDir(world, world.store.repositories.must(repositoryId));
  const known = (await readCommit(dir, wanted)) && (await isAncestor(dir, wanted, pull.head.sha));
  if (!known) throw unprocessable('The commit_id is not part of the pull request');
  return wanted;
}

function insertComment(
  world: World,
  actor: Author,
  row: PullIssue,
  review: Review,
  draft: DraftComment,
  place: Place,
  inReplyTo: number | null = null,
): ReviewComment {
  const now = timeOf(world);
  const comment = world.store.reviewComments.insert({
    id: world.store.nextId(),
    repositoryId: row.repositoryId,
    issueId: row.id,
    reviewId: review.id,
    authorId: accountOf(world, actor).id,
    appId: appIdOf(actor),
    inReplyTo,
    path: draft.path,
    body: draft.body,
    ...place,
    originalLine: place.line ?? 1,
    commitId: review.commitId,
    originalCommitId: review.commitId,
    createdAt: now,
    updatedAt: now,
    resolvedBy: null,
  });
  world.store.issues.update(row, { updatedAt: now });
  emitComment(world, actor, comment, 'created');
  return comment;
}

/** A comment of its own is a review of one comment. */
export async function createReviewComment(
  world: World,
  actor: Author,
  row: PullIssue,
  draft: DraftComment,
  commitId: string,
): Promise<ReviewComment> {
  const sha = await commitOf(world, row, commitId);
  const [placed] = await placesOf(world, row, [draft]);
  if (!placed) throw unprocessable('Unprocessable Entity');
  return insertComment(world, actor, row, emptyReview(world, actor, row, sha), draft, placed.place);
}

export function replyTo(world: World, actor: Author, parent: ReviewComment, body: string): ReviewComment {
  const row = world.store.issues.must(parent.issueId) as PullIssue;
  const draft = { path: parent.path, body };
  checkDraft(draft);
  const review = emptyReview(world, actor, row, parent.commitId);
  return insertComment(world, actor, row, review, draft, parent, parent.inReplyTo ?? parent.id);
}

function emptyReview(world: World, actor: Author, row: PullIssue, commitId: string): Review {
  return world.store.reviews.insert({
    id: world.store.nextId(),
    issueId: row.id,
    authorId: accountOf(world, actor).id,
    state: 'COMMENTED',
    body: '',
    commitId,
    submittedAt: timeOf(world),
  });
}

export function updateReviewComment(world: World, actor: Author, row: ReviewComment, body: string): void {
  checkDraft({ path: row.path, body });
  const from = row.body;
  world.store.reviewComments.update(row, { body, updatedAt: timeOf(world) });
  emitComment(world, actor, row, 'edited', { changes: { body: { from } } });
}

export function deleteReviewComment(world: World, actor: Author, row: ReviewComment): void {
  emitComment(world, actor, row, 'deleted');
  world.store.reviewComments.delete(row.id);
}

function emitReview(world: World, actor: Author, row: PullIssue, review: Review): void {
  const repository = world.store.repositories.must(row.repositoryId);
  const body = {
    review: { ...renderReview(world, repository, review), state: review.state.toLowerCase() },
    pull_request: pullSimple(world, repository, row),
  };
  emit(world, { event: 'pull_request_review', action: 'submitted', repository, sender: accountOf(world, actor), body });
}

function emitComment(world: World, actor: Author, row: ReviewComment, action: string, extra: Json = {}): void {
  const repository = world.store.repositories.must(row.repositoryId);
  const pull = world.store.issues.must(row.issueId) as PullIssue;
  const body = {
    comment: renderComment(world, repository, row),
    pull_request: pullSimple(world, repository, pull),
    ...extra,
  };
  const sender = accountOf(world, actor);
  emit(world, { event: 'pull_request_review_comment', action, repository, sender, body });
}
