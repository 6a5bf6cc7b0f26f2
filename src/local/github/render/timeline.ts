import type { Commit } from '../git/objects.ts';
import type { Comment, IssueEvent, Repository, Review } from '../model.ts';
import type { World } from '../world.ts';
import { userById } from './account.ts';
import { integrationOrNull } from './app.ts';
import { gitCommit } from './commit.ts';
import { comment } from './issue.ts';
import { review } from './review.ts';
import { nodeId, repositoryApi } from './urls.ts';
import type { Json } from './urls.ts';

export function timelineEvent(world: World, repository: Repository, row: IssueEvent): Json {
  return {
    id: row.id,
    node_id: nodeId('EV', row.id),
    url: repositoryApi(world, repository, `/issues/events/${row.id}`),
    actor: userById(world, row.actorId),
    event: row.event,
    commit_id: row.commitId,
    commit_url: row.commitId === null ? null : repositoryApi(world, repository, `/commits/${row.commitId}`),
    created_at: row.createdAt,
    performed_via_github_app: integrationOrNull(world, row.appId),
    ...(row.label && { label: row.label }),
    ...(row.rename && { rename: row.rename }),
    ...(row.event === 'locked' && { lock_reason: null }),
  };
}

export function timelineComment(world: World, repository: Repository, row: Comment): Json {
  return { ...comment(world, repository, row), event: 'commented', actor: userById(world, row.authorId) };
}

export function timelineReview(world: World, repository: Repository, row: Review): Json {
  return { ...review(world, repository, row), event: 'reviewed', state: row.state.toLowerCase() };
}

export function timelineCommit(world: World, repository: Repository, row: Commit): Json {
  return { ...gitCommit(world, repository, row), event: 'committed' };
}
