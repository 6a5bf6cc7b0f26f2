import { ensureDeployment, setDeploymentStatus, type Deployment } from '../../github/deployments.ts';
import { ensureCommit, ensurePull } from '../../github/pull-writer.ts';
import type { RecordView } from '../../github/record-view.ts';
import { hashesOf, type ApiContent } from '../../release/compose.ts';
import type { Hold, LastGood } from '../../release/state.ts';
import { renderRevertPull } from '../../review/render/incident.ts';
import { enqueue, type CommandContext } from '../command/context.ts';
import { repoRefOf } from '../command/repo-ref.ts';
import type { OfflineChange } from '../offline/copy.ts';
import { copyRecord } from '../offline/mirror.ts';
import { configAt } from '../platform/config-at.ts';
import { targetsOf } from '../platform/plan-environment.ts';
import { asText, environmentState, files, lastGoodOf } from '../platform/record.ts';
import { renderApis } from '../platform/render.ts';
import { putBackEverywhere, toldOf, type Standings } from '../release/apply.ts';
import type { ReleaseContext } from '../release/context.ts';
import { outlinesAt } from '../release/desired.ts';
import { requestRelease } from '../requests.ts';
import { describeGoods, keptOn, type Kept } from './kept.ts';
import { rollbackMark } from './mark.ts';
import { rollbackReason } from './reason.ts';
import type { RollbackScope } from './scope.ts';
import { tellTakenBack } from './tell-taken-back.ts';

export interface Taken {
  readonly environment: string;
  readonly deployment: number;
  readonly proofs: readonly string[];
  /** Which targets do not have it, and why. */
  readonly missing?: string;
  /** Why the record does not know of it yet. */
  readonly unrecorded?: string;
}

export type TakenBack =
  /** `unopened`: why there is no pull request, though git still has what was taken back. */
  | {
      readonly ok: true;
      readonly pull: number | undefined;
      readonly unopened?: string;
      readonly taken: readonly Taken[];
    }
  | { readonly ok: false; readonly reason: string; readonly taken: readonly Taken[] };

/**
 * Makes a rollback true everywhere: the reverted files stand on a branch of their own, the gateways serve what those files say, the
 * content that was taken back is held. Then comes the pull request that makes git equal to live, so that its review knows of the hold.
 * Each step is found again by its key. Where a rule forbids the branch, its commit does for the gateways.
 */
export async function takeBack(context: CommandContext, scope: RollbackScope): Promise<TakenBack> {
  const branch = scope.changes.length === 0 ? undefined : revertBranch(context, scope);
  const made = branch && (await ensureCommit(context.repo, branch));
  const commit = made?.sha ?? context.head;
  const taken: Taken[] = [];
  for (const environment of scope.environments) {
    const one = await takeBackIn(context, scope, environment, commit);
    if (!one.ok) return { ok: false, reason: `${environment}: ${one.reason}`, taken };
    taken.push(one.taken);
  }
  if (made?.refusal !== undefined) return { ok: true, pull: undefined, unopened: made.refusal.reason, taken };
  const pull = branch === undefined ? undefined : await openRevert(context, scope, branch);
  return { ok: true, pull, taken };
}

type RevertBranch = Parameters<typeof ensureCommit>[1];

function revertBranch({ comment, head }: CommandContext, scope: RollbackScope): RevertBranch {
  return {
    key: `rollback-${comment.id}`,
    branch: revertBranchOf(comment),
    baseSha: head,
    message: `Take back ${scope.apis.join(', ')}`,
    changes: scope.changes.map(({ path, content }) => ({ path, content })),
  };
}

export function revertBranchOf({ id }: CommandContext['comment']): string {
  return `sluice/rollback-${id}`;
}

async function openRevert(context: CommandContext, scope: RollbackScope, branch: RevertBranch): Promise<number> {
  const { repo, comment } = context;
  const { title, body } = renderRevertPull({
    repository: { url: repo.htmlUrl },
    environments: scope.environments,
    apis: scope.apis,
    lastGood: scope.to,
    files: scope.changes.map(({ path, action }) => ({ path, action })),
    takesBack: context.pull === undefined ? [] : [{ number: context.pull.number, author: context.pull.author }],
    asked: { pull: comment.issue, by: comment.author },
  });
  const { number } = await ensurePull(repo, { ...branch, base: repo.defaultBranch, title, body });
  await nameRevert(context, scope, number);
  return number;
}

/** The holds of this rollback say which pull request ends them. */
async function nameRevert(context: CommandContext, scope: RollbackScope, revert: number): Promise<void> {
  const { services, comment, cause } = context;
  const reason = rollbackReason(context);
  await context.record.update(async (view) => {
    const changed: Record<string, string> = {};
    for (const environment of scope.environments) {
      const state = await environmentState(view, environment);
      const isOurs = (hold: Hold): boolean => hold.reason === reason && hold.revert === undefined;
      if (!state.holds.some(isOurs)) continue;
      const holds = state.holds.map((hold) => (isOurs(hold) ? { ...hold, revert } : hold));
      changed[files.environment(environment)] = asText({ ...state, holds });
    }
    if (Object.keys(changed).length === 0) return undefined;
    const at = services.now().toISOString();
    const entry = { at, action: 'rollback.revert', subject: `#${comment.issue}`, cause, detail: `#${revert}` };
    return { files: changed, audit: [entry], cause, message: `rollback revert #${revert}` };
  });
}

