import { effectiveApis } from '../../config/effective.ts';
import { upsertStatusComment } from '../../github/comments.ts';
import { ensureIssue } from '../../github/issues.ts';
import { usageBetween, NO_USAGE } from '../../release/usage.ts';
import type { EnvironmentState, ReleaseRun } from '../../release/state.ts';
import type { IncidentFacts, PullRef, Restoration } from '../../review/report-facts.ts';
import { renderIncident } from '../../review/render/incident.ts';
import type { ReleaseContext } from './context.ts';
import { samplesOf } from './samples.ts';

/** The revert pull request, or why there is none; `pulls` is what it takes back. */
export interface Revert {
  readonly number?: number;
  readonly problem?: string;
  readonly pulls: readonly PullRef[];
}

interface Outcome {
  readonly revert: Revert;
  readonly restoration: Restoration;
}

/** In an issue, whose number it resolves to; where the repository has none (null), below the revert pull request. */
export async function report(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  run: ReleaseRun,
  { revert, restoration }: Outcome,
): Promise<number | null> {
  const { repo } = context;
  const { title, body } = renderIncident(
    await incidentFacts(context, environment, state, run, { revert, restoration }),
  );
  const key = `incident-${run.deployment}`;
  const issue = await ensureIssue(repo, { key, title, body, labels: ['sluice-incident'] });
  if (issue === undefined && revert.number !== undefined) await upsertStatusComment(repo, revert.number, key, body);
  return issue?.number ?? null;
}

/** Those that failed: of what was taken back where anything was, as the others were never live. */
export function failingOf({
  failing = [],
  reverted = [],
}: Pick<ReleaseRun, 'failing' | 'reverted'>): readonly string[] {
  return reverted.length === 0 ? failing : failing.filter((api) => reverted.includes(api));
}

async function incidentFacts(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  run: ReleaseRun,
  { revert, restoration }: Outcome,
): Promise<IncidentFacts> {
  const { repo, config } = context;
  const put = run.reverted ?? [];
  const failing = failingOf(run);
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
    restoration,
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
