import { environmentOrder } from '../../config/effective.ts';
import type { SluiceConfig } from '../../config/sluice-config.ts';
import type { Repo } from '../../github/repo.ts';
import type { RecordView } from '../../github/record-view.ts';
import { dependencies } from '../../release/affected.ts';
import { withContent, type ApiContent } from '../../release/compose.ts';
import { applyHolds } from '../../release/holds.ts';
import type { Hold } from '../../release/state.ts';
import { summarise } from '../../release/summary.ts';
import type { PlanSection, TargetPlan } from '../../review/facts.ts';
import type { JsonObject } from '../../spec/json.ts';
import { approvalGroups } from '../platform/approval.ts';
import { planOn, targetsOf, type TargetPlanned } from '../platform/plan-environment.ts';
import { environmentState, lastGoodOf } from '../platform/record.ts';
import { renderApis, type Rendered } from '../platform/render.ts';
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
  /**
   * For a fork's pull request, which is shown nothing of what is live: the state that it is compared with instead.
   */
  readonly insteadOfLive?: {
    readonly config: SluiceConfig;
    readonly commit: string;
    readonly outlines: ReadonlyMap<string, JsonObject>;
  };
  readonly signal: AbortSignal;
}

export interface PlannedSection extends PlanSection {
  /** APIs that this brings back to what serves there already: their hold ends, nothing changes for anybody. */
  readonly backToLive: readonly string[];
}

/** What deploying `commit` would do, environment by environment. Reads live, writes nothing. */
export async function planSections(input: PlanInput): Promise<PlannedSection[]> {
  const sections: PlannedSection[] = [];
  for (const environment of environmentOrder(input.config)) sections.push(await section(input, environment));
  return sections;
}

async function section(input: PlanInput, environment: string): Promise<PlannedSection> {
  const { services, repo, config } = input;
  const settings = config.environments?.[environment];
  const { usable, refused } = targetsOf(services, repo, config, environment);
  const state = input.record === undefined ? undefined : await environmentState(input.record, environment);
  const rendered = await renderApis({ ...input, environment, targets: usable });
  const held = await contentUnderHolds(
    input,
    environment,
    rendered,
    state?.holds ?? [],
    usable.map(({ name }) => name),
  );
  const targets = await planTargets(input, environment, held.content, rendered);
  const approvalTeams = [...new Set(approvalGroups(services, config, environment).flat())];
  return {
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
    pins: Object.fromEntries(held.pins),
    holds: Object.fromEntries(held.kept.map(({ api, reason }) => [api, reason])),
    backToLive: backToLive(held.lifted, targets),
  };
}

/** A hold is lifted by a fix too; only where nothing at all would be written is it what serves already. */
function backToLive(lifted: readonly Hold[], targets: readonly TargetPlan[]): string[] {
  if (targets.some(({ state }) => state !== 'planned')) return [];
  const written = new Set(targets.flatMap(({ steps }) => steps.map(({ api }) => api)));
  return lifted.map(({ api }) => api).filter((api) => !written.has(api));
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

async function planTargets(
  input: PlanInput,
  environment: string,
  content: ReadonlyMap<string, ApiContent>,
  rendered: Rendered,
): Promise<TargetPlan[]> {
  const { services, repo, config, signal } = input;
  const { usable } = targetsOf(services, repo, config, environment);
  const broken = new Map(usable.map(({ name }) => [name, rendered.problems.filter(({ target }) => target === name)]));
  const good = usable.filter(({ name }) => broken.get(name)?.length === 0);
  const planned =
    input.insteadOfLive === undefined
      ? await planOn(good, repo, environment, content, signal)
      : await planOnBase(input, input.insteadOfLive, environment, content, good);
  return usable.map(({ name }): TargetPlan => {
    const problems = broken.get(name) ?? [];
    if (problems.length > 0) {
      const sentences = problems.map(({ api, field, message }) => `${api}, ${field}: ${message}`);
      return { target: name, state: 'problems', steps: [], problems: sentences };
    }
    return asTargetPlan(
      name,
      planned.find(({ target }) => target.name === name),
    );
  });
}

async function planOnBase(
  input: PlanInput,
  base: NonNullable<PlanInput['insteadOfLive']>,
  environment: string,
  content: ReadonlyMap<string, ApiContent>,
  targets: readonly TargetPlanned['target'][],
): Promise<TargetPlanned[]> {
  const before = await renderApis({ repo: input.repo, environment, apis: input.apis, targets, ...base });
  return targets.map((target) => {
    const live = withContent({ target: target.name, resources: [] }, before.content);
    return { target, ok: true, live, plan: target.plan(live, withContent(live, content)) };
  });
}

function asTargetPlan(target: string, planned: TargetPlanned | undefined): TargetPlan {
  if (planned === undefined || !planned.ok) {
    return { target, state: 'unreadable', steps: [], problems: [planned?.message ?? 'live could not be read'] };
  }
  const steps = planned.plan.steps.map((step) => ({
    action: step.action,
    api: step.api,
    id: step.id,
    summary: summarise(step),
  }));
  return { target, state: 'planned', steps, problems: [], hash: planned.plan.hash };
}
