import type { AnalysisConfig, SluiceConfig } from '../../config/sluice-config.ts';
import { affectedApis, dependencies } from '../../release/affected.ts';
import type { Target } from '../../gateway/target.ts';
import type { HoldsVerdict } from '../../release/holds.ts';
import type { EnvironmentState } from '../../release/state.ts';
import { inSpan } from '../../telemetry/spans.ts';
import { pathsBetween } from '../platform/changes-between.ts';
import { CONFIG_FILE, configAt, type ConfigAt } from '../platform/config-at.ts';
import { planOn, targetsOf, type TargetPlanned } from '../platform/plan-environment.ts';
import { trapsOn } from '../platform/traps.ts';
import { isDescriptionText, rootsThatReach } from '../platform/references.ts';
import type { ReleaseContext } from './context.ts';
import { desiredContent } from './desired.ts';
import { gate } from './gate.ts';
import { unmeasured } from './queries.ts';
import { unshownAccess, type Opening } from './unshown.ts';
import { letOn, withheldFrom } from './withheld.ts';

export interface Prepared {
  readonly planned: readonly TargetPlanned[];
  readonly targets: readonly Target[];
  readonly verdict: HoldsVerdict;
  readonly analysis: AnalysisConfig | undefined;
}

export type Preparation =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unreachable'; readonly target: string; readonly message: string }
  | { readonly kind: 'ready'; readonly prepared: Prepared };

/** Whether this commit may and can go to the environment, and what that would write. Nothing is written yet. */
export function prepare(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  commit: string,
): Promise<Preparation> {
  return inSpan('release prepare', { facts: { environment } }, async (tell) => {
    const preparation = await preparationOf(context, environment, state, commit);
    const { kind } = preparation;
    tell({
      verdict: kind,
      ...(kind === 'ready' && { apis: preparation.prepared.verdict.content.size }),
      ...((kind === 'refused' || kind === 'unreachable') && { failed: kind }),
    });
    return preparation;
  });
}

async function preparationOf(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  commit: string,
): Promise<Preparation> {
  const at = await configAt(context.repo, commit);
  if (!at.ok) return refused(whyUnreadable(at));
  const apis = await affectedSince(context, environment, state, commit);
  // After a refusal people want to see that the branch is deployable again, even where live is as it wants it.
  const refusedBefore = state.current?.phase === 'refused';
  if (apis.length === 0 && state.requested === undefined && !refusedBefore) return { kind: 'nothing' };
  const targets = targetsOf(context.services, context.repo, at.config, environment);
  const [closed] = targets.refused;
  if (closed !== undefined) return refused(closed.message);
  const analysis = at.config.environments?.[environment]?.analysis;
  const unjudged = targets.usable.flatMap((target) => unmeasured(analysis, environment, target) ?? [])[0];
  if (unjudged !== undefined) return refused(unjudged);
  const judged = await judge(context, at, environment, state);
  if (judged !== undefined) return refused(judged);
  const desired = await desiredContent(context, environment, commit, at.config, state, apis, targets.usable);
  if (!desired.ok) return refused(desired.reason);
  const { verdict } = desired;
  const wanted = { content: verdict.content, order: dependencies(at.config) };
  const planned = await planOn(targets.usable, context.repo, environment, wanted, context.signal);
  const stopped = await stoppedBy(context, at.config, { environment, state, commit, planned, verdict });
  if (stopped !== undefined) return stopped;
  return { kind: 'ready', prepared: { planned, targets: targets.usable, verdict, analysis } };
}

/** A target that cannot be asked or has no way to it; what it would take without a word; what it would open that nobody has seen. */
async function stoppedBy(
  context: ReleaseContext,
  config: SluiceConfig,
  opening: Opening,
): Promise<Preparation | undefined> {
  const { planned, verdict, environment } = opening;
  for (const one of planned) {
    if (one.ok) continue;
    const { message, target } = one;
    return one.reason === 'impossible'
      ? refused(`${target.name}: ${message}`)
      : { kind: 'unreachable', target: target.name, message };
  }
  // Last good is put back whatever there is to say of it.
  const fresh = [...verdict.content.keys()].filter((api) => !verdict.pins.has(api));
  const reason =
    planned.flatMap((one) => trapsOn(one, fresh, config, environment))[0] ?? (await unshownAccess(context, opening));
  return reason === undefined ? undefined : refused(reason);
}

function refused(reason: string): Preparation {
  return { kind: 'refused', reason };
}

function whyUnreadable({ problems: [problem] }: Extract<ConfigAt, { ok: false }>): string {
  const { line, column } = problem?.range?.start ?? { line: 1, column: 1 };
  return `${CONFIG_FILE}:${line}:${column}: ${problem?.message ?? 'cannot be read'}`;
}

/** The review of what was merged, once, on the way into the first environment; later ones get what passed there. */
async function judge(
  { services, repo, signal }: ReleaseContext,
  { commit, config }: Extract<ConfigAt, { ok: true }>,
  environment: string,
  { judged }: EnvironmentState,
): Promise<string | undefined> {
  const isFirst = config.environments?.[environment]?.after === undefined;
  if (!isFirst || judged === undefined || judged === commit) return undefined;
  const verdict = await gate(services, repo, judged, commit, signal);
  return verdict.ok ? undefined : `${verdict.reason} (${verdict.commit.slice(0, 7)})`;
}

/** The APIs that differ between what the environment was made from and this commit; all of them the first time. */
export async function affectedSince(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  commit: string,
): Promise<readonly string[]> {
  const { repo } = context;
  const head = await configAt(repo, commit);
  const base = state.deployed === undefined ? undefined : await configAt(repo, state.deployed);
  if (!head.ok) return [];
  if (state.deployed === undefined || base?.ok !== true) return (head.config.apis ?? []).map(({ name }) => name);
  const changed = await pathsBetween(repo, state.deployed, commit);
  const texts = new Set([...changed].filter((path) => isDescriptionText(path) && path !== CONFIG_FILE));
  const throughReferences = texts.size > 0 ? await rootsThatReach(repo, commit, texts) : new Set<string>();
  const affected = affectedApis({ base: base.config, head: head.config, changed, throughReferences });
  const asked = state.requested?.commit === commit ? state.requested.apis : [];
  const passed = letOn(state, await withheldFrom(context, environment, commit));
  return [...new Set([...affected.map(({ name }) => name), ...asked, ...passed])];
}
