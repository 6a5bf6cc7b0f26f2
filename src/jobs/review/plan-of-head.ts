import type { SluiceConfig } from '../../config/sluice-config.ts';
import type { PullFacts } from '../../github/pulls.ts';
import type { PlanSection, Unplanned } from '../../review/facts.ts';
import type { CommandContext } from '../command/context.ts';
import { configAt } from '../platform/config-at.ts';
import { outlinesAt } from '../release/desired.ts';
import { gatherReview } from './gather.ts';
import { planSections, type PlanInput } from './plan-sections.ts';

export type PlanOfHead =
  | {
      readonly ok: true;
      readonly config: SluiceConfig;
      readonly plan: readonly PlanSection[];
      readonly unplanned?: Unplanned;
    }
  | { readonly ok: false; readonly reason: string };

/** The plan of a pull request's head, or of the named (else all) APIs of the default branch. */
export async function planOfHead(
  context: CommandContext,
  commit: string,
  apis: readonly string[],
): Promise<PlanOfHead> {
  const at = await configAt(context.repo, commit);
  if (!at.ok) return { ok: false, reason: at.problems[0]?.message ?? 'the configuration cannot be read' };
  if (context.pull?.state === 'open' && apis.length === 0) return planOfPull(context, context.pull, at.config);
  return planOfApis(context, commit, at.config, apis);
}

async function planOfPull(
  { services, repo, signal }: CommandContext,
  pull: PullFacts,
  config: SluiceConfig,
): Promise<PlanOfHead> {
  const { inspectFailure, plan, unplanned } = await gatherReview({ services, repo, pull, signal });
  if (inspectFailure !== undefined) return { ok: false, reason: inspectFailure.message };
  return { ok: true, config, plan, ...(unplanned && { unplanned }) };
}

async function planOfApis(
  context: CommandContext,
  commit: string,
  config: SluiceConfig,
  apis: readonly string[],
): Promise<PlanOfHead> {
  const { services, repo, pull, signal } = context;
  const known = (config.apis ?? []).map(({ name }) => name);
  const unknown = apis.find((api) => !known.includes(api));
  if (unknown !== undefined)
    return { ok: false, reason: `There is no API \`${unknown}\`; there are ${known.join(', ') || 'none'}.` };
  const meant = apis.length === 0 ? known : apis;
  const outlines = await outlinesAt(context, commit, config, meant);
  if (!outlines.ok) return outlines;
  const read = await context.record.read();
  const record = read.ok ? read.view : undefined;
  const head = { config, commit, outlines: outlines.byApi };
  const hidden = pull?.state === 'open' && pull.isFork ? await onBase(context, pull, meant, head) : {};
  const plan = await planSections({ services, repo, record, signal, apis: meant, ...head, ...hidden });
  return { ok: true, config, plan };
}

/** Of a fork's pull request: held against the base, since what is live is not for it to see. */
async function onBase(
  context: CommandContext,
  { baseSha, mergeBase }: PullFacts,
  apis: readonly string[],
  head: NonNullable<PlanInput['base']>,
): Promise<Pick<PlanInput, 'base' | 'hidesLive'>> {
  const at = await configAt(context.repo, baseSha);
  if (!at.ok) return { base: head, hidesLive: true };
  const outlines = await outlinesAt(context, mergeBase, at.config, apis);
  const base = { config: at.config, commit: mergeBase, outlines: outlines.ok ? outlines.byApi : new Map() };
  return { base, hidesLive: true };
}
