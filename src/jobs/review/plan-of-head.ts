import type { PlanSection } from '../../review/facts.ts';
import type { CommandContext } from '../command/context.ts';
import { configAt } from '../platform/config-at.ts';
import { outlinesAt } from '../release/desired.ts';
import { gatherReview } from './gather.ts';
import { planSections } from './plan-sections.ts';

export type PlanOfHead =
  { readonly ok: true; readonly plan: readonly PlanSection[] } | { readonly ok: false; readonly reason: string };

/** The plan of a pull request's head, or of the named (else all) APIs of the default branch. */
export async function planOfHead(
  context: CommandContext,
  commit: string,
  apis: readonly string[],
): Promise<PlanOfHead> {
  const { services, repo, pull, signal } = context;
  if (pull?.state === 'open' && apis.length === 0) {
    return { ok: true, plan: (await gatherReview({ services, repo, pull, signal })).plan };
  }
  const at = await configAt(repo, commit);
  if (!at.ok) return { ok: false, reason: at.problems[0]?.message ?? 'the configuration cannot be read' };
  const known = (at.config.apis ?? []).map(({ name }) => name);
  const unknown = apis.find((api) => !known.includes(api));
  if (unknown !== undefined)
    return { ok: false, reason: `There is no API \`${unknown}\`; there are ${known.join(', ') || 'none'}.` };
  const meant = apis.length === 0 ? known : apis;
  const outlines = await outlinesAt(context, commit, at.config, meant);
  if (!outlines.ok) return outlines;
  const read = await context.record.read();
  const record = read.ok ? read.view : undefined;
  const shared = { services, repo, record, signal, commit, config: at.config };
  return { ok: true, plan: await planSections({ ...shared, apis: meant, outlines: outlines.byApi }) };
}
