const unitSeconds = { h: 3600, m: 60, s: 1 };

/** `1h30m`, `90s` in seconds; undefined for what is no such text. */
export function secondsOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^(\d+h)?(\d+m)?(\d+s)?$/.test(value)) return undefined;
  const parts = value.matchAll(/(\d+)([hms])/g);
  return [...parts].reduce((sum, [, n, unit]) => sum + Number(n) * unitSeconds[unit as keyof typeof unitSeconds], 0);
}

/** Seconds as Go writes a duration, and so Tyk: `1h0m0s`, `1m0s`, `1s`. */
export function goDuration(seconds: number): string {
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  if (h > 0) return `${h}h${m}m${s}s`;
  return m > 0 ? `${m}m${s}s` : `${s}s`;
}
