import type { GatewayBlock } from '../../config/gateway-block.ts';
import type { JsonObject } from '../../spec/json.ts';
import type { Abilities } from './abilities.ts';

export interface UpstreamParts {
  /** Of the extension's `upstream`. */
  readonly settings: JsonObject;
  readonly problems: readonly { readonly field: string; readonly message: string }[];
}

/**
 * Where requests go. Weights are brought to their smallest terms, since Tyk keeps each address as often as it weighs, and addresses are
 * sorted: it does not keep their order.
 */
export function upstreamOf({ upstream }: GatewayBlock, abilities: Abilities): UpstreamParts {
  if (upstream === undefined) {
    const message = 'is missing: nothing says where requests go';
    return { settings: {}, problems: [{ field: 'upstream', message }] };
  }
  const targets = targetsOf(typeof upstream === 'string' ? [{ url: upstream, weight: 1 }] : upstream);
  const [first] = targets;
  if (first === undefined) {
    const message = 'every weight is 0: Tyk would take them all for 1';
    return { settings: {}, problems: [{ field: 'upstream', message }] };
  }
  if (targets.length === 1) return { settings: { url: first.url }, problems: [] };
  const problems = abilities.can('weights') ? [] : [{ field: 'upstream', message: abilities.lack('weights') }];
  return { settings: { url: first.url, loadBalancing: { enabled: true, targets } }, problems };
}

function targetsOf(all: readonly { url: string; weight: number }[]): { url: string; weight: number }[] {
  const weights = new Map<string, number>();
  for (const { url, weight } of all) {
    const address = canonicalUrl(url);
    if (weight > 0) weights.set(address, (weights.get(address) ?? 0) + weight);
  }
  const divisor = [...weights.values()].reduce(greatestCommonDivisor, 0);
  return [...weights].sort(([a], [b]) => (a < b ? -1 : 1)).map(([url, weight]) => ({ url, weight: weight / divisor }));
}

/** One spelling per address: the host in lower case, no default port, no slash at the end. */
function canonicalUrl(text: string): string {
  return new URL(text).href.replace(/\/$/, '');
}

function greatestCommonDivisor(a: number, b: number): number {
  let [left, right] = [a, b];
  while (right !== 0) [left, right] = [right, left % right];
  return left;
}
