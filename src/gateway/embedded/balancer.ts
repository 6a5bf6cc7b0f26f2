export interface Weighted {
  readonly url: string;
  readonly weight: number;
}

/**
 * Smooth weighted round robin: over as many picks as the weights add up to, each upstream is picked exactly as often as its
 * weight says, and picks of one upstream are spread out.
 */
export class Balancer {
  private readonly entries: { readonly url: string; readonly weight: number; current: number }[];
  private readonly total: number;

  constructor(upstreams: readonly Weighted[]) {
    this.entries = upstreams.filter(({ weight }) => weight > 0).map(({ url, weight }) => ({ url, weight, current: 0 }));
    this.total = this.entries.reduce((sum, { weight }) => sum + weight, 0);
  }

  pick(): string {
    for (const entry of this.entries) entry.current += entry.weight;
    const chosen = this.entries.reduce((best, entry) => (entry.current > best.current ? entry : best));
    chosen.current -= this.total;
    return chosen.url;
  }
}
