const milliseconds = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const periods = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const longPeriods = { hour: 3_600_000, day: 86_400_000, week: 604_800_000, month: 2_592_000_000 };
const bytes = { B: 1, KiB: 1024, MiB: 1_048_576 };

/** `30s`, `10m`, `250ms`, `2h` in milliseconds. Throws on anything that the schema would not have let through. */
export function duration(text: string): number {
  const [amount, unit] = split(text, /^([0-9]{1,6})(ms|s|m|h)$/);
  return amount * milliseconds[unit as keyof typeof milliseconds];
}

/** `100/minute` as so many requests in so many milliseconds. */
export function rate(text: string): { readonly requests: number; readonly periodMs: number } {
  const [requests, unit] = split(text, /^([1-9][0-9]{0,8})\/(second|minute|hour|day)$/);
  return { requests, periodMs: periods[unit as keyof typeof periods] };
}

/** `10000/day` as so many requests in so many milliseconds; a month is thirty days. */
export function quota(text: string): { readonly requests: number; readonly periodMs: number } {
  const [requests, unit] = split(text, /^([1-9][0-9]{0,8})\/(hour|day|week|month)$/);
  return { requests, periodMs: longPeriods[unit as keyof typeof longPeriods] };
}

/** `1MiB`, `512KiB`, `100B` in bytes. */
export function size(text: string): number {
  const [amount, unit] = split(text, /^([1-9][0-9]{0,8})(B|KiB|MiB)$/);
  return amount * bytes[unit as keyof typeof bytes];
}

function split(text: string, pattern: RegExp): [number, string] {
  const match = pattern.exec(text);
  if (!match) throw new TypeError(`${JSON.stringify(text)} was not checked by the configuration's schema.`);
  return [Number(match[1]), match[2] ?? ''];
}
