import { setTimeout as sleep } from 'node:timers/promises';
import { makePlan } from '../../release/make-plan.ts';
import { contentHash, type Resource } from '../../release/manifest.ts';
import type { Plan } from '../../release/plan.ts';
import { access } from '../kubernetes/access/access.ts';
import type { KubernetesClient } from '../kubernetes/client.ts';
import { renderManifest, type Renders } from '../kubernetes/render/manifest.ts';
import type { RenderOptions } from '../kubernetes/render/renderer.ts';
import type { LiveProof, ReadResult, Receipt, Scope, Target } from '../target.ts';
import { controllerState, type Controller } from './controller.ts';
import { filesOf, folderOf, resourcesIn } from './files.ts';
import { propose, stepsOf, titleOf, trailersOf, whyNotMerged, withdraw, type Proposals } from './proposal.ts';
import type { Pull } from './pulls.ts';
import { GitFailure, withRepository, type Remote, type Repository } from './repository.ts';

export interface GitOptions extends Omit<RenderOptions, 'namespace'> {
  readonly remote: Remote;
  /** Where manifests go; each owner has a folder of its own below. */
  readonly folder: string;
  readonly renders: Renders;
  readonly namespaces: readonly [string, ...string[]];
  readonly url: string;
  /** Changes come by pull request; without it they are committed to the branch. */
  readonly proposals?: Proposals;
  /** Who deploys from there, and the cluster that tells; without it a commit counts as live. */
  readonly controller?: Controller & { readonly client: KubernetesClient };
  /** How long the controller may take, in milliseconds. */
  readonly readyWithinMs?: number;
}

/** Argo CD asks a repository every three minutes unless it is told. */
const readyWithinMs = 240_000;
const pollMs = 500;
/** How often a commit is made anew because somebody pushed something else meanwhile. */
const pushes = 5;

/**
 * A branch that Argo CD or Flux deploy from. One commit holds a whole plan, so the branch has the old state or the new one; the push is
 * refused where somebody was faster. Where changes come by pull request, whoever reviews it lets the new state in; what was good before is
 * committed all the same, since that must not wait for anybody.
 */
export function gitTarget(name: string, options: GitOptions): Target {
  const { proposals } = options;
  const [namespace] = options.namespaces;
  return {
    kind: 'git',
    name,
    url: options.url.replace(/\/$/, ''),
    render: (scope, apis) => renderManifest({ ...options, target: name, namespace }, scope, apis),
    read: (scope, signal) => read(name, options, scope, signal),
    plan: makePlan,
    access: (manifest) => access(options, manifest),
    apply: (scope, plan, signal) =>
      applyBy(proposals === undefined ? commit : asking(proposals), name, { options, scope, plan, signal }),
    ...(proposals !== undefined && {
      putBack: (scope: Scope, plan: Plan, signal: AbortSignal) =>
        applyBy(committingOrAsking(proposals), name, { options, scope, plan, signal }),
    }),
    verify: (scope, receipt, signal) => verify(name, options, scope, receipt, signal),
  };
}

interface Found {
  readonly commit: string | undefined;
  readonly folder: string;
  readonly resources: readonly Resource[];
}

async function found(repository: Repository, { folder }: GitOptions, { owner }: Scope): Promise<Found> {
  const own = folderOf(folder, owner);
  const commit = await repository.head();
  const files = commit === undefined ? [] : await repository.files(commit, own);
  return { commit, folder: own, resources: resourcesIn(own, files) };
}

async function read(target: string, options: GitOptions, scope: Scope, signal: AbortSignal): Promise<ReadResult> {
  try {
    const { resources } = await withRepository(options.remote, signal, (repository) =>
      found(repository, options, scope),
    );
    return { ok: true, manifest: { target, resources } };
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    const reason = error.reason === 'refused' ? 'refused' : 'unreachable';
    return { ok: false, reason, message: `${target}: ${error.message}` };
  }
}

/** A plan on its way to the branch. */
interface Work {
  readonly options: GitOptions;
  readonly scope: Scope;
  readonly plan: Plan;
  readonly signal: AbortSignal;
}

/** What is done where the branch is still what was planned on, and not yet what is wanted. */
type Write = (work: Work, repository: Repository, found: Branch) => Promise<void>;
type Branch = Pick<Found, 'commit' | 'folder'>;

const commit: Write = async ({ scope, plan }, repository, { commit: base, folder }) => {
  const message = [titleOf(scope, plan), '', ...stepsOf(plan), '', trailersOf(plan), ''].join('\n');
  await repository.replace(base, folder, filesOf(plan.desired.resources), message);
};

function asking(proposals: Proposals): Write {
  return async (work, repository, found) => {
    await ask(proposals, work, repository, found);
  };
}

