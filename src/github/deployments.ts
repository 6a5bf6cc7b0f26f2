/** GitHub Deployments of ours: what was deployed where, and how it went. Nobody else's count. */
import { isGitHubError } from './errors.ts';
import { assertSha, at, isOurs, type Repo } from './repo.ts';

export interface Deployment {
  readonly id: number;
  readonly commit: string;
  readonly environment: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly createdAt: string;
}

export type DeploymentState = 'queued' | 'in_progress' | 'pending' | 'success' | 'failure' | 'error' | 'inactive';

export interface WantedDeployment {
  readonly commit: string;
  readonly environment: string;
  readonly description: string;
  /** `key` tells apart the deployments of one commit to one environment. Public where the repository is: no secrets. */
  readonly payload: Readonly<Record<string, unknown>> & { readonly key: string };
}

/** GitHub's limit of a description of a deployment and of its statuses. */
const maxDescription = 140;

/** The deployment with that environment, commit and key; created where there is none. Our own gate decides, not GitHub's defaults. */
export async function ensureDeployment(repo: Repo, wanted: WantedDeployment): Promise<Deployment> {
  const same = ({ payload }: Deployment) => payload['key'] === wanted.payload.key;
  const known = (await listDeployments(repo, wanted.environment, { commit: wanted.commit })).find(same);
  if (known !== undefined) return known;
  const { data } = await repo.octokit.rest.repos.createDeployment({
    ...at(repo),
    ref: wanted.commit,
    environment: wanted.environment,
    description: shorten(wanted.description),
    payload: wanted.payload,
    auto_merge: false,
    required_contexts: [],
  });
  if ('sha' in data) return deploymentOf(data);
  throw new Error(`GitHub merged instead of deploying ${wanted.commit}, though it was told not to`);
}

/** What we began in this one's environment after `recorded` and another worker was faster than: nobody takes it further. */
export async function endUnrecorded(repo: Repo, { id, environment }: Deployment, recorded: number): Promise<void> {
  for (const other of await newestDeployments(repo, environment)) {
    if (other.id === id || other.id <= recorded) continue;
    const newest = await newestStatus(repo, other.id);
    if (newest !== undefined && newest.state !== 'in_progress') continue;
    await setDeploymentStatus(repo, other.id, 'inactive', { description: 'another release took its place' });
  }
}

/** Ours only, newest first. */
export async function listDeployments(
  repo: Repo,
  environment: string,
  options: { readonly commit?: string } = {},
): Promise<Deployment[]> {
  if (options.commit !== undefined) assertSha(options.commit);
  const sha = options.commit === undefined ? {} : { sha: options.commit };
  const parameters = { ...at(repo), environment, per_page: 100, ...sha };
  const all = await repo.octokit.paginate(repo.octokit.rest.repos.listDeployments, parameters);
  return all.filter((each) => isOurs(repo.bot, creatorOf(each)) && each.environment === environment).map(deploymentOf);
}

/** The newest of ours, looked for among the last hundred. */
export async function newestDeployment(repo: Repo, environment: string): Promise<Deployment | undefined> {
  return (await newestDeployments(repo, environment))[0];
}

async function newestDeployments(repo: Repo, environment: string): Promise<Deployment[]> {
  const { data } = await repo.octokit.rest.repos.listDeployments({ ...at(repo), environment, per_page: 100 });
  return data.filter((each) => isOurs(repo.bot, creatorOf(each)) && each.environment === environment).map(deploymentOf);
}

export interface DeploymentStatus {
  readonly description: string;
  readonly logUrl?: string;
}

/** Says it once: nothing is written where the newest status says the same. */
export async function setDeploymentStatus(
  repo: Repo,
  id: number,
  state: DeploymentState,
  status: DeploymentStatus,
): Promise<{ writes: number }> {
  const description = shorten(status.description);
  const newest = await newestStatus(repo, id);
  if (newest?.state === state && newest.description === description) return { writes: 0 };
  await repo.octokit.rest.repos.createDeploymentStatus({
    ...at(repo),
    deployment_id: id,
    state,
    description,
    auto_inactive: true,
    ...(status.logUrl === undefined ? {} : { log_url: status.logUrl }),
  });
  return { writes: 1 };
}

async function newestStatus(repo: Repo, id: number) {
  try {
    const { data } = await repo.octokit.rest.repos.listDeploymentStatuses({
      ...at(repo),
      deployment_id: id,
      per_page: 1,
    });
    return data[0];
  } catch (error) {
    if (isGitHubError(error, 'not-found')) return undefined;
    throw error;
  }
}

function shorten(text: string): string {
  return text.length <= maxDescription ? text : `${text.slice(0, maxDescription - 1)}…`;
}

interface DeploymentAnswer {
  readonly id: number;
  readonly sha: string;
  readonly environment: string;
  readonly payload: object | string;
  readonly created_at: string;
}

function deploymentOf({ id, sha, environment, payload, created_at }: DeploymentAnswer): Deployment {
  return { id, commit: sha, environment, payload: payloadOf(payload), createdAt: created_at };
}

/** GitHub gives back what it was given: an object, or the text of one. */
function payloadOf(payload: object | string): Readonly<Record<string, unknown>> {
  if (typeof payload === 'object') return { ...payload };
  try {
    const parsed: unknown = JSON.parse(payload);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}

interface CreatedBy {
  readonly creator: { readonly login: string } | null;
  readonly performed_via_github_app?: { readonly id: number } | null;
}

function creatorOf({ creator, performed_via_github_app: via }: CreatedBy) {
  return { user: creator, ...(via === undefined ? {} : { performed_via_github_app: via }) };
}
