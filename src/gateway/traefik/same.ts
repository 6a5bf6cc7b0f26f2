import { asObject, own, type Json } from '../../spec/json.ts';

/**
 * Whether Traefik reports what was written: every value that was, beside defaults of its own. It leaves out what is empty or
 * zero, spells durations its own way and adds its provider to names.
 */
export function reports(live: Json | undefined, written: Json, provider: string): boolean {
  if (isNothing(written)) return live === undefined || isNothing(live);
  if (Array.isArray(written)) return reportsList(live, written as readonly Json[], provider);
  const fields = asObject(written);
  if (fields !== undefined) {
    const object = asObject(live);
    if (object === undefined) return Object.values(fields).every(isNothing);
    return Object.entries(fields).every(([name, value]) => reports(own(object, name), value, provider));
  }
  if (live === written) return true;
  if (typeof live !== 'string') return false;
  if (typeof written === 'string' && live === `${written}@${provider}`) return true;
  return sameDuration(live, typeof written === 'number' ? written : seconds(written));
}

function reportsList(live: Json | undefined, written: readonly Json[], provider: string): boolean {
  const list = Array.isArray(live) ? (live as readonly Json[]) : [];
  return list.length === written.length && written.every((each, index) => reports(list[index], each, provider));
}

function isNothing(value: Json): boolean {
  return (
    value === null || value === false || value === 0 || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

function sameDuration(live: string, written: number | undefined): boolean {
  const reported = seconds(live);
  return reported !== undefined && written !== undefined && Math.abs(reported - written) < 1e-9;
}

const units: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

/** A Go duration in seconds. A bare number is none here: `1` and `1s` are two texts. */
function seconds(text: Json): number | undefined {
  if (typeof text !== 'string') return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return undefined;
  return parts.reduce((sum, [, amount = '', unit = '']) => sum + Number(amount) * (units[unit] ?? 0), 0);
}
