import { own, type Json, type JsonObject } from '../spec/json.ts';

export const stabilityLevels = ['draft', 'alpha', 'beta', 'stable'] as const;
export type Stability = (typeof stabilityLevels)[number];

/** `x-stability-level`; nothing said is stable; undefined: something that is no level. */
export function stabilityOf(node: JsonObject): Stability | undefined {
  const said = own(node, 'x-stability-level');
  return said === undefined ? 'stable' : stabilityLevels.find((level) => level === said);
}

/** Nothing is promised yet of a draft or an alpha. */
export function isUnstable(node: JsonObject): boolean {
  const level = stabilityOf(node);
  return level === 'draft' || level === 'alpha';
}

export function isDeprecated(node: JsonObject): boolean {
  return own(node, 'deprecated') === true;
}

/** `x-sunset` as `YYYY-MM-DD`; null: it is no date (RFC 3339, full-date or date-time); undefined: there is none. */
export function sunsetOf(node: JsonObject): string | null | undefined {
  const said: Json | undefined = own(node, 'x-sunset');
  if (said === undefined) return undefined;
  if (typeof said !== 'string' || !/^\d{4}-\d{2}-\d{2}(T.*)?$/.test(said)) return null;
  const day = said.slice(0, 10);
  const time = Date.parse(said);
  return Number.isNaN(time) ||
    Number.isNaN(Date.parse(day)) ||
    new Date(Date.parse(day)).toISOString().slice(0, 10) !== day
    ? null
    : day;
}

/** The day that many days after, both `YYYY-MM-DD`. */
function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

/** How long before its sunset something of this stability must be deprecated. */
function noticeDays(node: JsonObject, days: { readonly beta: number; readonly stable: number }): number {
  const level = stabilityOf(node);
  if (level === 'beta') return days.beta;
  return level === 'stable' ? days.stable : 0;
}

/** What can happen to something's deprecation. */
export const deprecations = [
  'reactivated',
  'deprecated',
  'deprecated-with-sunset',
  'sunset-missing',
  'sunset-parse',
  'old-sunset-parse',
  'sunset-date-too-small',
  'sunset-date-changed-too-small',
  'sunset-deleted',
] as const;
export type Deprecation = (typeof deprecations)[number];

export interface Lifecycle {
  readonly event: Deprecation;
  readonly args: readonly Json[];
}

interface Terms {
  readonly today: string;
  readonly deprecationDays: { readonly beta: number; readonly stable: number };
}

/** At most one event: the gravest. `stability` is the node whose level counts. */
export function lifecycleOf(
  before: JsonObject,
  after: JsonObject,
  stability: JsonObject,
  terms: Terms,
): Lifecycle | undefined {
  const [was, is] = [isDeprecated(before), isDeprecated(after)];
  if (!is) return was ? { event: 'reactivated', args: [] } : undefined;
  const now = sunsetOf(after);
  const days = noticeDays(stability, terms.deprecationDays);
  const earliest = daysAfter(terms.today, days);
  if (was) return movedSunset(sunsetOf(before), now, earliest);
  if (now === undefined) return { event: days > 0 ? 'sunset-missing' : 'deprecated', args: [] };
  if (now === null) return { event: 'sunset-parse', args: [] };
  return days > 0 && now < earliest
    ? { event: 'sunset-date-too-small', args: [now, earliest] }
    : { event: 'deprecated-with-sunset', args: [now] };
}

function movedSunset(
  old: string | null | undefined,
  now: string | null | undefined,
  earliest: string,
): Lifecycle | undefined {
  if (old === now) return undefined;
  if (now === undefined) return { event: 'sunset-deleted', args: [old ?? null] };
  if (now === null) return { event: 'sunset-parse', args: [] };
  if (old === null) return { event: 'old-sunset-parse', args: [] };
  const tooEarly = old !== undefined && now < old && now < earliest;
  return tooEarly ? { event: 'sunset-date-changed-too-small', args: [now, earliest] } : undefined;
}

/** What is said of an event, after the name of the thing. */
export function sayLifecycle(name: string, event: Deprecation, [sunset, earliest]: readonly Json[]): string {
  const date = typeof sunset === 'string' ? sunset : '';
  switch (event) {
    case 'reactivated':
      return `${name} is not deprecated any more.`;
    case 'deprecated':
      return `${name} is deprecated, without a sunset date.`;
    case 'deprecated-with-sunset':
      return `${name} is deprecated, with the sunset date ${date}.`;
    case 'sunset-missing':
      return `${name} is deprecated without a sunset date; add x-sunset.`;
    case 'sunset-parse':
      return `${name} is deprecated and its sunset date cannot be read; write x-sunset as YYYY-MM-DD.`;
    case 'old-sunset-parse':
      return `${name} had a sunset date that cannot be read, so nobody could tell whether the new one is sooner.`;
    case 'sunset-deleted':
      return `${name} is still deprecated, but its sunset date ${date} is gone.`;
    case 'sunset-date-too-small':
    case 'sunset-date-changed-too-small':
      return `${name} has the sunset date ${date}, which is too early; the earliest is ${typeof earliest === 'string' ? earliest : ''}.`;
  }
}
