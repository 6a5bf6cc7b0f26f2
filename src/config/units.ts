const MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
const BYTES = { B: 1, KiB: 1024, MiB: 1024 * 1024 } as const;
const SECONDS = { second: 1, minute: 60, hour: 3600, day: 86_400 } as const;

/** `30s` → 30000. Throws a RangeError on a text that the schema would not have let through. */
export function milliseconds(text: string): number {
  const [, count, unit] = /^(\d+)(ms|s|m|h)$/.exec(text) ?? [];
  if (count === undefined) throw new RangeError(`not a duration: ${text}`);
  return Number(count) * MS[unit as keyof typeof MS];
}

/** `1MiB` → 1048576. Throws as {@link milliseconds} does. */
export function bytes(text: string): number {
  const [, count, unit] = /^(\d+)(B|KiB|MiB)$/.exec(text) ?? [];
  if (count === undefined) throw new RangeError(`not a size: ${text}`);
  return Number(count) * BYTES[unit as keyof typeof BYTES];
}

/** `100/minute` → 100 requests in 60 seconds. Throws as {@link milliseconds} does. */
export function rate(text: string): { readonly requests: number; readonly seconds: number } {
  const [, count, unit] = /^(\d+)\/(second|minute|hour|day)$/.exec(text) ?? [];
  if (count === undefined) throw new RangeError(`not a rate: ${text}`);
  return { requests: Number(count), seconds: SECONDS[unit as keyof typeof SECONDS] };
}
