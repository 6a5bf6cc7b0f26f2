import { associationOf } from '../lookup.ts';
import type { Repository, Review, ReviewComment } from '../model.ts';
import type { World } from '../world.ts';
import { userById } from './account.ts';
import { nodeId, repositoryApi, repositoryPage } from './urls.ts';
import type { Json } from './urls.ts';

export function review(world: World, repository: Repository, row: Review): Json {
  const { number } = world.store.issues.must(row.issueId);
  const page = repositoryPage(world, repository, `/pull/${number}#pullrequestreview-${row.id}`);
  const pull = repositoryApi(world, repository, `/pulls/${number}`);
  return {
    id: row.id,
    node_id: nodeId('PRR', row.id),
    user: userById(world, row.authorId),
    body: row.body,
    state: row.state,
    html_url: page,
    pull_request_url: pull,
    author_association: associationOf(world, repository, row.authorId),
    _links: { html: { href: page }, pull_request: { href: pull } },
    submitted_at: row.submittedAt,
    commit_id: row.commitId,
  };
}

export function reviewComment(world: World, repository: Repository, row: ReviewComment): Json {
  const { number } = world.store.issues.must(row.issueId);
  const url = repositoryApi(world, repository, `/pulls/comments/${row.id}`);
  const pull = repositoryApi(world, repository, `/pulls/${number}`);
  const page = repositoryPage(world, repository, `/pull/${number}#discussion_r${row.id}`);
  return {
    id: row.id,
    node_id: nodeId('PRRC', row.id),
    url,
    html_url: page,
    pull_request_url: pull,
    pull_request_review_id: row.reviewId,
    diff_hunk: row.diffHunk,
    path: row.path,
    ...(row.line !== null && { position: row.position }),
    original_position: row.position,
    commit_id: row.commitId,
    original_commit_id: row.originalCommitId,
    ...(row.inReplyTo !== null && { in_reply_to_id: row.inReplyTo }),
    user: userById(world, row.authorId),
    body: row.body,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
    author_association: associationOf(world, repository, row.authorId),
    _links: { self: { href: url }, html: { href: page }, pull_request: { href: pull } },
    start_line: row.line === null ? null : row.startLine,
    original_start_line: row.startLine,
    start_side: row.startSide,
    ...(row.line !== null && { line: row.line }),
    original_line: row.originalLine,
    side: row.side,
    subject_type: row.subject,
  };
}
