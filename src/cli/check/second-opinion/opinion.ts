import type { Change, OperationRef } from '../../../compare/change.ts';
import { visible } from '../../../review/inert.ts';
import { counted } from '../../../review/render/wording.ts';
import type { Description } from '../../../spec/description.ts';
import { operations } from '../../../spec/view.ts';
import { ask } from './ask.ts';
import { disagreements, type Disagreement } from './disagreements.ts';
import type { Json } from '../../../spec/json.ts';

const PREFIX = 'openapi-diff';

/** Lines for a person: what the npm package openapi-diff calls breaking, and where that is not what we call so. */
export async function secondOpinion(
  base: Description | undefined,
  head: Description | undefined,
  changes: readonly Change[],
): Promise<string[]> {
  if (base === undefined || head === undefined) return [`${PREFIX} was not asked: it compares two sides.`];
  if (base.files.length > 1 || head.files.length > 1)
    return [`${PREFIX} was not asked: it would have to read more files than one.`];
  const answer = await ask({ base: asText(base), head: asText(head) });
  if (answer.kind === 'refused')
    return [`${PREFIX} has no opinion: ${visible(answer.reason.split('\n', 1)[0] ?? '')}.`];
  const known = [...operationsOf(base), ...operationsOf(head)];
  const { agreed, disagreements: found } = disagreements(changes, answer.breaking, known);
  const both = `${counted(agreed, 'operation is', 'operations are')} broken for both`;
  if (found.length === 0) return [`${PREFIX} agrees: ${both}.`];
  return [`${PREFIX} disagrees about ${counted(found.length, 'operation')}; ${both}.`, ...grouped(found)];
}

/** One line for each reason: one cause can reach hundreds of operations. */
function grouped(found: readonly Disagreement[]): string[] {
  const groups = new Map<string, Disagreement[]>();
  for (const one of found) {
    const key = `${one.who} ${one.what.join()}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const more = others.length > 0 ? ` and ${others.length} more` : '';
    return [visible(`  ${first.who} calls ${first.where}${more} broken: ${first.what.join(', ')}`)];
  });
}

/** It tells the format by the version, which goes first. */
function asText({ root }: Description): string {
  const { swagger, openapi, ...rest } = root as Readonly<Record<string, Json>>;
  const version = swagger === undefined ? { openapi } : { swagger };
  return JSON.stringify({ ...version, ...rest });
}

function operationsOf(description: Description): OperationRef[] {
  return operations(description).map(({ method, path }) => ({ method, path }));
}
