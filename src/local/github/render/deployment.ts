import type { Deployment, DeploymentStatus, Repository } from '../model.ts';
import type { World } from '../world.ts';
import { userById } from './account.ts';
import { integrationOrNull } from './app.ts';
import { nodeId, repositoryApi } from './urls.ts';
import type { Json } from './urls.ts';

export function deployment(world: World, repository: Repository, row: Deployment): Json {
  const url = repositoryApi(world, repository, `/deployments/${row.id}`);
  return {
    url,
    id: row.id,
    node_id: nodeId('DE', row.id),
    sha: row.sha,
    ref: row.ref,
    task: row.task,
    payload: row.payload,
    original_environment: row.environment,
    environment: row.environment,
    description: row.description,
    creator: userById(world, row.creatorId),
    created_at: row.createdAt,
    updated_at: row.updatedAt,
    statuses_url: `${url}/statuses`,
    repository_url: repositoryApi(world, repository),
    transient_environment: row.transient,
    production_environment: row.production,
    performed_via_github_app: integrationOrNull(world, row.appId),
  };
}

export function deploymentStatus(world: World, repository: Repository, row: DeploymentStatus): Json {
  const url = repositoryApi(world, repository, `/deployments/${row.deploymentId}`);
  return {
    url: `${url}/statuses/${row.id}`,
    id: row.id,
    node_id: nodeId('DES', row.id),
    state: row.state,
    creator: userById(world, row.creatorId),
    description: row.description,
    environment: row.environment,
    target_url: row.logUrl,
    log_url: row.logUrl,
    environment_url: row.environmentUrl,
    created_at: row.createdAt,
    updated_at: row.createdAt,
    deployment_url: url,
    repository_url: repositoryApi(world, repository),
    performed_via_github_app: integrationOrNull(world, row.appId),
  };
}
