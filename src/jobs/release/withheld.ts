import type { EnvironmentState } from '../../release/state.ts';
import { environmentState } from '../platform/record.ts';
import type { ReleaseContext } from './context.ts';

/**
 * API → why it stays as it is where this commit goes on to the next environment: the one before it has passed the commit without that
 * API's content, which was held there, taken back, or left without a verdict.
 */
export async function withheldFrom(
  { config, view }: Pick<ReleaseContext, 'config' | 'view'>,
  environment: string,
  commit: string,
): Promise<ReadonlyMap<string, string>> {
  const after = config.environments?.[environment]?.after;
  if (after === undefined) return new Map();
  const { good } = await environmentState(view, after);
  const without = good.find((release) => release.commit === commit)?.without ?? [];
  return new Map(without.map((api) => [api, `it has not passed in ${after}`]));
}

/** What this environment was kept from and has passed in the one before by now. */
export function letOn({ current }: EnvironmentState, withheld: ReadonlyMap<string, string>): string[] {
  return (current?.withheld ?? []).filter((api) => !withheld.has(api));
}
