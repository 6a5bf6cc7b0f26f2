import { endUnrecorded, ensureDeployment, setDeploymentStatus, type Deployment } from '../../github/deployments.ts';
import { pullsOfCommit } from '../../github/pulls.ts';
import type { ApiContent } from '../../release/compose.ts';
import type { HoldsVerdict } from '../../release/holds.ts';
import { summarise } from '../../release/summary.ts';
import type { Cause, EnvironmentState, RecordedStep, ReleaseRun } from '../../release/state.ts';
import type { TargetPlanned } from '../platform/plan-environment.ts';
import { counted } from '../../review/render/wording.ts';
import { writesAnything } from './apply.ts';
import { IDLE, now, save, type Advance, type ReleaseContext } from './context.ts';
import { closed, endOfHolds } from './end-of-holds.ts';
import { passedFiles, withGood } from './last-good.ts';
import { wasAsked } from './overtake.ts';
import { prepare, type Prepared } from './prepare.ts';
import { queriedBefore } from './queries.ts';
import { contentBefore, snapshotFile } from './snapshot.ts';
import { aheadOf, withAhead } from './ahead.ts';
import { tellRefusal } from './tell-refusal.ts';
import { usageOf } from './usage.ts';
import { letOn, withheldFrom } from './withheld.ts';

const UNREACHABLE_RETRY_MS = 5_000;
const FROZEN_RETRY_MS = 10_000;

/** Begins the release of `commit` to an environment that is at rest, if it would mean anything there. */
export async function start(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  commit: string,
): Promise<Advance> {
  if (state.requested === undefined && (await isSettled(context, environment, state, commit))) return IDLE;
  const freeze = await context.services.copies.freezeOf(context.repo.fullName, environment);
  if (freeze !== undefined) {
    context.services.log.warn({ environment, ...freeze }, 'frozen from a terminal: the release waits');
    return { kind: 'wait', ms: FROZEN_RETRY_MS };
  }
  const preparation = await prepare(context, environment, state, commit);
  switch (preparation.kind) {
    case 'nothing':
      return IDLE;
    case 'refused':
      return refuse(context, environment, state, commit, preparation.reason);
    case 'unreachable':
      context.services.log.warn({ environment, ...preparation }, 'waiting for a target');
      return { kind: 'wait', ms: UNREACHABLE_RETRY_MS };
    case 'ready':
      return begin(context, environment, state, commit, preparation.prepared);
  }
}

/** Whether the environment has already come to a conclusion about this commit, and about all of it that may go there. */
async function isSettled(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  commit: string,
): Promise<boolean> {
  const isKnown = state.deployed === commit || state.current?.commit === commit;
  return isKnown && letOn(state, await withheldFrom(context, environment, commit)).length === 0;
}

async function begin(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  commit: string,
  prepared: Prepared,
): Promise<Advance> {
  const { planned, verdict } = prepared;
  const { requested, ...rest } = state;
  const cause = requested?.cause ?? (await causeOf(context, commit));
  const at = now(context);
  const writes = hasWork(planned, state);
  const deployment = await open(context, environment, state, commit, describePins(verdict.pins));
  const changed = changedApis(planned);
  const run: ReleaseRun = {
    commit,
    deployment: deployment.id,
    phase: writes ? 'applying' : 'passed',
    startedAt: at,
    at,
    ...(writes ? {} : { liveAt: at, reason: 'live is already as this commit wants it' }),
    plans: Object.fromEntries(planned.flatMap((one) => (one.ok ? [[one.target.name, one.plan.hash]] : []))),
    pins: Object.fromEntries(verdict.pins),
    ...(verdict.withheld.length > 0 && { withheld: verdict.withheld }),
    changed,
    created: createdApis(planned),
    ...(writes && { steps: recordedSteps(planned) }),
    ...(await passing(context, environment, state, verdict, changed)),
    cause,
    ...(writes && (await measuredBefore(context, environment, prepared, changed))),
  };
  await setDeploymentStatus(context.repo, deployment.id, writes ? 'in_progress' : 'success', {
    description: writes ? `${counted(run.changed.length, 'API')} to change` : 'nothing to change',
  });
  const over = await endOfHolds(context.repo, context.view, environment, verdict);
  const settled = writes ? {} : { deployed: commit, good: await goodWith(context, environment, state, run, verdict) };
  return save(context, {
    environment,
    state: { ...rest, judged: commit, holds: verdict.kept, current: run, ...settled },
    action: writes ? 'release.begin' : 'release.unchanged',
    detail: `${commit.slice(0, 7)}${liftedSentence(verdict)}`,
    also: over.map((about) => closed(environment, about)),
    cause,
    more: writes
      ? {
          ...snapshotFile(environment, deployment.id, contentBefore(planned, [...verdict.content.keys()])),
          ...(await withAhead(context.view, environment, unwritten(verdict, run), new Set(verdict.pins.keys()))),
        }
      : await passedFiles(context.view, environment, run, verdict.content),
  });
}

