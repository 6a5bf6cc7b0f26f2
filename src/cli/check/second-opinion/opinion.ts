import type { Comparison } from '../../../compare/compare.ts';
import { visible } from '../../../review/inert.ts';
import { counted } from '../../../review/render/wording.ts';
import type { Description } from '../../../spec/description.ts';
import { operations } from '../../../spec/view.ts';
import { ask } from './ask.ts';
import { disagreements, type Disagreement } from './disagreements.ts';
import type { OperationView } from '../../../spec/operations.ts';
import { questionOf } from './question.ts';
import { reasons, reasonsFor, situationAt } from './reasons.ts';

const PREFIX = 'openapi-diff';

/** Lines for a person: what the npm package openapi-diff calls breaking, and where that is not what we call so. */
export async function secondOpinion(
  base: Description | undefined,
  head: Description | undefined,
  comparison: Comparison,
): Promise<string[]> {
  if (base === undefined || head === undefined) return [`${PREFIX} was not asked: it compares two sides.`];
  if (base.files.length > 1 || head.files.length > 1)
    return [`${PREFIX} was not asked: it would have to read more files than one.`];
  const answer = await ask(questionOf(base, head));
  if (answer.kind === 'refused')
    return [`${PREFIX} has no opinion: ${visible(answer.reason.split('\n', 1)[0] ?? '')}.`];
  const [before, after] = [operations(base), operations(head)];
  const { agreed, disagreements: found } = disagreements(comparison.changes, answer.breaking, [...before, ...after]);
  const both = `${counted(agreed, 'operation is', 'operations are')} broken for both`;
  if (found.length === 0) return [`${PREFIX} agrees: ${both}.`];
  const lines = grouped(found, (one) => explained(one, comparison, before));
  return [`${PREFIX} disagrees about ${counted(found.length, 'operation')}; ${both}.`, ...lines];
}

/** Why what it alone calls broken is fine for us, as far as we know. */
function explained(
  { who, where, what }: Disagreement,
  comparison: Comparison,
  before: readonly OperationView[],
): string {
  if (who === 'only Sluice') return '';
  const names = reasonsFor(what, situationAt(where, comparison, before)).filter((name) => name !== undefined);
  return [...new Set(names)].map((name) => reasons[name].sentence).join(' ');
}

/** One line for each cause, since one can reach hundreds of operations, and below it why we do not say so. */
function grouped(found: readonly Disagreement[], explain: (one: Disagreement) => string): string[] {
  const groups = new Map<string, { readonly why: string; readonly all: Disagreement[] }>();
  for (const one of found) {
    const why = explain(one);
    const key = `${one.who} ${one.what.join()} ${why}`;
    const group = groups.get(key) ?? { why, all: [] };
    group.all.push(one);
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(({ why, all: [first, ...others] }) => {
    if (first === undefined) return [];
    const more = others.length > 0 ? ` and ${others.length} more` : '';
    const line = visible(`  ${first.who} calls ${first.where}${more} broken: ${first.what.join(', ')}`);
    return why === '' ? [line] : [line, `    ${why}`];
  });
}
