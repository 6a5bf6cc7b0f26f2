import { associationOf } from '../lookup.ts';
import type { PullIssue, PullSide, Repository } from '../model.ts';
import type { World } from '../world.ts';
import { userById, userOrNull } from './account.ts';
import { labelsOf } from './issue.ts';
import { repository as renderRepository } from './repository.ts';
import { nodeId, repositoryApi, repositoryPage } from './urls.ts';
import type { Json } from './urls.ts';

/** What only git can say about a pull request. */
export interface PullFacts {
  readonly commits: number;
  readonly additions: number;
  readonly deletions: number;
  readonly changedFiles: number;
  readonly mergeable: boolean | null;
  readonly mergeableState: 'clean' | 'dirty' | 'blocked' | 'behind' | 'draft' | 'unknown';
}

function links(api: string, statuses: string, issueApi: string, page: string): Json {
  return {
    self: { href: api },
    html: { href: page },
    issue: { href: issueApi },
    comments: { href: `${issueApi}/comments` },
    review_comments: { href: `${api}/comments` },
    review_comment: { href: `${api.replace(/\/\d+$/, '')}/comments{/number}` },
    commits: { href: `${api}/commits` },
    statuses: { href: statuses },
  };
}

function side(world: World, { repositoryId, ref, sha }: PullSide): Json {
  const row = repositoryId === null ? undefined : world.store.repositories.get(repositoryId);
  const owner = row && world.store.accounts.must(row.ownerId);
  return {
    label: owner ? `${owner.login}:${ref}` : `unknown repository:${ref}`,
    ref,
    sha,
    user: owner ? userById(world, owner.id) : null,
    repo: row ? renderRepository(world, row) : null,
  };
}

/** A pull request as lists hold it. */
export function pullSimple(world: World, repository: Repository, row: PullIssue): Json {
  const { pull } = row;
  const api = repositoryApi(world, repository, `/pulls/${row.number}`);
  const issueApi = repositoryApi(world, repository, `/issues/${row.number}`);
  const page = repositoryPage(world, repository, `/pull/${row.number}`);
  const statuses = repositoryApi(world, repository, `/statuses/${pull.head.sha}`);
  const assignees = row.assignees.map((id) => userById(world, id));
  return {
    id: pull.id,
    node_id: nodeId('PR', pull.id),
    url: api,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issueApi,
    commits_url: `${api}/commits`,
    review_comments_url: `${api}/comments`,
    review_comment_url: repositoryApi(world, repository, '/pulls/comments{/number}'),
    comments_url: `${issueApi}/comments`,
    statuses_url: statuses,
    number: row.number,
    state: row.state,
    locked: row.locked,
    title: row.title,
    user: userById(world, row.authorId),
    body: row.body,
    labels: labelsOf(world, repository, row),
    milestone: null,
    active_lock_reason: null,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
    closed_at: row.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommitSha,
    assignee: assignees[0] ?? null,
    assignees,
    requested_reviewers: [],
    requested_teams: [],
    head: side(world, pull.head),
    base: side(world, pull.base),
    _links: links(api, statuses, issueApi, page),
    author_association: associationOf(world, repository, row.authorId),
    auto_merge: null,
    draft: pull.draft,
  };
}

export function pullFull(world: World, repository: Repository, row: PullIssue, facts: PullFacts): Json {
  return {
    ...pullSimple(world, repository, row),
    merged: row.pull.mergedAt !== null,
    mergeable: facts.mergeable,
    rebaseable: facts.mergeable,
    mergeable_state: facts.mergeableState,
    merged_by: userOrNull(world, row.pull.mergedBy),
    comments: world.store.comments.filter(({ issueId }) => issueId === row.id).length,
    review_comments: world.store.reviewComments.filter(({ issueId }) => issueId === row.id).length,
    maintainer_can_modify: row.pull.maintainerCanModify,
    commits: facts.commits,
    additions: facts.additions,
    deletions: facts.deletions,
    changed_files: facts.changedFiles,
  };
}

function minimalSide(world: World, { repositoryId, ref, sha }: PullSide): Json {
  const row = world.store.repositories.must(repositoryId ?? 0);
  return { ref, sha, repo: { id: row.id, url: repositoryApi(world, row), name: row.name } };
}

/** As check runs name it. */
export function pullMinimal(world: World, repository: Repository, row: PullIssue): Json {
  return {
    id: row.pull.id,
    number: row.number,
    url: repositoryApi(world, repository, `/pulls/${row.number}`),
    head: minimalSide(world, row.pull.head),
    base: minimalSide(world, row.pull.base),
  };
}
