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
import { GitFailure, withRepository, type Remote, type Repository } from './repository.ts';

export interface GitOptions extends Omit<RenderOptions, 'namespace'> {
  readonly remote: Remote;
  /** Where manifests go; each owner has a folder of its own below. */
  readonly folder: string;
  readonly renders: Renders;
  readonly namespaces: readonly [string, ...string[]];
  readonly url: string;
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
 * refused where somebody was faster.
 */
export function gitTarget(name: string, options: GitOptions): Target {
  const [namespace] = options.namespaces;
  return {
    kind: 'git',
    name,
    url: options.url.replace(/\/$/, ''),
    render: (scope, apis) => renderManifest({ ...options, target: name, namespace }, scope, apis),
    read: (scope, signal) => read(name, options, scope, signal),
    plan: makePlan,
    access: (manifest) => access(options, manifest),
    apply: (scope, plan, signal) => apply(name, options, scope, plan, signal),
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

async function apply(
  target: string,
  options: GitOptions,
  scope: Scope,
  plan: Plan,
  signal: AbortSignal,
): Promise<Receipt> {
  const { desired, hash: planHash } = plan;
  const wanted = contentHash(desired.resources);
  const failed = (reason: 'live-moved' | 'refused' | 'unreachable', message: string): Receipt => {
    return { ok: false, planHash, desired, applied: [], reason, message: `${target}: ${message}` };
  };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await withRepository(options.remote, signal, async (repository) => {
        const { commit, folder, resources } = await found(repository, options, scope);
        const hash = contentHash(resources);
        if (hash === wanted) return { ok: true, planHash, desired, applied: [] };
        if (hash !== plan.liveHash) return failed('live-moved', 'the branch is no longer what was planned on');
        await repository.replace(commit, folder, filesOf(desired.resources), messageOf(scope, plan));
        return { ok: true, planHash, desired, applied: plan.steps.map(({ id }) => id) };
      });
    } catch (error) {
      if (!(error instanceof GitFailure)) throw error;
      // Somebody pushed, perhaps nothing of ours: look again.
      if (error.reason === 'moved' && attempt < pushes) continue;
      return failed(error.reason === 'moved' ? 'unreachable' : error.reason, error.message);
    }
  }
}

function messageOf({ owner }: Scope, { steps, hash }: Plan): string {
  const apis = [...new Set(steps.map(({ api }) => api))].sort();
  const named = apis.length > 5 ? `${apis.slice(0, 5).join(', ')} and ${apis.length - 5} more` : apis.join(', ');
  const lines = steps.map(({ action, id }) => `${action} ${id}`);
  return [`Deploy ${named} for ${owner}`, '', ...lines, '', `Sluice-Plan: ${hash}`, ''].join('\n');
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
      if (state.reason !== 'waiting' || performance.now() > deadline) {
        const reason = state.reason === 'unreachable' ? 'unreachable' : 'differs';
        return { live: false, reason, message: `${target}: ${state.message}` };
      }
      await sleep(pollMs, undefined, { signal });
    }
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    return { live: false, reason: 'unreachable', message: `${target}: ${error.message}` };
  }
}

interface NotLive {
  readonly reason: 'differs' | 'waiting' | 'unreachable';
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
    if (contentHash(resources) !== hash)
      return { reason: 'differs', message: 'the branch does not have what was applied' };
    const { controller } = options;
    if (controller === undefined || commit === undefined) return undefined;
    const state = await controllerState(controller.client, controller, signal);
    if (state.kind !== 'applied') return { reason: state.kind, message: state.message };
    if (!/^[0-9a-f]{40,64}$/.test(state.commit))
      return { reason: 'waiting', message: 'its controller names no commit' };
    if (state.commit !== commit) await repository.fetch(state.commit);
    const [ours, theirs] = [await repository.treeOf(commit, folder), await repository.treeOf(state.commit, folder)];
    if (ours === theirs) return undefined;
    return {
      reason: 'waiting',
      message: `${controller.name} has deployed ${state.commit.slice(0, 7)}, which is older`,
    };
  });
}
