import { setDeploymentStatus } from '../../github/deployments.ts';
import { isGitHubError } from '../../github/errors.ts';
import { ensurePull } from '../../github/pull-writer.ts';
import type { EnvironmentState, LastGood, ReleaseRun } from '../../release/state.ts';
import type { Restoration } from '../../review/report-facts.ts';
import { renderRevertPull } from '../../review/render/incident.ts';
import { lastGoodOf } from '../platform/record.ts';
import { hashesOf, lastGoodContent } from '../../release/compose.ts';
import { inSpan } from '../../telemetry/spans.ts';
import { save, type Advance, type ReleaseContext } from './context.ts';
import { failingOf, report, type Revert } from './incident.ts';
import { pullsBetween } from './pulls-between.ts';
import { revertFiles, type FileChange } from './revert-files.ts';

/**
 * What follows once the gateway is safe: the revert pull request, then the incident that names it, then the record. Each is found
 * again by its key, so whoever dies in between loses nothing and doubles nothing.
 */
export function aftermath(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  run: ReleaseRun,
): Promise<Advance> {
  const facts = { environment, apis: run.reverted?.length ?? 0, verdict: run.phase };
  return inSpan('release aftermath', { facts }, () => follow(context, environment, state, run));
}

async function follow(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  run: ReleaseRun,
): Promise<Advance> {
  const put = run.reverted ?? [];
  const goods = await lastGoodOf(context.view, environment, put);
  const revert = put.length === 0 ? { pulls: [] } : await openRevert(context, environment, run, goods);
  const incident = await report(context, environment, state, run, { revert, restoration: restoration(run, goods) });
  const told = incident ?? revert.number;
  const reverted = revert.number !== undefined && { revert: revert.number };
  await setDeploymentStatus(context.repo, run.deployment, 'failure', {
    description: `${run.restoredAt === undefined ? 'not put back' : 'put back'}: ${run.reason ?? ''}`.slice(0, 140),
    ...(told !== undefined && { logUrl: `${context.repo.htmlUrl}/issues/${told}` }),
  });
  const links = { ...(incident !== null && { incident }), ...reverted };
  return save(context, {
    environment,
    state: {
      ...state,
      holds: state.holds.map((hold) => (hold.deployment === run.deployment ? { ...hold, ...links } : hold)),
      current: {
        ...run,
        incident,
        ...reverted,
        ...(revert.problem !== undefined && { revertProblem: revert.problem }),
      },
    },
    action: 'incident.open',
    about: {
      apis: failingOf(run),
      deployment: run.deployment,
      commit: run.commit,
      ...(incident !== null && { issue: incident }),
      ...reverted,
      restored: run.restoredAt !== undefined,
      reason: run.reason ?? '',
    },
    detail: `${incident === null ? 'no issue' : `#${incident}`}${revert.number === undefined ? '' : `, revert #${revert.number}`}`,
    cause: run.cause,
  });
}

async function openRevert(
  context: ReleaseContext,
  environment: string,
  run: ReleaseRun,
  goods: ReadonlyMap<string, LastGood>,
): Promise<Revert> {
  const { services, repo, head: tip, signal } = context;
  const put = run.reverted ?? [];
  const apis = new Map(put.map((api) => [api, goods.get(api)?.commit ?? null]));
  const files = await revertFiles({ services, repo, environment, tip, apis, signal });
  const oldest = [...goods.values()].sort((a, b) => (a.at < b.at ? -1 : 1))[0]?.commit;
  const paths = new Set(files.ok ? files.changes.map(({ path }) => path) : []);
  const pulls = oldest === undefined ? [] : await pullsBetween(repo, oldest, run.commit, paths);
  if (!files.ok) return { problem: files.reason, pulls };
  if (files.changes.length === 0) return { problem: 'the branch already has the last good content', pulls };
  const { title, body } = renderRevertPull({
    repository: { url: repo.htmlUrl },
    environments: [environment],
    apis: put,
    lastGood: oldest ?? run.commit,
    files: files.changes.map(({ path, action }) => ({ path, action })),
    takesBack: pulls,
  });
  const wanted = {
    key: `revert-${run.deployment}`,
    branch: `sluice/revert-${environment}-${run.deployment}`,
    base: repo.defaultBranch,
    baseSha: tip,
    title,
    body,
    message: title,
    changes: files.changes.map(({ path, content }: FileChange) => ({ path, content })),
  };
  try {
    return { number: (await ensurePull(repo, wanted)).number, pulls };
  } catch (error) {
    // A rule of the repository, or somebody's commits on that branch: no later release may wait for it.
    if (!isGitHubError(error) || (error.retryable && error.kind !== 'conflict')) throw error;
    return { problem: error.reason, pulls };
  }
}

function restoration(run: ReleaseRun, goods: ReadonlyMap<string, LastGood>): Restoration {
  if (run.restoredAt === undefined) return { kind: 'none', state: [run.reason ?? ''] };
  const [first] = goods.values();
  const targets = Object.keys(run.plans);
  const hashes = hashesOf(lastGoodContent(first), targets);
  return { kind: 'restored', commit: first?.commit ?? run.commit, at: run.restoredAt, hashes };
}