type One = { readonly ok: true; readonly taken: Taken } | { readonly ok: false; readonly reason: string };

async function takeBackIn(
  context: CommandContext,
  scope: RollbackScope,
  environment: string,
  commit: string,
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
  const mark = rollbackMark(context, environment);
  await mark.set();
  const applied = await putBackEverywhere(release, environment, wanted.content, usable);
  const missing = applied.ok ? undefined : toldOf(applied);
  if (!applied.ok && !isPartly(applied.standings)) {
    await mark.clear();
    return { ok: false, reason: missing ?? '' };
  }
  const deployment = await deploymentOf(context, scope, environment, commit, missing);
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
    reason: rollbackReason(context),
    deployment: deployment.id,
    ...(scope.takesBack !== undefined && { takesBack: scope.takesBack }),
  });
  const holds = scope.changes.length === 0 ? [] : scope.apis.map(hold);
  const at = services.now().toISOString();
  const goods = goodsOf(wanted.content, { commit, deployment: deployment.id, at });
  const unrecorded = await keep(context, environment, { goods, holds });
  await mark.clear();
  return {
    ok: true,
    taken: {
      environment,
      deployment: deployment.id,
      proofs: applied.ok ? applied.proofs.map(({ target, hash }) => `${target} ${hash.slice(0, 12)}`) : [],
      ...(missing !== undefined && { missing }),
      ...(unrecorded !== undefined && { unrecorded }),
    },
  };
}

async function deploymentOf(
  { repo, comment }: CommandContext,
  { apis }: RollbackScope,
  environment: string,
  commit: string,
  missing: string | undefined,
): Promise<Deployment> {
  const deployment = await ensureDeployment(repo, {
    commit,
    environment,
    description: `rollback of ${apis.join(', ')}`.slice(0, 140),
    payload: { key: `rollback-${comment.id}` },
  });
  await setDeploymentStatus(repo, deployment.id, missing === undefined ? 'success' : 'failure', {
    description: (missing ?? `by @${comment.author}`).slice(0, 140),
  });
  return deployment;
}

/** What one target has again must not be taken from it because another is away: the record says what all should have. */
function isPartly(standings: Standings): boolean {
  return Object.values(standings).some(({ state }) => state === 'before' || state === 'live');
}

function goodsOf(content: ReadonlyMap<string, ApiContent>, from: Omit<LastGood, 'resources'>): Kept['goods'] {
  return Object.fromEntries([...content].map(([api, resources]) => [api, { ...from, resources }]));
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

/** Comes back with why the record does not know of it; that is left for the next release, which begins with it. */
async function keep(context: CommandContext, environment: string, kept: Kept): Promise<string | undefined> {
  const { services, repo, comment, cause } = context;
  const at = services.now().toISOString();
  const about = { apis: Object.keys(kept.goods), issue: comment.issue, reason: rollbackReason(context) };
  const written = await context.record.update(async (view: RecordView) => {
    const known = await lastGoodOf(view, environment, Object.keys(kept.goods));
    // A worker that died before its answer: the same comment, and nothing left to write.
    if (Object.entries(kept.goods).every(([api, { deployment }]) => known.get(api)?.deployment === deployment)) {
      return undefined;
    }
    const { state, files: more } = await keptOn(view, environment, kept);
    return {
      files: { ...more, [files.environment(environment)]: asText(state) },
      audit: [{ at, action: 'rollback', subject: environment, cause, detail: describeGoods(kept.goods), about }],
      cause,
      message: `rollback ${environment}`,
    };
  });
  if (!written.ok) {
    await leaveForRelease(context, environment, at, kept);
    return written.message;
  }
  await tellTakenBack(repo, await environmentState(written.view, environment));
  await copyRecord(services, repo, written.view);
  return undefined;
}

async function leaveForRelease(context: CommandContext, environment: string, at: string, kept: Kept): Promise<void> {
  const { services, repo, comment, cause } = context;
  const id = `rollback-${comment.id}-${environment}`;
  const facts = { id, at, environment, by: comment.author, reason: rollbackReason(context) };
  await services.copies.leave(repo.fullName, { kind: 'taken-back', ...facts, ...kept, cause });
  await enqueue(context, requestRelease(repoRefOf(repo), id));
}

type TakenBackLeft = Extract<OfflineChange, { kind: 'taken-back' }>;

/** What this very comment put back and the record does not know of yet. */
export async function leftByThis({ services, repo, comment }: CommandContext): Promise<readonly TakenBackLeft[]> {
  const changes = await services.copies.changes(repo.fullName);
  return changes.filter(
    (change): change is TakenBackLeft => change.kind === 'taken-back' && change.cause.ref === String(comment.id),
  );
}
