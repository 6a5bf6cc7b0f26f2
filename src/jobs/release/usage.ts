import type { Target } from '../../gateway/target.ts';
import type { UsageCounters } from '../../release/state.ts';
import { scopeOf } from '../platform/render.ts';
import type { ApplyContext } from './apply.ts';

/**
 * Counters of these APIs over all targets of an environment, undefined where one that counts could not be asked: half a sum
 * would look like less traffic.
 */
export async function usageOf(
  context: ApplyContext,
  environment: string,
  targets: readonly Target[],
  apis: readonly string[],
): Promise<Record<string, UsageCounters> | undefined> {
  const sum: Record<string, UsageCounters> = {};
  for (const target of targets) {
    if (target.usage === undefined) continue;
    const read = await target.usage(scopeOf(context.repo, environment), context.signal);
    if (!read.ok) return undefined;
    for (const api of apis) {
      const usage = Object.hasOwn(read.apis, api) ? read.apis[api] : undefined;
      if (usage === undefined) continue;
      const known = sum[api];
      sum[api] = known === undefined ? usage : add(known, usage);
    }
  }
  return sum;
}

function add(a: UsageCounters, b: UsageCounters): UsageCounters {
  const bounds = [...new Set([...a.latency, ...b.latency].map(({ le }) => le ?? Infinity))].sort(
    (one, other) => one - other,
  );
  return {
    requests: a.requests + b.requests,
    errors: a.errors + b.errors,
    latency: bounds.map((le) => ({
      le: Number.isFinite(le) ? le : null,
      count: countBelow(a.latency, le) + countBelow(b.latency, le),
    })),
  };
}

/** Kinds of gateways have bounds of their own: between two of them evenly spread, as a quantile has it. */
function countBelow(latency: UsageCounters['latency'], le: number): number {
  let below = { le: 0, count: 0 };
  for (const { le: bound, count } of latency) {
    if (bound === le || (bound === null && le === Infinity)) return count;
    if (bound === null) return below.count;
    if (bound > le) return below.count + ((count - below.count) * (le - below.le)) / (bound - below.le);
    below = { le: bound, count };
  }
  return below.count;
}