/** What an analysis holds the release against. */
async function measuredBefore(
  context: ReleaseContext,
  environment: string,
  { targets, analysis }: Prepared,
  changed: readonly string[],
): Promise<Pick<ReleaseRun, 'baseline' | 'queried'>> {
  const [baseline, queried] = await Promise.all([
    usageOf(context, environment, targets, changed),
    queriedBefore(analysis, targets, context.signal),
  ]);
  return { ...(baseline && { baseline }), ...(queried && { queried }) };
}

async function open(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  commit: string,
  description: string,
): Promise<Deployment> {
  const { repo } = context;
  const deployment = await ensureDeployment(repo, {
    commit,
    environment,
    description,
    payload: payload(context, state),
  });
  await endUnrecorded(repo, deployment, state.current?.deployment ?? 0);
  return deployment;
}

/** Something to write; or somebody was asked for the commit before, and has to be told what is wanted by now, if it is nothing. */
function hasWork(planned: readonly TargetPlanned[], { current }: EnvironmentState): boolean {
  return writesAnything(planned) || (current?.phase === 'superseded' && wasAsked(current));
}

/** What this release would bring and is live already, such as what was adopted from there. */
function unwritten({ content }: HoldsVerdict, { changed }: ReleaseRun): Map<string, ApiContent> {
  return new Map([...content].filter(([api]) => !changed.includes(api)));
}

/**
 * Of that what passes with it, and what an earlier release would have let pass so and did not come to. What one wrote and left without a
 * verdict is still without one.
 */
async function passing(
  { view }: ReleaseContext,
  environment: string,
  { current }: EnvironmentState,
  { content, pins }: HoldsVerdict,
  changed: readonly string[],
): Promise<Pick<ReleaseRun, 'unwritten'>> {
  const ahead = await aheadOf(view, environment);
  const brought = [...content.keys()].filter((api) => !ahead.has(api));
  const owed = (current?.unwritten ?? []).filter((api) => ahead.has(api));
  const apis = [...brought, ...owed].filter((api) => !changed.includes(api) && !pins.has(api));
  return apis.length === 0 ? {} : { unwritten: apis };
}

async function goodWith(
  { view }: ReleaseContext,
  environment: string,
  { good }: EnvironmentState,
  run: ReleaseRun,
  { content }: HoldsVerdict,
): Promise<EnvironmentState['good']> {
  return withGood(good, run, await aheadOf(view, environment), content.keys());
}

/** Whose commit this is: the author of its pull request stands behind the release; a push speaks for the App that saw it. */
async function causeOf({ repo, cause }: ReleaseContext, commit: string): Promise<Cause> {
  const pull = (await pullsOfCommit(repo, commit)).find(({ merged }) => merged);
  return pull === undefined ? cause : { ...cause, actor: pull.author };
}

/**
 * The key is the same however often this beginning is tried, by whichever worker, and another one once the environment has moved on.
 * With it goes the newest head of the record, where no writer of the repository can change it.
 */
function payload({ view }: ReleaseContext, { current }: EnvironmentState): { key: string; record: object } {
  return { key: `after-${current?.deployment ?? 0}`, record: { seq: view.seq, sha: view.head ?? null } };
}

function describePins(pins: ReadonlyMap<string, string>): string {
  return pins.size === 0 ? '' : `pinned at last good: ${[...pins.keys()].join(', ')}`.slice(0, 140);
}

function liftedSentence({ lifted }: HoldsVerdict): string {
  return lifted.length === 0 ? '' : `; hold lifted: ${lifted.map(({ api }) => api).join(', ')}`;
}

function changedApis(planned: readonly TargetPlanned[]): string[] {
  const apis = planned.flatMap((one) => (one.ok ? one.plan.steps.map(({ api }) => api) : []));
  return [...new Set(apis)].sort();
}

const STEPS_KEPT = 50;

function recordedSteps(planned: readonly TargetPlanned[]): RecordedStep[] {
  const steps = planned.flatMap((one) =>
    one.ok ? one.plan.steps.map((step) => ({ target: one.target.name, step })) : [],
  );
  return steps
    .slice(0, STEPS_KEPT)
    .map(({ target, step }) => ({ target, action: step.action, api: step.api, id: step.id, summary: summarise(step) }));
}

function createdApis(planned: readonly TargetPlanned[]): string[] {
  const before = new Set(planned.flatMap((one) => (one.ok ? one.live.resources.map(({ api }) => api) : [])));
  return changedApis(planned).filter((api) => !before.has(api));
}

/** Nothing was written, and the next commit is judged from where this one was. */
async function refuse(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  commit: string,
  reason: string,
): Promise<Advance> {
  const { requested, ...rest } = state;
  const deployment = await open(context, environment, state, commit, 'refused');
  await setDeploymentStatus(context.repo, deployment.id, 'failure', { description: reason.slice(0, 140) });
  const at = now(context);
  const run: ReleaseRun = {
    commit,
    deployment: deployment.id,
    phase: 'refused',
    startedAt: at,
    at,
    reason,
    plans: {},
    pins: state.current?.pins ?? {},
    ...(state.current?.unwritten && { unwritten: state.current.unwritten }),
    changed: [],
    created: [],
    cause: requested?.cause ?? (await causeOf(context, commit)),
  };
  await tellRefusal(context, environment, run);
  return save(context, { environment, state: { ...rest, current: run }, action: 'release.refuse', detail: reason });
}
