import { z } from 'zod';
import {
  createReview,
  createReviewComment,
  deleteReviewComment,
  replyTo,
  updateReviewComment,
} from '../domain/reviews.ts';
import type { DraftComment } from '../domain/reviews.ts';
import type { ReviewComment } from '../model.ts';
import { notFound, unprocessable } from '../refusal.ts';
import { review, reviewComment } from '../render/review.ts';
import { bodyOf, defined, idOf, list, ordered, pullOf, reading, taking } from './operation.ts';
import type { Answer, RepositoryCall, RepositoryOperation } from './operation.ts';
import { mayEdit } from './authorship.ts';

const Side = z.enum(['LEFT', 'RIGHT']);
const Draft = z.object({
  path: z.string(),
  body: z.string(),
  position: z.number().optional(),
  line: z.number().optional(),
  side: Side.optional(),
  start_line: z.number().optional(),
  start_side: Side.optional(),
  subject_type: z.enum(['line', 'file']).optional(),
});

function draftOf({ path, body, start_line, start_side, subject_type, ...rest }: z.infer<typeof Draft>): DraftComment {
  const { line, side, position } = rest;
  const place = { line, side, position, startLine: start_line, startSide: start_side, subject: subject_type };
  return { path, body, ...defined(place) };
}

const ReviewBody = z.object({
  commit_id: z.string().optional(),
  body: z.string().optional(),
  event: z.enum(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']).optional(),
  comments: z.array(Draft).optional(),
});

async function create(call: RepositoryCall): Promise<Answer> {
  const { world, repository, actor } = call;
  const { event, body, commit_id: commitId, comments } = bodyOf(ReviewBody, call);
  if (event === undefined) throw unprocessable('Pending reviews are not offered here: say an event.');
  const fields = defined({ body, commitId, comments: comments?.map(draftOf) });
  const row = await createReview(world, actor, pullOf(call), { event, ...fields });
  return { body: review(world, repository, row) };
}

function listReviews(call: RepositoryCall): Promise<Answer> {
  const { world, repository } = call;
  const { id } = pullOf(call);
  const rows = world.store.reviews.filter(({ issueId }) => issueId === id);
  return list(call, rows, (row) => review(world, repository, row));
}

const CommentBody = Draft.partial({ path: true }).extend({
  commit_id: z.string().optional(),
  in_reply_to: z.number().optional(),
});

async function createComment(call: RepositoryCall): Promise<Answer> {
  const { world, repository, actor } = call;
  const { commit_id: commit, in_reply_to: parentId, path, ...rest } = bodyOf(CommentBody, call);
  const pull = pullOf(call);
  const done = (row: ReviewComment): Answer => ({ status: 201, body: reviewComment(world, repository, row) });
  if (parentId !== undefined) {
    const parent = world.store.reviewComments.get(parentId);
    if (parent?.issueId !== pull.id) throw notFound();
    return done(replyTo(world, actor, parent, rest.body));
  }
  if (commit === undefined || path === undefined)
    throw unprocessable('Invalid request.\n\n"commit_id" and "path" are needed.');
  return done(await createReviewComment(world, actor, pull, draftOf({ path, ...rest }), commit));
}

function listComments(call: RepositoryCall): Promise<Answer> {
  const { world, repository } = call;
  const { id } = pullOf(call);
  const rows = world.store.reviewComments.filter(({ issueId }) => issueId === id);
  return list(call, ordered(call, rows, 'asc'), (row) => reviewComment(world, repository, row));
}

function commentById(call: RepositoryCall): ReviewComment {
  const row = call.world.store.reviewComments.get(idOf(call, 'comment_id'));
  if (row?.repositoryId !== call.repository.id) throw notFound();
  return row;
}

const EditBody = z.object({ body: z.string() });

function update(call: RepositoryCall): Answer {
  const row = commentById(call);
  mayEdit(call, row.authorId);
  updateReviewComment(call.world, call.actor, row, bodyOf(EditBody, call).body);
  return { body: reviewComment(call.world, call.repository, row) };
}

function remove(call: RepositoryCall): Answer {
  const row = commentById(call);
  mayEdit(call, row.authorId);
  deleteReviewComment(call.world, call.actor, row);
  return { status: 204 };
}

const read = reading('pull_requests');
const take = taking('pull_requests');
const COMMENT = '/pulls/comments/:comment_id';

export const reviews: readonly RepositoryOperation[] = [
  { id: 'pulls/create-review', method: 'POST', path: '/pulls/:number/reviews', needs: take, handle: create },
  { id: 'pulls/list-reviews', method: 'GET', path: '/pulls/:number/reviews', needs: read, handle: listReviews },
  {
    id: 'pulls/create-review-comment',
    method: 'POST',
    path: '/pulls/:number/comments',
    needs: take,
    handle: createComment,
  },
  {
    id: 'pulls/list-review-comments',
    method: 'GET',
    path: '/pulls/:number/comments',
    needs: read,
    handle: listComments,
  },
  { id: 'pulls/update-review-comment', method: 'PATCH', path: COMMENT, needs: take, handle: update },
  { id: 'pulls/delete-review-comment', method: 'DELETE', path: COMMENT, needs: take, handle: remove },
];
