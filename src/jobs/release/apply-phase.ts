import { setDeploymentStatus } from '../../github/deployments.ts';
import type { Target } from '../../gateway/target.ts';
import type { EnvironmentState, ReleaseRun } from '../../release/state.ts';
import { configAt } from '../platform/config-at.ts';
import { targetsOf } from '../platform/plan-environment.ts';
import { applyEverywhere, mixedIn, putBackBefore, sameStandings, type Applied } from './apply.ts';
import { now, save, type Advance, type ReleaseContext } from './context.ts';
import { desiredContent, stillMeant } from './desired.ts';
import { withAhead } from './ahead.ts';
import { leavePinned } from './leave-pinned.ts';
import { snapshotOf, withoutSnapshot } from './snapshot.ts';
import { tellRefusal } from './tell-refusal.ts';

const RETRY_MS = 2_000;
/** Between two looks whether a person has let a release in. */
const ASKED_RETRY_MS = 10_000;
/** A target that took everything and still serves something else after this long will not come round by itself. */
const PROVE_MS = 120_000;

/**
 * Writes the release and proves it live. May have run before, in whole or in part: what is live already is not written
 * again, so a worker that died in the middle costs nothing. Where a target refuses its part, all others get back what they had; until
 * that is proven the release is not over.
 */
export async function applyPhase(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  run: ReleaseRun,
): Promise<Advance> {
  const at = await configAt(context.repo, run.commit);
  if (!at.ok) return giveUp(context, environment, state, run, 'its configuration cannot be read any more');
  const { usable } = targetsOf(context.services, context.repo, at.config, environment);
  if (run.undoing !== undefined) return undo(context, environment, state, run, usable, run.undoing);
  // A hold made since it began is for later releases: this one may have written what is held already.
  const begun = { ...state, holds: state.holds.filter(({ api }) => Object.hasOwn(run.pins, api)) };
  const desired = await desiredContent(context, environment, run.commit, at.config, begun, run.changed, usable);
  if (!desired.ok) return giveUp(context, environment, state, run, desired.reason);
  const { pins } = desired.verdict;
  const content = stillMeant(desired.verdict.content, run);
  const before = await snapshotOf(context.view, environment, run);
  const applied = await applyEverywhere(context, environment, content, usable, before);
  if (!applied.ok) return notApplied(context, environment, state, run, usable, applied);
  const liveAt = now(context);
  const proof = applied.proofs.map(({ target, hash }) => `${target} ${hash.slice(0, 12)}`).join(', ');
  await setDeploymentStatus(context.repo, run.deployment, 'in_progress', {
    description: `live: ${proof}`.slice(0, 140),
  });
  const targets = Object.fromEntries(applied.proofs.map(({ target }) => [target, { state: 'live' } as const]));
  return save(context, {
    environment,
    state: {
      ...state,
      ...askedOfDeployed(state, run),
      deployed: run.commit,
      current: { ...run, phase: 'live', at: liveAt, liveAt, targets },
    },
    action: 'release.live',
    detail: proof,
    cause: run.cause,
    more: {
      ...withoutSnapshot(environment),
      ...(await withAhead(context.view, environment, content, new Set(pins.keys()))),
    },
  });
}

/** Somebody who lifted a hold meanwhile means what is deployed, which is this commit now: the one before would take it back. */
function askedOfDeployed(
  { requested, deployed }: EnvironmentState,
  { commit }: ReleaseRun,
): Pick<EnvironmentState, 'requested'> {
  return requested !== undefined && requested.commit === deployed ? { requested: { ...requested, commit } } : {};
}

async function notApplied(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  run: ReleaseRun,
  targets: readonly Target[],
  applied: Extract<Applied, { ok: false }>,
): Promise<Advance> {
  const { reason, message, mixed, standings } = applied;
  context.services.log.warn({ environment, reason, message, mixed }, 'not applied');
  const isLate = context.services.now().getTime() - Date.parse(run.startedAt) > PROVE_MS;
  const isLost = reason === 'declined' || (reason === 'differs' && isLate);
  if (reason === 'refused' || isLost) {
    const undoing: ReleaseRun = { ...run, targets: standings, undoing: message };
    if (isLost) return undo(context, environment, state, undoing, targets, message);
    if (mixed.length === 0) {
      const left = await leavePinned(context, environment, state, run, message);
      return left ?? giveUp(context, environment, state, undoing, message);
    }
    return stillMixed(context, environment, state, run, undoing, mixed);
  }
  const waiting: ReleaseRun = { ...run, targets: standings };
  const ms = reason === 'waiting' ? ASKED_RETRY_MS : RETRY_MS;
  return stillMixed(context, environment, state, run, waiting, [message, ...mixed], ms);
}

/** What is mixed is said once, and again when it is another; the work goes on until nothing is. */
async function stillMixed(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  before: ReleaseRun,
  run: ReleaseRun,
  sentences: readonly string[],
  ms = RETRY_MS,
): Promise<Advance> {
  if (sameStandings(before.targets, run.targets) && before.undoing === run.undoing) {
    return { kind: 'wait', ms };
  }
  const detail = sentences.join('; ');
  await setDeploymentStatus(context.repo, run.deployment, 'in_progress', { description: detail.slice(0, 140) });
  await save(context, {
    environment,
    state: { ...state, current: { ...run, at: now(context), reason: detail } },
    action: run.undoing === undefined ? 'release.wait' : 'release.undo',
    detail,
    cause: run.cause,
  });
  return { kind: 'wait', ms };
}

async function undo(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  run: ReleaseRun,
  targets: readonly Target[],
  reason: string,
): Promise<Advance> {
  const before = await snapshotOf(context.view, environment, run);
  if (before === undefined)
    return giveUp(context, environment, state, run, `${reason}; what was there before is not known`);
  const standings = await putBackBefore(context, environment, before, targets);
  const mixed = mixedIn(standings);
  const undoing: ReleaseRun = { ...run, targets: standings, undoing: reason };
  if (mixed.length === 0) return giveUp(context, environment, state, undoing, reason);
  return stillMixed(context, environment, state, run, undoing, mixed);
}

async function giveUp(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  run: ReleaseRun,
  reason: string,
): Promise<Advance> {
  await setDeploymentStatus(context.repo, run.deployment, 'failure', { description: reason.slice(0, 140) });
  const { undoing: why = reason, ...ended } = run;
  const refused: ReleaseRun = { ...ended, phase: 'refused', at: now(context), reason: why };
  await tellRefusal(context, environment, refused);
  return save(context, {
    environment,
    state: { ...state, current: refused },
    action: 'release.refuse',
    detail: reason,
    cause: run.cause,
    more: withoutSnapshot(environment),
  });
}
