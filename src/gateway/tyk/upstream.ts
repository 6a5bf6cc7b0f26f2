import type { GatewayBlock } from '../../config/gateway-block.ts';
import type { JsonObject } from '../../spec/json.ts';
import { canonicalUrl, upstreamsOf, type Upstream } from '../upstreams.ts';
import type { Abilities } from './abilities.ts';

export interface UpstreamParts {
  /** Of the extension's `upstream`. */
  readonly settings: JsonObject;
  readonly problems: readonly { readonly field: string; readonly message: string }[];
}

/** Where requests go, with weights in their smallest terms. */
export function upstreamOf({ upstream }: GatewayBlock, abilities: Abilities): UpstreamParts {
  if (upstream === undefined) {
    const message = 'is missing: nothing says where requests go';
    return { settings: {}, problems: [{ field: 'upstream', message }] };
  }
  const targets = targetsOf(upstreamsOf(upstream));
  const [first] = targets;
  if (first === undefined) {
    const message = 'every weight is 0: Tyk would take them all for 1';
    return { settings: {}, problems: [{ field: 'upstream', message }] };
  }
  if (targets.length === 1) return { settings: { url: first.url }, problems: [] };
  const problems = abilities.can('weights') ? [] : [{ field: 'upstream', message: abilities.lack('weights') }];
  return { settings: { url: first.url, loadBalancing: { enabled: true, targets } }, problems };
}

function targetsOf(all: readonly Upstream[]): { url: string; weight: number }[] {
  const targets = asTykKeeps(all.map(({ url, weight }) => ({ url: canonicalUrl(url), weight })));
  const divisor = targets.map(({ weight }) => weight).reduce(greatestCommonDivisor, 0);
  return targets.map(({ url, weight }) => ({ url, weight: weight / divisor }));
}

/** Tyk keeps each address as often as it weighs: it gives them back by address, those of no weight or named twice as it sees fit. */
export function asTykKeeps(targets: readonly Upstream[]): { url: string; weight: number }[] {
  const weights = new Map<string, number>();
  for (const { url, weight } of targets) if (weight > 0) weights.set(url, (weights.get(url) ?? 0) + weight);
  return [...weights].sort(([a], [b]) => (a < b ? -1 : 1)).map(([url, weight]) => ({ url, weight }));
}

function greatestCommonDivisor(a: number, b: number): number {
  let [left, right] = [a, b];
  while (right !== 0) [left, right] = [right, left % right];
  return left;
}
