import type { Target } from '../../gateway/target.ts';
import { ensureDeployment, setDeploymentStatus } from '../../github/deployments.ts';
import { affectedApis } from '../../release/affected.ts';
import type { HoldsVerdict } from '../../release/holds.ts';
import type { EnvironmentState, ReleaseRun } from '../../release/state.ts';
import { configAt } from '../platform/config-at.ts';
import { pathsBetween } from '../platform/changes-between.ts';
import { planOn, targetsOf, type TargetPlanned } from '../platform/plan-environment.ts';
import { rootsThatReach } from '../platform/references.ts';
import { closeIssue } from '../../github/issues.ts';
import { lastGoodFiles } from './last-good.ts';
import { writesAnything } from './apply.ts';
import { IDLE, now, save, type Advance, type ReleaseContext } from './context.ts';
import { desiredContent } from './desired.ts';
import { gate } from './gate.ts';
import { usageOf } from './usage.ts';

const UNREACHABLE_RETRY_MS = 5_000;

/** Begins the release of `commit` to an environment that is at rest, if it would mean anything there. */
export async function start(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  commit: string,
  first: boolean,
): Promise<Advance> {
  if (state.requested === undefined && isSettled(state, commit)) return IDLE;
  const at = await configAt(context.repo, commit);
  if (!at.ok) {
    const problem = at.problems[0];
    const place = problem?.range === undefined ? '' : `:${problem.range.start.line}:${problem.range.start.column}`;
    return refuse(
      context,
      environment,
      state,
      commit,
      `.github/sluice.yaml${place}: ${problem?.message ?? 'cannot be read'}`,
    );
  }
  const apis = await affectedSince(context, state, commit);
  if (apis.length === 0 && state.holds.length === 0 && state.requested === undefined) return IDLE;
  const { usable, refused } = targetsOf(context.services, context.repo, at.config, environment);
  const [closed] = refused;
  if (closed !== undefined) return refuse(context, environment, state, commit, closed.message);
  if (first && state.judged !== undefined && state.judged !== commit) {
    const judged = await gate(context.services, context.repo, state.judged, commit, context.signal);
    if (!judged.ok)
      return refuse(context, environment, state, commit, `${judged.reason} (${judged.commit.slice(0, 7)})`);
  }
  const desired = await desiredContent(context, environment, commit, at.config, state, apis, usable);
  if (!desired.ok) return refuse(context, environment, state, commit, desired.reason);
  const planned = await planOn(usable, context.repo, environment, desired.verdict.content, context.signal);
  const dead = planned.find((one) => !one.ok);
  if (dead !== undefined && !dead.ok) {
    context.services.log.warn({ environment, target: dead.target.name, reason: dead.message }, 'waiting for a target');
    return { kind: 'wait', ms: UNREACHABLE_RETRY_MS };
  }
  return begin(context, environment, state, commit, { usable, planned, verdict: desired.verdict, apis });
}

/** Whether the environment has already come to a conclusion about this commit. */
function isSettled(state: EnvironmentState, commit: string): boolean {
  return state.deployed === commit || state.current?.commit === commit;
}

/** The APIs that differ between what the environment was made from and this commit; all of them the first time. */
export async function affectedSince(
  context: ReleaseContext,
  state: EnvironmentState,
  commit: string,
): Promise<readonly string[]> {
  const { repo } = context;
  const head = await configAt(repo, commit);
  const base = state.deployed === undefined ? undefined : await configAt(repo, state.deployed);
  if (!head.ok) return [];
  if (state.deployed === undefined || base?.ok !== true) return (head.config.apis ?? []).map(({ name }) => name);
  const changed = await pathsBetween(repo, state.deployed, commit);
  const specs = new Set((head.config.apis ?? []).map(({ spec }) => spec));
  const fragments = new Set([...changed].filter((path) => /\.(ya?ml|json)$/i.test(path) && !specs.has(path)));
  const several = fragments.size > 0 && !(fragments.size === 1 && fragments.has('.github/sluice.yaml'));
  const throughReferences = several ? await rootsThatReach(repo, commit, fragments) : new Set<string>();
  const affected = affectedApis({ base: base.config, head: head.config, changed, throughReferences });
  const asked = state.requested?.commit === commit ? state.requested.apis : [];
  return [...new Set([...affected.map(({ name }) => name), ...asked])];
}

interface Prepared {
  readonly usable: readonly Target[];
  readonly planned: readonly TargetPlanned[];
  readonly verdict: HoldsVerdict;
  readonly apis: readonly string[];
}

async function begin(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  commit: string,
  { usable, planned, verdict }: Prepared,
): Promise<Advance> {
  const cause = state.requested?.cause ?? context.cause;
  const at = now(context);
  const writes = writesAnything(planned);
  const deployment = await ensureDeployment(context.repo, {
    commit,
    environment,
    description: describePins(verdict.pins),
    payload: { key: `${context.view.seq}`, record: { seq: context.view.seq, sha: context.view.head ?? null } },
  });
  const baseline = writes ? await usageOf(context, environment, usable) : undefined;
  const run: ReleaseRun = {
    commit,
    deployment: deployment.id,
    phase: writes ? 'applying' : 'passed',
    startedAt: at,
    at,
    ...(writes ? {} : { liveAt: at, reason: 'live is already as this commit wants it' }),
    plans: Object.fromEntries(planned.flatMap((one) => (one.ok ? [[one.target.name, one.plan.hash]] : []))),
    pins: Object.fromEntries(verdict.pins),
    changed: changedApis(planned),
    created: createdApis(planned),
    cause,
    ...(baseline && { baseline }),
  };
  await setDeploymentStatus(context.repo, deployment.id, writes ? 'in_progress' : 'success', {
    description: writes ? `${run.changed.length} APIs to change` : 'nothing to change',
  });
  for (const { incident } of verdict.lifted) {
    if (incident !== undefined) await closeIssue(context.repo, incident, 'completed');
  }
  const { requested: _, ...rest } = state;
  return save(context, {
    environment,
    state: { ...rest, judged: commit, holds: verdict.kept, current: run, ...(writes ? {} : { deployed: commit }) },
    action: writes ? 'release.begin' : 'release.unchanged',
    detail: `${commit.slice(0, 7)}${liftedSentence(verdict)}`,
    cause,
    ...(writes ? {} : { more: lastGoodFiles(environment, run, verdict.content) }),
  });
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
  const deployment = await ensureDeployment(context.repo, {
    commit,
    environment,
    description: 'refused',
    payload: { key: `${context.view.seq}`, record: { seq: context.view.seq, sha: context.view.head ?? null } },
  });
  await setDeploymentStatus(context.repo, deployment.id, 'failure', { description: reason.slice(0, 140) });
  const at = now(context);
  const { requested: _, ...rest } = state;
  const run: ReleaseRun = {
    commit,
    deployment: deployment.id,
    phase: 'refused',
    startedAt: at,
    at,
    reason,
    plans: {},
    pins: state.current?.pins ?? {},
    changed: [],
    created: [],
    cause: state.requested?.cause ?? context.cause,
  };
  return save(context, { environment, state: { ...rest, current: run }, action: 'release.refuse', detail: reason });
}
