import { branchHead } from '../../github/commits.ts';
import { ensureDeployment, setDeploymentStatus } from '../../github/deployments.ts';
import { ensurePull } from '../../github/pull-writer.ts';
import type { RecordView } from '../../github/record-view.ts';
import { hashesOf, type ApiContent } from '../../release/compose.ts';
import type { Hold, LastGood } from '../../release/state.ts';
import { renderRevertPull } from '../../review/render/incident.ts';
import type { CommandContext } from '../command/context.ts';
import { copyRecord } from '../offline/mirror.ts';
import { configAt } from '../platform/config-at.ts';
import { targetsOf } from '../platform/plan-environment.ts';
import { asText, environmentState, files, lastGoodOf } from '../platform/record.ts';
import { renderApis } from '../platform/render.ts';
import { applyEverywhere } from '../release/apply.ts';
import type { ReleaseContext } from '../release/context.ts';
import { outlinesAt } from '../release/desired.ts';
import type { RollbackScope } from './scope.ts';
import { without } from './without.ts';

export interface Taken {
  readonly environment: string;
  readonly deployment: number;
  readonly proofs: readonly string[];
}

export type TakenBack =
  | { readonly ok: true; readonly pull: number | undefined; readonly taken: readonly Taken[]; readonly ms: number }
  | {
      readonly ok: false;
      readonly reason: string;
      readonly taken: readonly Taken[];
      readonly pull: number | undefined;
    };

/**
 * Makes a rollback true everywhere: the reverted files stand on a branch of their own, the gateways serve what those files say, the
 * content that was taken back is held, and the pull request that makes git equal to live is open. Each step is found again by its key.
 */
export async function takeBack(context: CommandContext, scope: RollbackScope): Promise<TakenBack> {
  const started = performance.now();
  const revert = scope.changes.length === 0 ? undefined : await openRevert(context, scope);
  const commit = revert?.commit ?? context.head;
  const taken: Taken[] = [];
  for (const environment of scope.environments) {
    const one = await takeBackIn(context, scope, environment, commit, revert?.number);
    if (!one.ok) return { ok: false, reason: `${environment}: ${one.reason}`, taken, pull: revert?.number };
    taken.push(one.taken);
  }
  return { ok: true, pull: revert?.number, taken, ms: performance.now() - started };
}

async function openRevert(context: CommandContext, scope: RollbackScope): Promise<{ number: number; commit: string }> {
  const { repo, comment, head } = context;
  const { title, body } = renderRevertPull({
    repository: { owner: repo.owner, name: repo.name, url: repo.htmlUrl },
    environments: scope.environments,
    apis: scope.apis,
    lastGood: scope.to,
    files: scope.changes.map(({ path, action }) => ({ path, action })),
    takesBack: context.pull === undefined ? [] : [{ number: context.pull.number, author: context.pull.author }],
    because: { comment: { pull: comment.issue, by: comment.author } },
    liftsHold: true,
  });
  const branch = `sluice/rollback-${comment.id}`;
  const pull = await ensurePull(repo, {
    key: `rollback-${comment.id}`,
    branch,
    base: repo.defaultBranch,
    baseSha: head,
    title,
    body,
    message: title,
    changes: scope.changes.map(({ path, content }) => ({ path, content })),
  });
  // Gone once it was merged and its branch deleted: then the branch's tip has that content.
  return { number: pull.number, commit: (await branchHead(repo, branch)) ?? head };
}

type One = { readonly ok: true; readonly taken: Taken } | { readonly ok: false; readonly reason: string };

