import { z } from 'zod';
import { createComment, deleteComment, react, updateComment } from '../domain/issues.ts';
import type { Comment } from '../model.ts';
import { notFound } from '../refusal.ts';
import { comment, reaction } from '../render/issue.ts';
import { bodyOf, idOf, issueOf, list, ordered, reading, taking } from './operation.ts';
import type { Answer, RepositoryCall, RepositoryOperation } from './operation.ts';
import { mayEdit } from './authorship.ts';

function commentById(call: RepositoryCall): Comment {
  const row = call.world.store.comments.get(idOf(call, 'comment_id'));
  if (row?.repositoryId !== call.repository.id) throw notFound();
  return row;
}

const Body = z.object({ body: z.string() });

function create(call: RepositoryCall): Answer {
  const { world, repository, actor } = call;
  const row = createComment(world, actor, issueOf(call), bodyOf(Body, call).body);
  return { status: 201, body: comment(world, repository, row) };
}

function update(call: RepositoryCall): Answer {
  const { world, repository, actor } = call;
  const row = commentById(call);
  mayEdit(call, row.authorId);
  updateComment(world, actor, row, bodyOf(Body, call).body);
  return { body: comment(world, repository, row) };
}

function remove(call: RepositoryCall): Answer {
  const row = commentById(call);
  mayEdit(call, row.authorId);
  deleteComment(call.world, call.actor, row);
  return { status: 204 };
}

function listOfIssue(call: RepositoryCall): Promise<Answer> {
  const { world, repository } = call;
  const { id } = issueOf(call);
  const rows = world.store.comments.filter(({ issueId }) => issueId === id);
  return list(call, ordered(call, rows, 'asc'), (row) => comment(world, repository, row));
}

function listOfRepository(call: RepositoryCall): Promise<Answer> {
  const { world, repository } = call;
  const rows = world.store.comments.filter(({ repositoryId }) => repositoryId === repository.id);
  return list(call, ordered(call, rows, 'asc'), (row) => comment(world, repository, row));
}

const ReactionBody = z.object({
  content: z.enum(['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes']),
});

function reactTo(call: RepositoryCall): Answer {
  const { world, actor } = call;
  const { reaction: row, created } = react(world, actor, commentById(call), bodyOf(ReactionBody, call).content);
  return { status: created ? 201 : 200, body: reaction(world, row) };
}

const read = reading('issues', 'pull_requests');
const take = taking('issues', 'pull_requests');
const ONE = '/issues/comments/:comment_id';

export const comments: readonly RepositoryOperation[] = [
  { id: 'issues/create-comment', method: 'POST', path: '/issues/:number/comments', needs: take, handle: create },
  { id: 'issues/list-comments', method: 'GET', path: '/issues/:number/comments', needs: read, handle: listOfIssue },
  {
    id: 'issues/list-comments-for-repo',
    method: 'GET',
    path: '/issues/comments',
    needs: read,
    handle: listOfRepository,
  },
  {
    id: 'issues/get-comment',
    method: 'GET',
    path: ONE,
    needs: read,
    handle: (call) => ({ body: comment(call.world, call.repository, commentById(call)) }),
  },
  { id: 'issues/update-comment', method: 'PATCH', path: ONE, needs: take, handle: update },
  { id: 'issues/delete-comment', method: 'DELETE', path: ONE, needs: take, handle: remove },
  { id: 'reactions/create-for-issue-comment', method: 'POST', path: `${ONE}/reactions`, needs: take, handle: reactTo },
];
