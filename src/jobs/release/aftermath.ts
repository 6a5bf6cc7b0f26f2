import { effectiveApis } from '../../config/effective.ts';
import { setDeploymentStatus } from '../../github/deployments.ts';
import { upsertStatusComment } from '../../github/comments.ts';
import { isGitHubError } from '../../github/errors.ts';
import { ensureIssue } from '../../github/issues.ts';
import { ensurePull } from '../../github/pull-writer.ts';
import type { Repo } from '../../github/repo.ts';
import { usageBetween, NO_USAGE } from '../../release/usage.ts';
import type { EnvironmentState, LastGood, ReleaseRun } from '../../release/state.ts';
import type { IncidentFacts, PullRef, Restoration } from '../../review/report-facts.ts';
import { renderIncident, renderRevertPull } from '../../review/render/incident.ts';
import { lastGoodOf } from '../platform/record.ts';
import { hashesOf, lastGoodContent } from '../../release/compose.ts';
import { save, type Advance, type ReleaseContext } from './context.ts';
import { pullsBetween } from './pulls-between.ts';
import { revertFiles, type FileChange } from './revert-files.ts';
import { samplesOf } from './samples.ts';

interface Revert {
  readonly number?: number;
  readonly problem?: string;
  readonly pulls: readonly PullRef[];
}

/**
 * What follows once the gateway is safe: the revert pull request, then the incident that names it, then the record. Each is found
 * again by its key, so whoever dies in between loses nothing and doubles nothing.
 */
export async function aftermath(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  run: ReleaseRun,
): Promise<Advance> {
  const put = run.reverted ?? [];
  const goods = await lastGoodOf(context.view, environment, put);
  const revert = put.length === 0 ? { pulls: [] } : await openRevert(context, environment, run, goods);
  const facts = await incidentFacts(context, environment, state, run, goods, revert);
  const incident = await report(context.repo, run, facts);
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
    detail: `${incident === null ? 'no issue' : `#${incident}`}${revert.number === undefined ? '' : `, revert #${revert.number}`}`,
    cause: run.cause,
  });
}

/** In an issue, whose number it resolves to; where the repository has none (null), below the revert pull request. */
async function report(repo: Repo, { deployment }: ReleaseRun, facts: IncidentFacts): Promise<number | null> {
  const { title, body } = renderIncident(facts);
  const key = `incident-${deployment}`;
  const issue = await ensureIssue(repo, { key, title, body, labels: ['sluice-incident'] });
  if (issue === undefined && facts.revert !== undefined)
    await upsertStatusComment(repo, facts.revert.number, key, body);
  return issue?.number ?? null;
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

async function incidentFacts(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  run: ReleaseRun,
  goods: ReadonlyMap<string, LastGood>,
  revert: Revert,
): Promise<IncidentFacts> {
  const { repo, config } = context;
  const put = run.reverted ?? [];
  const failed = run.failing ?? [];
  const failing = put.length === 0 ? failed : failed.filter((api) => put.includes(api));
  const upstreams = effectiveApis(config, environment)
    .filter(({ name }) => put.includes(name))
    .flatMap(({ gateway }) => upstreamHosts(gateway?.upstream));
  return {
    repository: { url: repo.htmlUrl },
    environment,
    failing,
    staying: run.changed.filter((api) => !put.includes(api)),
    release: { commit: run.commit, liveAt: run.liveAt ?? run.at, pulls: revert.pulls },
    reason: run.reason ?? '',
    measured: (run.measures ?? []).map(({ api, check, before, after, limit, state: measured }) => ({
      what: `${check} of ${api}`,
      before,
      after,
      limit,
      failed: measured === 'bad',
    })),
    timeline: timeline(run, revert),
    restoration: restoration(run, goods),
    notTouched: { upstreams, ...(await failedRequests(context, environment, run)) },
    plan: Object.keys(run.plans).map((target) => ({
      target,
      steps: (run.steps ?? []).filter((step) => step.target === target && failing.includes(step.api)),
    })),
    isHeld: state.holds.some(({ deployment }) => deployment === run.deployment),
    ...(revert.number !== undefined && { revert: { number: revert.number } }),
    ...(revert.problem !== undefined && { revertProblem: revert.problem }),
    teams: config.environments?.[environment]?.approval?.teams ?? [],
  };
}

function upstreamHosts(upstream: string | readonly { readonly url: string }[] | undefined): string[] {
  if (upstream === undefined) return [];
  const urls = typeof upstream === 'string' ? [upstream] : upstream.map(({ url }) => url);
  return urls.map((url) => new URL(url).host);
}

function timeline(run: ReleaseRun, revert: Revert): IncidentFacts['timeline'] {
  return [
    { at: run.startedAt, what: `release of ${run.commit.slice(0, 7)} began`, proof: `deployment ${run.deployment}` },
    ...(run.liveAt === undefined ? [] : [{ at: run.liveAt, what: 'live', proof: 'read back from every node' }]),
    ...(run.restoredAt === undefined
      ? [{ at: run.at, what: 'failed', proof: 'table below' }]
      : [{ at: run.restoredAt, what: 'failed; last good live again', proof: 'read back from every node' }]),
    ...(revert.number === undefined ? [] : [{ at: run.at, what: 'hold made; revert opened', pull: revert.number }]),
  ];
}

function restoration(run: ReleaseRun, goods: ReadonlyMap<string, LastGood>): Restoration {
  if (run.restoredAt === undefined) return { kind: 'none', state: [run.reason ?? ''] };
  const [first] = goods.values();
  const targets = Object.keys(run.plans);
  const hashes = hashesOf(lastGoodContent(first), targets);
  return { kind: 'restored', commit: first?.commit ?? run.commit, at: run.restoredAt, hashes };
}

/** Requests that failed between going live and the last look, where the gateway counts them. */
async function failedRequests(
  context: ReleaseContext,
  environment: string,
  run: ReleaseRun,
): Promise<{ failedRequests?: number }> {
  const samples = await samplesOf(context, environment, run).read();
  const [first, last] = [samples[0]?.usage, samples.at(-1)?.usage];
  if (first === undefined || last === undefined) return {};
  const counts = (run.failing ?? []).map((api) => usageBetween(first[api] ?? NO_USAGE, last[api] ?? NO_USAGE).errors);
  return { failedRequests: counts.reduce((sum, count) => sum + count, 0) };
}
