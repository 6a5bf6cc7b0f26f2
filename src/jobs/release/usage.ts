import type { Target } from '../../gateway/target.ts';
import type { UsageCounters } from '../../release/state.ts';
import { scopeOf } from '../platform/render.ts';
import type { ApplyContext } from './apply.ts';

/**
 * Counters per API over all targets of an environment, undefined where one that counts could not be asked: half a sum
 * would look like less traffic.
 */
export async function usageOf(
  context: ApplyContext,
  environment: string,
  targets: readonly Target[],
): Promise<Record<string, UsageCounters> | undefined> {
  const sum: Record<string, UsageCounters> = {};
  for (const target of targets) {
    if (target.usage === undefined) continue;
    const read = await target.usage(scopeOf(context.repo, environment), context.signal);
    if (!read.ok) return undefined;
    for (const [api, usage] of Object.entries(read.apis)) {
      const known = sum[api];
      sum[api] = known === undefined ? usage : add(known, usage);
    }
  }
  return sum;
}

function add(a: UsageCounters, b: UsageCounters): UsageCounters {
  const counts = new Map(b.latency.map(({ le, count }) => [le, count]));
  return {
    requests: a.requests + b.requests,
    errors: a.errors + b.errors,
    latency: a.latency.map(({ le, count }) => ({ le, count: count + (counts.get(le) ?? 0) })),
  };
}
