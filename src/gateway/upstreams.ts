import type { GatewayBlock } from '../config/gateway-block.ts';

/** One address that requests go to, and its share of them. */
export interface Upstream {
  readonly url: string;
  readonly weight: number;
}

/** Where a portable block sends requests; none where it does not say. */
export function upstreamsOf(upstream: GatewayBlock['upstream']): readonly Upstream[] {
  return typeof upstream === 'string' ? [{ url: upstream, weight: 1 }] : (upstream ?? []);
}

/** One spelling per address: the host in lower case, no default port, no slash at the end. */
export function canonicalUrl(text: string): string {
  return new URL(text).href.replace(/\/$/, '');
}
