import type { RecordView } from '../../github/record-view.ts';
import type { EnvironmentState, Hold, LastGood } from '../../release/state.ts';
import { asText, environmentState, files } from '../platform/record.ts';
import { withoutAhead } from '../release/ahead.ts';
import { without } from './without.ts';

/** What somebody put back, by API, and what is held so that it stays. */
export interface Kept {
  readonly goods: Readonly<Record<string, LastGood>>;
  readonly holds: readonly Hold[];
}

/** What was put back is the last good from here on, by the word of whoever asked; what was taken back is held. */
export async function keptOn(
  view: RecordView,
  environment: string,
  { goods, holds }: Kept,
): Promise<{ state: EnvironmentState; files: Record<string, string | null> }> {
  const apis = Object.keys(goods);
  const good = apis.map((api) => [files.lastGood(environment, api), asText(goods[api])] as const);
  return {
    state: without(await environmentState(view, environment), apis, holds),
    files: { ...Object.fromEntries(good), ...(await withoutAhead(view, environment, apis)) },
  };
}

export function describeGoods(goods: Kept['goods']): string {
  return Object.entries(goods)
    .map(([api, { commit }]) => `${api} at ${commit.slice(0, 7)}`)
    .join(', ');
}
