import { environmentOrder } from '../../config/effective.ts';
import { lastPassed, type EnvironmentState, type ReleaseRun } from '../../release/state.ts';
import { approvalGroups } from '../platform/approval.ts';
import { environmentState } from '../platform/record.ts';
import { aftermath } from './aftermath.ts';
import { analysePhase } from './analyse-phase.ts';
import { applyPhase } from './apply-phase.ts';
import { IDLE, type Advance, type ReleaseContext } from './context.ts';
import { awaitApproval } from './await-approval.ts';
import { resumeRestore } from './restore.ts';
import { overtake, wasAsked } from './overtake.ts';
import { start } from './start.ts';

/**
 * One step for a repository: the first environment that has something to do does it. An environment that only waits does
 * not keep the others waiting.
 */
export async function advance(context: ReleaseContext): Promise<Advance> {
  const waits: number[] = [];
  for (const environment of environmentOrder(context.config)) {
    const step = await advanceEnvironment(context, environment);
    if (step.kind === 'progress') return step;
    if (step.kind === 'wait') waits.push(step.ms);
  }
  return waits.length === 0 ? IDLE : { kind: 'wait', ms: Math.min(...waits) };
}

type Phase = (
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  run: ReleaseRun,
) => Promise<Advance>;

/** What a release under way needs next; undefined: it has come to its end. */
function nextPhase(run: ReleaseRun): Phase | undefined {
  if (run.phase === 'applying') return applyPhase;
  if (run.phase === 'live') return analysePhase;
  if (run.phase === 'failed' && run.reverted === undefined) return resumeRestore;
  if ((run.phase === 'failed' || run.phase === 'restored') && run.incident === undefined) return aftermath;
  return undefined;
}

/** Whether a release is still to be taken further, so that what is live is neither the old state nor the new one for good. */
export function isUnderWay(run: ReleaseRun | undefined): boolean {
  return run !== undefined && nextPhase(run) !== undefined;
}

async function advanceEnvironment(context: ReleaseContext, environment: string): Promise<Advance> {
  const state = await environmentState(context.view, environment);
  const run = state.current;
  const phase = run && nextPhase(run);
  if (run !== undefined && phase !== undefined) {
    const next = wasAsked(run) ? await wanted(context, environment, state) : undefined;
    const overtaken = next === undefined ? undefined : await overtake(context, environment, state, run, next);
    return overtaken ?? phase(context, environment, state, run);
  }
  const commit = await candidate(context, environment, state);
  if (commit === undefined) return IDLE;
  return isApproved(context, environment, state, commit)
    ? start(context, environment, state, commit)
    : awaitApproval(context, environment, state, commit);
}

/** The commit that an environment should be at, unless an approval is missing. */
async function wanted(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
): Promise<string | undefined> {
  const commit = await candidate(context, environment, state);
  return commit !== undefined && isApproved(context, environment, state, commit) ? commit : undefined;
}

/** What somebody asked for, the branch's head, or what passed in the environment before it. */
async function candidate(
  context: ReleaseContext,
  environment: string,
  { requested }: EnvironmentState,
): Promise<string | undefined> {
  if (requested !== undefined) return requested.commit;
  const after = context.config.environments?.[environment]?.after;
  if (after === undefined) return context.head;
  return lastPassed(await environmentState(context.view, after));
}

function isApproved(
  { services, config }: ReleaseContext,
  environment: string,
  { approvals }: EnvironmentState,
  commit: string,
): boolean {
  const needsNobody = approvalGroups(services, config, environment).length === 0;
  return needsNobody || approvals.some((approval) => approval.commit === commit);
}
