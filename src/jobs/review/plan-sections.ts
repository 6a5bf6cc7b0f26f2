import { environmentOrder } from '../../config/effective.ts';
import type { SluiceConfig } from '../../config/sluice-config.ts';
import type { Target } from '../../gateway/target.ts';
import type { Repo } from '../../github/repo.ts';
import type { RecordView } from '../../github/record-view.ts';
import { dependencies } from '../../release/affected.ts';
import { withContent, type ApiContent } from '../../release/compose.ts';
import { tellAccess } from '../../release/exposure/tell.ts';
import { applyHolds, dependantsOf } from '../../release/holds.ts';
import type { Hold } from '../../release/state.ts';
import { summarise } from '../../release/summary.ts';
import type { PlanSection, TargetPlan } from '../../review/facts.ts';
import type { JsonObject } from '../../spec/json.ts';
import { effectsOn, type AccessInput, type StateInGit } from '../platform/access.ts';
import { approvalGroups } from '../platform/approval.ts';
import { planFrom, planOn, targetsOf, type TargetPlanned } from '../platform/plan-environment.ts';
import { environmentState, lastGoodOf } from '../platform/record.ts';
import { gitRoutes } from '../platform/git-routes.ts';
import { canExpress, renderApis, type Rendered } from '../platform/render.ts';
import { disagreementsOn, type Found } from './agreement.ts';
import { broughtParity, type RoutesInGit } from './parity.ts';
import { trapsOn } from '../platform/traps.ts';
import { unmeasured } from '../release/queries.ts';
import type { Services } from '../services.ts';

export interface PlanInput {
  readonly services: Services;
  readonly repo: Repo;
  readonly config: SluiceConfig;
  readonly commit: string;
  /** Those that may differ from live. */
  readonly apis: readonly string[];
  readonly outlines: ReadonlyMap<string, JsonObject>;
  /** Undefined where the record cannot be read: holds are unknown then. */
  readonly record: RecordView | undefined;
  /** The state that the change is made on; absent where there is none to speak of. */
  readonly base?: GitState;
  /** A fork's pull request is shown nothing of what is live: it is compared with the base instead. */
  readonly hidesLive?: boolean;
  readonly signal: AbortSignal;
}

interface GitState {
  readonly config: SluiceConfig;
  readonly commit: string;
  /** API → outline of its description. */
  readonly outlines: ReadonlyMap<string, JsonObject>;
}

export interface PlannedSection extends PlanSection {
  /** APIs that this brings back to what serves there already: their hold ends, or that of what they depend on; nothing changes for anybody. */
  readonly backToLive: readonly string[];
  /** Where descriptions and gateway say different things. */
  readonly disagreements: readonly Found[];
}

/** What deploying `commit` would do, environment by environment. Reads live, writes nothing. */
export async function planSections(input: PlanInput): Promise<PlannedSection[]> {
  const planned: Planned[] = [];
  for (const environment of environmentOrder(input.config)) planned.push(await plan(input, environment));
  const parity = broughtParity(input, new Map(planned.map(({ section, routes }) => [section.environment, routes])));
  return planned.map(({ section }) => {
    const found = parity.filter(({ environment }) => environment === section.environment);
    return found.length === 0 ? section : { ...section, parity: found };
  });
}

interface Planned {
  readonly section: PlannedSection;
  readonly routes: RoutesInGit;
}

async function plan(input: PlanInput, environment: string): Promise<Planned> {
  const { services, repo, config } = input;
  const settings = config.environments?.[environment];
  const { usable, refused } = targetsOf(services, repo, config, environment);
  const state = input.record === undefined ? undefined : await environmentState(input.record, environment);
  const rendered = await renderApis({ ...input, environment, targets: usable });
  const before = input.base && (await renderedBefore(input, input.base, environment, usable));
  const names = usable.map(({ name }) => name);
  const held = await contentUnderHolds(input, environment, rendered, state?.holds ?? [], names);
  const planned = await planTargets(input, environment, held.content, { rendered, before }, usable);
  const traps = new Map(planned.map((one) => [one.target.name, trapsOn(one, input.apis, config, environment)]));
  const targets = usable.map((target) =>
    unlessUnmeasured(
      targetPlan(target.name, rendered, planned, traps.get(target.name) ?? []),
      unmeasured(settings?.analysis, environment, target),
    ),
  );
  const compared = usable
    .filter(({ name }) => canExpress(rendered, name))
    .map((target): AccessInput => ({
      environment,
      target,
      ...planOf(planned, target),
      ...(input.base && { before: inBase(input.base, before, environment, target.name) }),
      after: inGit(input, rendered, target.name),
    }));
  const approvalTeams = [...new Set(approvalGroups(services, config, environment).flat())];
  const section: PlannedSection = {
    environment,
    ...(settings?.after !== undefined && { after: settings.after }),
    ...(approvalTeams.length > 0 && { approvalTeams }),
    targets: [
      ...targets,
      ...refused.map(({ target, message }): TargetPlan => ({
        target,
        state: 'not-allowed',
        steps: [],
        problems: [message],
      })),
    ],
    ...(state?.current?.targets && { standings: state.current.targets }),
    pins: Object.fromEntries(held.pins),
    holds: Object.fromEntries(held.kept.map(({ api, reason }) => [api, reason])),
    access: tellAccess(environment, compared.map(effectsOn)),
    disagreements: compared.flatMap((one) => disagreementsOn(one, input.apis)),
    backToLive: backToLive(held.lifted, dependencies(config), targets),
  };
  return { section, routes: routesIn(input, environment, usable, { rendered, before }) };
}

