import type { AnalysisConfig, SluiceConfig } from '../../config/sluice-config.ts';
import { duration } from '../../config/units.ts';
import { setDeploymentStatus } from '../../github/deployments.ts';
import { judge, type AnalysisVerdict, type Sample } from '../../release/analysis.ts';
import type { EnvironmentState, ReleaseRun } from '../../release/state.ts';
import { inSpan } from '../../telemetry/spans.ts';
import { configAt } from '../platform/config-at.ts';
import { targetsOf } from '../platform/plan-environment.ts';
import { aheadOf } from './ahead.ts';
import { now, save, type Advance, type ReleaseContext } from './context.ts';
import { passedFiles, withGood } from './last-good.ts';
import { restore } from './restore.ts';
import { samplesOf, takeSample, type Watcher } from './samples.ts';

const DEFAULT_INTERVAL = '5s';

/** One look at a release that is live, and the verdict where there is one. */
export async function analysePhase(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  run: ReleaseRun,
): Promise<Advance> {
  const at = await configAt(context.repo, run.commit);
  if (!at.ok) {
    const reason = 'its configuration cannot be read any more';
    return conclude(context, environment, state, run, 'error', { reason });
  }
  const analysis = at.config.environments?.[environment]?.analysis;
  if (analysis === undefined) {
    return pass(context, environment, state, run, { reason: 'no analysis is configured' });
  }
  const verdict = await look(context, environment, run, at.config, analysis);
  switch (verdict.verdict) {
    case 'running':
      return { kind: 'wait', ms: verdict.waitMs };
    case 'passed':
      return pass(context, environment, state, run, verdict);
    case 'failed': {
      const failed = { ...run, ...told(verdict), failing: verdict.failing, failedAt: now(context) };
      return restore(context, environment, state, failed, at.config);
    }
    case 'inconclusive':
    case 'error':
      return conclude(context, environment, state, run, verdict.verdict, verdict);
  }
}

/**
 * Takes the next sample when it is due, and judges all of them. A verdict that has fallen stands: where whoever put last good back died before
 * that was recorded, the next sample is of what was put back.
 */
export function look(
  context: Watcher,
  environment: string,
  run: ReleaseRun,
  config: SluiceConfig,
  analysis: AnalysisConfig,
): Promise<Looked> {
  return inSpan('release analyse', { facts: { environment, apis: run.changed.length } }, async (tell) => {
    const looked = await lookOnce(context, environment, run, config, analysis);
    tell({ verdict: looked.verdict, ...(looked.verdict === 'error' && { failed: 'error' }) });
    return looked;
  });
}

/** The verdict so far, and the milliseconds until the next sample. */
type Looked = AnalysisVerdict & { readonly waitMs: number };

async function lookOnce(
  context: Watcher,
  environment: string,
  run: ReleaseRun,
  config: SluiceConfig,
  analysis: AnalysisConfig,
): Promise<Looked> {
  const interval = duration(analysis.interval ?? DEFAULT_INTERVAL);
  const store = samplesOf(context, environment, run);
  const earlier = await store.read();
  const before = run.baseline && { before: run.baseline };
  const judged = (samples: readonly Sample[]) => ({
    ...judge({ config: analysis, apis: run.changed, samples, ...before }),
    waitMs: interval,
  });
  const fallen = judged(earlier);
  if (fallen.verdict === 'failed') return fallen;
  const since = context.services.now().getTime() - (earlier.at(-1)?.at ?? Number.NEGATIVE_INFINITY);
  if (since < interval) {
    return { verdict: 'running', failing: [], measures: [], reason: 'between two samples', waitMs: interval - since };
  }
  const { usable } = targetsOf(context.services, context.repo, config, environment);
  const samples = [...earlier, await takeSample(context, environment, config, analysis, usable, run)];
  await store.write(samples);
  return judged(samples);
}

type Told = Pick<AnalysisVerdict, 'reason'> & Partial<Pick<AnalysisVerdict, 'measures'>>;

function told({ reason, measures }: Told): Pick<ReleaseRun, 'reason' | 'measures'> {
  return { reason, ...(measures && { measures }) };
}

/** What is live of it is last good from here on: as it serves, not as holds of today would have it. */
async function pass(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  run: ReleaseRun,
  verdict: Told,
): Promise<Advance> {
  const ahead = await aheadOf(context.view, environment);
  const brought = [...run.changed, ...(run.unwritten ?? [])];
  const judged = new Map([...ahead].filter(([api]) => brought.includes(api)));
  const passed: ReleaseRun = { ...run, ...told(verdict), phase: 'passed', at: now(context) };
  await setDeploymentStatus(context.repo, run.deployment, 'success', { description: verdict.reason.slice(0, 140) });
  return save(context, {
    environment,
    state: { ...state, current: passed, good: withGood(state.good, passed, ahead, judged.keys()) },
    action: 'release.pass',
    detail: verdict.reason,
    cause: run.cause,
    more: await passedFiles(context.view, environment, passed, judged),
  });
}

/** Live stays as it is, last good too: only a failed analysis rolls back. */
async function conclude(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  run: ReleaseRun,
  phase: 'inconclusive' | 'error',
  verdict: Told,
): Promise<Advance> {
  await setDeploymentStatus(context.repo, run.deployment, phase === 'error' ? 'error' : 'failure', {
    description: `${phase}: ${verdict.reason}`.slice(0, 140),
  });
  return save(context, {
    environment,
    state: { ...state, current: { ...run, ...told(verdict), phase, at: now(context) } },
    action: `release.${phase}`,
    detail: verdict.reason,
    cause: run.cause,
  });
}
