import { associationOf } from '../lookup.ts';
import type { Comment, Issue, Label, Reaction, Repository } from '../model.ts';
import type { World } from '../world.ts';
import { userById, userOrNull } from './account.ts';
import { integrationOrNull } from './app.ts';
import { nodeId, repositoryApi, repositoryPage } from './urls.ts';
import type { Json } from './urls.ts';

export function label(world: World, repository: Repository, row: Label): Json {
  return {
    id: row.id,
    node_id: nodeId('LA', row.id),
    url: repositoryApi(world, repository, `/labels/${encodeURIComponent(row.name)}`),
    name: row.name,
    color: row.color,
    default: false,
    description: row.description,
  };
}

export function labelsOf(world: World, repository: Repository, issueRow: Issue): Json[] {
  return repository.labels
    .filter(({ name }) => issueRow.labels.includes(name))
    .map((row) => label(world, repository, row));
}

function rollup(world: World, url: string, commentId: number | null): Json {
  const counts = { '+1': 0, '-1': 0, laugh: 0, hooray: 0, confused: 0, heart: 0, rocket: 0, eyes: 0 };
  const rows = commentId === null ? [] : world.store.reactions.filter((row) => row.commentId === commentId);
  for (const { content } of rows) counts[content] += 1;
  return { url: `${url}/reactions`, total_count: rows.length, ...counts };
}

function pullLinks(world: World, repository: Repository, row: Issue): Json | undefined {
  const page = repositoryPage(world, repository, `/pull/${row.number}`);
  return row.pull
    ? {
        url: repositoryApi(world, repository, `/pulls/${row.number}`),
        html_url: page,
        diff_url: `${page}.diff`,
        patch_url: `${page}.patch`,
        merged_at: row.pull.mergedAt,
      }
    : undefined;
}

export function issue(world: World, repository: Repository, row: Issue): Json {
  const url = repositoryApi(world, repository, `/issues/${row.number}`);
  const pull = pullLinks(world, repository, row);
  const assignees = row.assignees.map((id) => userById(world, id));
  return {
    id: row.id,
    node_id: nodeId('I', row.id),
    url,
    repository_url: repositoryApi(world, repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    html_url: repositoryPage(world, repository, `/${pull ? 'pull' : 'issues'}/${row.number}`),
    number: row.number,
    title: row.title,
    body: row.body,
    state: row.state,
    state_reason: row.stateReason,
    user: userById(world, row.authorId),
    labels: labelsOf(world, repository, row),
    assignee: assignees[0] ?? null,
    assignees,
    milestone: null,
    locked: row.locked,
    active_lock_reason: null,
    comments: world.store.comments.filter(({ issueId }) => issueId === row.id).length,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
    closed_at: row.closedAt,
    closed_by: userOrNull(world, row.closedBy),
    author_association: associationOf(world, repository, row.authorId),
    performed_via_github_app: integrationOrNull(world, row.appId),
    reactions: rollup(world, url, null),
    ...(pull && { pull_request: pull, draft: row.pull?.draft }),
  };
}

export function comment(world: World, repository: Repository, row: Comment): Json {
  const on = world.store.issues.must(row.issueId);
  const url = repositoryApi(world, repository, `/issues/comments/${row.id}`);
  return {
    id: row.id,
    node_id: nodeId('IC', row.id),
    url,
    html_url: repositoryPage(world, repository, `/${on.pull ? 'pull' : 'issues'}/${on.number}#issuecomment-${row.id}`),
    issue_url: repositoryApi(world, repository, `/issues/${on.number}`),
    body: row.body,
    user: userById(world, row.authorId),
    created_at: row.createdAt,
    updated_at: row.updatedAt,
    author_association: associationOf(world, repository, row.authorId),
    performed_via_github_app: integrationOrNull(world, row.appId),
    reactions: rollup(world, url, row.id),
  };
}

export function reaction(world: World, row: Reaction): Json {
  return {
    id: row.id,
    node_id: nodeId('REA', row.id),
    user: userById(world, row.userId),
    content: row.content,
    created_at: row.createdAt,
  };
}