function routesIn(
  { base }: PlanInput,
  environment: string,
  usable: readonly Target[],
  { rendered, before }: Sides,
): RoutesInGit {
  const had = base?.config.environments?.[environment]?.targets ?? [];
  const then = usable.filter(({ name }) => had.includes(name));
  return { after: gitRoutes(rendered, usable), ...(before && { before: gitRoutes(before, then) }) };
}

/** What the base has on these targets: on one that the environment did not have there, nothing. */
async function renderedBefore(
  { repo, apis }: PlanInput,
  base: GitState,
  environment: string,
  targets: readonly Target[],
): Promise<Rendered> {
  const known = base.config.environments?.[environment]?.targets ?? [];
  const targetsThen = targets.filter(({ name }) => known.includes(name));
  return renderApis({ repo, environment, apis, targets: targetsThen, ...base });
}

function inGit(state: GitState, rendered: Rendered | undefined, target: string): StateInGit {
  const content = rendered !== undefined && canExpress(rendered, target) ? rendered.content : undefined;
  return { config: state.config, outlines: state.outlines, content };
}

/** What the base does not have there is what serves: for an API that was imported that is what its users know. */
function inBase(base: GitState, rendered: Rendered | undefined, environment: string, target: string): StateInGit {
  const state = inGit(base, rendered, target);
  if (state.content === undefined) return state;
  const hadTarget = base.config.environments?.[environment]?.targets.includes(target) === true;
  const known = new Set(hadTarget ? base.config.apis?.map(({ name }) => name) : []);
  return { ...state, content: new Map([...state.content].filter(([api]) => known.has(api))) };
}

function planOf(planned: readonly TargetPlanned[], target: Target): Pick<AccessInput, 'plan'> {
  const found = planned.find((one) => one.target === target);
  return found?.ok === true ? { plan: { live: found.live, desired: found.plan.desired } } : {};
}

/**
 * A hold is lifted by a fix too; only where nothing at all would be written is it what serves already. What depends on a held API was put
 * back with it and has no hold of its own.
 */
function backToLive(
  lifted: readonly Hold[],
  dependsOn: ReadonlyMap<string, readonly string[]>,
  targets: readonly TargetPlan[],
): string[] {
  if (targets.some(({ state }) => state !== 'planned')) return [];
  const written = new Set(targets.flatMap(({ steps }) => steps.map(({ api }) => api)));
  const held = lifted.map(({ api }) => api);
  return [...held, ...dependantsOf(held, dependsOn).keys()].filter((api) => !written.has(api));
}

async function contentUnderHolds(
  input: PlanInput,
  environment: string,
  rendered: Rendered,
  holds: readonly Hold[],
  targets: readonly string[],
): Promise<ReturnType<typeof applyHolds>> {
  const dependsOn = dependencies(input.config);
  const apis = [...rendered.content.keys(), ...holds.map(({ api }) => api)];
  const lastGood =
    input.record === undefined || holds.length === 0 ? new Map() : await lastGoodOf(input.record, environment, apis);
  return applyHolds({ targets, desired: rendered.content, lastGood, holds, dependsOn });
}

interface Sides {
  readonly rendered: Rendered;
  readonly before: Rendered | undefined;
}

/** Plans for the targets that can express all of it. */
async function planTargets(
  input: PlanInput,
  environment: string,
  content: ReadonlyMap<string, ApiContent>,
  { rendered, before }: Sides,
  usable: readonly Target[],
): Promise<TargetPlanned[]> {
  const good = usable.filter(({ name }) => canExpress(rendered, name));
  const wanted = { content, order: dependencies(input.config) };
  if (input.hidesLive !== true) return planOn(good, input.repo, environment, wanted, input.signal);
  return good.map((target) =>
    planFrom(
      target,
      { manifest: withContent({ target: target.name, resources: [] }, before?.content ?? new Map()) },
      wanted,
    ),
  );
}

function targetPlan(
  name: string,
  rendered: Rendered,
  planned: readonly TargetPlanned[],
  traps: readonly string[],
): TargetPlan {
  const problems = rendered.problems.filter(({ target }) => target === name);
  if (problems.length > 0) {
    const sentences = problems.map(({ api, field, message }) => `${api}, ${field}: ${message}`);
    return { target: name, state: 'problems', steps: [], problems: sentences };
  }
  const found = planned.find(({ target }) => target.name === name);
  if (found === undefined || !found.ok) {
    const impossible = found?.reason === 'impossible';
    return {
      target: name,
      state: impossible ? 'problems' : 'unreadable',
      steps: [],
      problems: [found?.message ?? 'live could not be read'],
    };
  }
  if (traps.length > 0) return { target: name, state: 'problems', steps: [], problems: traps };
  const steps = found.plan.steps.map((step) => ({
    action: step.action,
    api: step.api,
    id: step.id,
    summary: summarise(step),
  }));
  return { target: name, state: 'planned', steps, problems: [], hash: found.plan.hash };
}

/** Whatever a release would write there, it would be refused. */
function unlessUnmeasured(plan: TargetPlan, reason: string | undefined): TargetPlan {
  if (reason === undefined) return plan;
  const others = plan.state === 'problems' ? plan.problems : [];
  return { target: plan.target, state: 'problems', steps: [], problems: [...others, reason] };
}