/** By a commit to the branch; where that is not allowed, a pull request is opened for whoever is. */
function committingOrAsking(proposals: Proposals): Write {
  return async (work, repository, found) => {
    try {
      await commit(work, repository, found);
      await withdrawn(work, repository, found);
    } catch (error) {
      if (!(error instanceof GitFailure) || error.reason !== 'refused') throw error;
      const pull = await ask(proposals, work, repository, found);
      throw new GitFailure('refused', `${error.message}; merge ${pull.html_url} to put it back`);
    }
  };
}

function ask(proposals: Proposals, work: Work, repository: Repository, found: Branch): Promise<Pull> {
  const { options, scope, plan, signal } = work;
  return propose(
    repository,
    proposals,
    { scope, base: options.remote.branch, commit: found.commit, folder: found.folder },
    plan,
    signal,
  );
}

/** Nobody needs a pull request for what the branch has. */
async function withdrawn(
  { options: { proposals, remote }, signal }: Work,
  repository: Repository,
  { folder }: Branch,
): Promise<void> {
  if (proposals !== undefined) await withdraw(repository, proposals, { base: remote.branch, folder }, signal);
}

async function applyBy(write: Write, target: string, work: Work): Promise<Receipt> {
  const { options, scope, plan, signal } = work;
  const { desired, steps, hash: planHash } = plan;
  const wanted = contentHash(desired.resources);
  const failed = (reason: 'live-moved' | 'refused' | 'unreachable', message: string): Receipt => {
    return { ok: false, planHash, desired, applied: [], reason, message: `${target}: ${message}` };
  };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await withRepository(options.remote, signal, async (repository) => {
        const state = await found(repository, options, scope);
        const hash = contentHash(state.resources);
        if (hash === wanted) {
          await withdrawn(work, repository, state);
          return { ok: true, planHash, desired, applied: [] };
        }
        if (hash !== plan.liveHash) return failed('live-moved', 'the branch is no longer what was planned on');
        await write(work, repository, state);
        return { ok: true, planHash, desired, applied: steps.map(({ id }) => id) };
      });
    } catch (error) {
      if (!(error instanceof GitFailure)) throw error;
      // Somebody pushed, perhaps nothing of ours: look again.
      if (error.reason === 'moved' && attempt < pushes) continue;
      return failed(error.reason === 'moved' ? 'unreachable' : error.reason, error.message);
    }
  }
}

async function verify(
  target: string,
  options: GitOptions,
  scope: Scope,
  { desired }: Receipt,
  signal: AbortSignal,
): Promise<LiveProof> {
  const hash = contentHash(desired.resources);
  const deadline = performance.now() + (options.readyWithinMs ?? readyWithinMs);
  try {
    for (;;) {
      const state = await look(options, scope, hash, signal);
      if (state === undefined) return { live: true, nodes: [target], hash };
      const { reason, message } = state;
      if (reason !== 'deploying') return { live: false, reason, message: `${target}: ${message}` };
      if (performance.now() > deadline) return { live: false, reason: 'differs', message: `${target}: ${message}` };
      await sleep(pollMs, undefined, { signal });
    }
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    return { live: false, reason: 'unreachable', message: `${target}: ${error.message}` };
  }
}

interface NotLive {
  /** `deploying`: the controller is at it; the others as a `LiveProof` has them. */
  readonly reason: 'differs' | 'deploying' | 'waiting' | 'declined' | 'unreachable';
  readonly message: string;
}

/** Undefined where the branch has it and the controller has deployed a commit with this very content. */
async function look(
  options: GitOptions,
  scope: Scope,
  hash: string,
  signal: AbortSignal,
): Promise<NotLive | undefined> {
  return withRepository(options.remote, signal, async (repository) => {
    const { commit, folder, resources } = await found(repository, options, scope);
    const { controller, proposals, remote } = options;
    if (contentHash(resources) !== hash) {
      if (proposals !== undefined) return whyNotMerged(proposals, { base: remote.branch, folder }, signal);
      return { reason: 'differs', message: 'the branch does not have what was applied' };
    }
    if (controller === undefined || commit === undefined) return undefined;
    const state = await controllerState(controller.client, controller, signal);
    if (state.kind !== 'applied') return { reason: state.kind, message: state.message };
    if (!/^[0-9a-f]{40,64}$/.test(state.commit))
      return { reason: 'deploying', message: 'its controller names no commit' };
    if (state.commit !== commit) await repository.fetch(state.commit);
    const [ours, theirs] = [await repository.treeOf(commit, folder), await repository.treeOf(state.commit, folder)];
    if (ours === theirs) return undefined;
    return {
      reason: 'deploying',
      message: `${controller.name} has deployed ${state.commit.slice(0, 7)}, which is older`,
    };
  });
}
