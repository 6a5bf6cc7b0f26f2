import { accountOf, appIdOf } from '../actor.ts';
import type { Author } from '../actor.ts';
import { aheadBehind, mergeCommit } from '../git/merge.ts';
import { resolveCommit } from '../git/refs.ts';
import { repositoryDir } from '../lookup.ts';
import type { Deployment, DeploymentState, DeploymentStatus, Repository } from '../model.ts';
import { invalid, Refusal, unprocessable } from '../refusal.ts';
import { deployment as renderDeployment, deploymentStatus as renderStatus } from '../render/deployment.ts';
import { timeOf } from '../world.ts';
import type { World } from '../world.ts';
import { runsFor } from './checks.ts';
import { emit } from './emit.ts';
import { personOf } from './pulls.ts';
import { swapRef } from './refs.ts';

export interface DeploymentOptions {
  readonly ref: string;
  readonly task?: string;
  /** As GitHub: true unless it is said otherwise. */
  readonly autoMerge?: boolean;
  /** null: every check there is must have passed. */
  readonly requiredContexts?: readonly string[] | null;
  readonly payload?: unknown;
  readonly environment?: string;
  readonly description?: string | null;
  readonly transient?: boolean;
  readonly production?: boolean;
}

/** Undefined: the default branch was merged into `ref` instead (auto merge). Throws `Refusal` 409 where checks are missing. */
export async function createDeployment(
  world: World,
  actor: Author,
  repository: Repository,
  options: DeploymentOptions,
): Promise<Deployment | undefined> {
  const dir = repositoryDir(world, repository);
  const sha = await resolveCommit(dir, options.ref);
  if (sha === undefined) throw unprocessable(`No ref found for: ${options.ref}`);
  refuseUnchecked(world, repository, sha, options.requiredContexts ?? null);
  if ((options.autoMerge ?? true) && (await autoMerge(world, actor, repository, options.ref, sha))) return undefined;
  return insertDeployment(world, actor, repository, options, sha);
}

function insertDeployment(
  world: World,
  actor: Author,
  repository: Repository,
  options: DeploymentOptions,
  sha: string,
): Deployment {
  const environment = options.environment ?? 'production';
  const now = timeOf(world);
  const row = world.store.deployments.insert({
    id: world.store.nextId(),
    repositoryId: repository.id,
    appId: appIdOf(actor),
    creatorId: accountOf(world, actor).id,
    sha,
    ref: options.ref,
    task: options.task ?? 'deploy',
    environment,
    payload: options.payload ?? {},
    description: options.description ?? null,
    transient: options.transient ?? false,
    production: options.production ?? environment === 'production',
    createdAt: now,
    updatedAt: now,
  });
  const body = { deployment: renderDeployment(world, repository, row), workflow: null, workflow_run: null };
  emit(world, { event: 'deployment', action: 'created', repository, sender: accountOf(world, actor), body });
  return row;
}

function refuseUnchecked(world: World, repository: Repository, sha: string, contexts: readonly string[] | null): void {
  const runs = runsFor(world, repository, sha, 'latest');
  const wanted = contexts ?? runs.map(({ name }) => name);
  const states = wanted.map((context) => ({
    context,
    state: runs.find(({ name }) => name === context)?.conclusion ?? 'pending',
  }));
  const failed = states.filter(({ state }) => !['success', 'neutral', 'skipped'].includes(state));
  if (failed.length > 0)
    throw new Refusal(409, 'Conflict: Commit status checks failed for ' + sha, [
      { contexts: failed, resource: 'Deployment', field: 'required_contexts', code: 'invalid' },
    ]);
}

/** A branch that lacks commits of the default branch gets them by a merge; true where that was done instead of a deployment. */
async function autoMerge(
  world: World,
  actor: Author,
  repository: Repository,
  branch: string,
  sha: string,
): Promise<boolean> {
  const dir = repositoryDir(world, repository);
  const ref = `refs/heads/${branch}`;
  const base = await resolveCommit(dir, `refs/heads/${repository.defaultBranch}`);
  if (base === undefined || (await resolveCommit(dir, ref)) === undefined) return false;
  if ((await aheadBehind(dir, base, sha)).behind === 0) return false;
  const author = personOf(world, actor);
  const message = `Merge ${repository.defaultBranch} into ${branch}`;
  const to = await mergeCommit(dir, { method: 'merge', base: sha, head: base, message, author, committer: author });
  if (to === undefined) throw new Refusal(409, `Conflict merging ${repository.defaultBranch} into ${branch}.`);
  await swapRef(world, actor, repository, { ref, from: sha, to });
  return true;
}

export interface StatusOptions {
  readonly state: DeploymentState;
  readonly description?: string;
  readonly environment?: string;
  readonly environmentUrl?: string;
  readonly logUrl?: string;
  /** As GitHub: true unless it is said otherwise. */
  readonly autoInactive?: boolean;
}

const MAX_DESCRIPTION = 140;

/** A success makes the environment's earlier successful deployments inactive. */
export function createDeploymentStatus(
  world: World,
  actor: Author,
  deployment: Deployment,
  options: StatusOptions,
): DeploymentStatus {
  if ((options.description?.length ?? 0) > MAX_DESCRIPTION)
    throw invalid(
      'DeploymentStatus',
      'description',
      'custom',
      `description is too long (maximum is ${MAX_DESCRIPTION} characters)`,
    );
  const row = addStatus(world, actor, deployment, options);
  if (options.state !== 'success' || options.autoInactive === false) return row;
  for (const other of world.store.deployments.all()) {
    const replaced =
      other.id !== deployment.id &&
      other.repositoryId === deployment.repositoryId &&
      other.environment === deployment.environment &&
      !other.transient &&
      latestState(world, other) === 'success';
    if (replaced) addStatus(world, actor, other, { state: 'inactive' });
  }
  return row;
}

/** Newest first. */
export function statusesOf(world: World, deployment: Deployment): DeploymentStatus[] {
  return world.store.deploymentStatuses.filter(({ deploymentId }) => deploymentId === deployment.id).reverse();
}

function latestState(world: World, deployment: Deployment): DeploymentState | undefined {
  return statusesOf(world, deployment)[0]?.state;
}

function addStatus(world: World, actor: Author, deployment: Deployment, options: StatusOptions): DeploymentStatus {
  const now = timeOf(world);
  const row = world.store.deploymentStatuses.insert({
    id: world.store.nextId(),
    deploymentId: deployment.id,
    creatorId: accountOf(world, actor).id,
    appId: appIdOf(actor),
    state: options.state,
    description: options.description ?? '',
    environment: options.environment ?? deployment.environment,
    environmentUrl: options.environmentUrl ?? '',
    logUrl: options.logUrl ?? '',
    createdAt: now,
  });
  world.store.deployments.update(deployment, { updatedAt: now });
  const repository = world.store.repositories.must(deployment.repositoryId);
  const body = {
    deployment: renderDeployment(world, repository, deployment),
    deployment_status: renderStatus(world, repository, row),
  };
  emit(world, { event: 'deployment_status', action: 'created', repository, sender: accountOf(world, actor), body });
  return row;
}