async function takeBackIn(
  context: CommandContext,
  scope: RollbackScope,
  environment: string,
  commit: string,
  pull: number | undefined,
): Promise<One> {
  const { services, repo, config } = context;
  const read = await context.record.read();
  if (!read.ok) return { ok: false, reason: read.message };
  const { usable, refused } = targetsOf(services, repo, config, environment);
  if (refused[0] !== undefined) return { ok: false, reason: refused[0].message };
  const release: ReleaseContext = { ...context, view: read.view };
  const wanted = await contentAt(release, environment, commit, scope.apis);
  const unwanted = await contentAt(release, environment, context.head, scope.apis);
  if (!wanted.ok) return wanted;
  const applied = await applyEverywhere(release, environment, wanted.content, usable);
  if (!applied.ok) return { ok: false, reason: [applied.message, ...applied.mixed].join(' ') };
  const deployment = await ensureDeployment(repo, {
    commit,
    environment,
    description: `rollback of ${scope.apis.join(', ')}`.slice(0, 140),
    payload: { key: `rollback-${context.comment.id}` },
  });
  await setDeploymentStatus(repo, deployment.id, 'success', { description: `by @${context.comment.author}` });
  const hold = (api: string): Hold => ({
    api,
    hashes: unwanted.ok
      ? hashesOf(
          unwanted.content.get(api) ?? {},
          usable.map(({ name }) => name),
        )
      : {},
    at: services.now().toISOString(),
    by: context.comment.author,
    reason: `taken back by @${context.comment.author} in #${context.comment.issue}`,
    deployment: deployment.id,
    ...(pull !== undefined && { revert: pull }),
  });
  const holds = pull === undefined ? [] : scope.apis.map(hold);
  await keep(context, environment, { commit, deployment: deployment.id, content: wanted.content, holds });
  return {
    ok: true,
    taken: {
      environment,
      deployment: deployment.id,
      proofs: applied.proofs.map(({ target, hash }) => `${target} ${hash.slice(0, 12)}`),
    },
  };
}

type ContentAt =
  | { readonly ok: true; readonly content: ReadonlyMap<string, ApiContent> }
  | { readonly ok: false; readonly reason: string };

async function contentAt(
  context: ReleaseContext,
  environment: string,
  commit: string,
  apis: readonly string[],
): Promise<ContentAt> {
  const { services, repo } = context;
  const at = await configAt(repo, commit);
  if (!at.ok) return { ok: false, reason: at.problems[0]?.message ?? 'the configuration cannot be read' };
  const outlines = await outlinesAt(context, commit, at.config, apis);
  if (!outlines.ok) return outlines;
  const { usable: targets } = targetsOf(services, repo, at.config, environment);
  const shared = { repo, commit, config: at.config, environment, apis, targets };
  const rendered = await renderApis({ ...shared, outlines: outlines.byApi });
  const [problem] = rendered.problems;
  if (problem !== undefined) return { ok: false, reason: `${problem.target}: ${problem.message}` };
  return { ok: true, content: rendered.content };
}

interface Kept {
  readonly commit: string;
  readonly deployment: number;
  readonly content: ReadonlyMap<string, ApiContent>;
  readonly holds: readonly Hold[];
}

/** What was put back is the last good from here on, by the word of whoever asked; what was taken back is held. */
async function keep(context: CommandContext, environment: string, kept: Kept): Promise<void> {
  const at = context.services.now().toISOString();
  const apis = [...kept.content.keys()];
  const written = await context.record.update(async (view: RecordView) => {
    const known = await lastGoodOf(view, environment, apis);
    // A worker that died before its answer: the same comment, and nothing left to write.
    if (apis.every((api) => known.get(api)?.deployment === kept.deployment)) return undefined;
    const state = await environmentState(view, environment);
    const goods = [...kept.content].map(([api, resources]) => {
      const good: LastGood = { commit: kept.commit, deployment: kept.deployment, at, resources };
      return [files.lastGood(environment, api), asText(good)] as const;
    });
    return {
      files: {
        ...Object.fromEntries(goods),
        [files.environment(environment)]: asText(without(state, apis, kept.holds)),
      },
      audit: [
        {
          at,
          action: 'rollback',
          subject: environment,
          cause: context.cause,
          detail: `${apis.join(', ')} at ${kept.commit.slice(0, 7)}`,
        },
      ],
      cause: context.cause,
      message: `rollback ${environment}`,
    };
  });
  if (written.ok) await copyRecord(context.services, context.repo, written.view);
}
