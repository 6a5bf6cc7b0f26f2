/** The smallest of `values` that at least this share of them does not exceed (nearest rank). `share`: above 0, at most 1. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.ceil(share * sorted.length) - 1];
  if (value === undefined) throw new Error('there is nothing to take a percentile of');
  return value;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Three significant digits, thousands apart: `1,240`, `12.3`, `0.712`. */
export function readable(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 3 });
}

/** `value` measured by `of`, as `0.62×`. */
export function ratio(value: number, of: number): string {
  return `${readable(value / of)}×`;
}

/** For JSON: what is below the noise says nothing. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
