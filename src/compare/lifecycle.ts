import { canonicalJson, own, type Json, type JsonObject } from '../spec/json.ts';

/** From the least that is promised to the most. */
export const stabilityLevels = ['draft', 'alpha', 'beta', 'stable'] as const;
export type Stability = (typeof stabilityLevels)[number];

/** `x-stability-level`; nothing said is stable, and so is a key with nothing behind it; undefined: something that is no level. */
export function stabilityOf(node: JsonObject): Stability | undefined {
  const said = own(node, 'x-stability-level');
  return said === undefined || said === null ? 'stable' : stabilityLevels.find((level) => level === said);
}

/** Nothing is promised yet of a draft or an alpha. */
export function isUnstable(node: JsonObject): boolean {
  const level = stabilityOf(node);
  return level === 'draft' || level === 'alpha';
}

/** `deprecated`: nothing else than `true` counts. */
export function isDeprecated(node: JsonObject): boolean {
  return own(node, 'deprecated') === true;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** `x-sunset` as `YYYY-MM-DD`; null: it is no date (RFC 3339, full-date or date-time); undefined: there is none. */
export function sunsetOf(node: JsonObject): string | null | undefined {
  return sunsetDay(own(node, 'x-sunset'));
}

function sunsetDay(said: Json | undefined): string | null | undefined {
  if (said === undefined) return undefined;
  if (typeof said !== 'string' || !(DATE.test(said) || TIMESTAMP.test(said))) return null;
  const day = said.slice(0, 10);
  if (Number.isNaN(Date.parse(said)) || Number.isNaN(Date.parse(day))) return null;
  return new Date(Date.parse(day)).toISOString().slice(0, 10) === day ? day : null;
}

/** The end that was announced has come: taking the thing out keeps the promise, and is no finding. */
export function isPastSunset(node: JsonObject, today: string): boolean {
  const day = sunsetOf(node);
  return isDeprecated(node) && typeof day === 'string' && today >= day;
}

/** What deprecation is judged by. */
export interface Terms {
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** How many days before its sunset something must be deprecated, by stability level. */
  readonly deprecationDays: { readonly beta: number; readonly stable: number };
}

/** How much notice is asked: none of what is not promised yet. */
export type Notice = 'none' | 'beta' | 'stable';

/** Undefined where the level is none of the known ones: nothing can be said then. */
export function noticeOf(node: JsonObject): Notice | undefined {
  const level = stabilityOf(node);
  return level === 'draft' || level === 'alpha' ? 'none' : level;
}

function daysOf(notice: Notice, { deprecationDays }: Terms): number {
  return notice === 'none' ? 0 : deprecationDays[notice];
}

/** The first day that a sunset may be, `YYYY-MM-DD`. */
function earliestSunset(notice: Notice, terms: Terms): string {
  return new Date(Date.parse(terms.today) + daysOf(notice, terms) * 86_400_000).toISOString().slice(0, 10);
}

/** What can happen to something's deprecation. */
export const deprecations = [
  'reactivated',
  'deprecated',
  'deprecated-with-sunset',
  'sunset-missing',
  'sunset-parse',
  'sunset-date-too-small',
  'moved-sunset-parse',
  'sunset-date-changed-too-small',
  'sunset-deleted',
] as const;
export type Deprecation = (typeof deprecations)[number];

/** What happened, and what its sentence is made of. */
export interface Lifecycle {
  readonly event: Deprecation;
  readonly args: readonly Json[];
}

/** A node's `deprecated` and `x-sunset`. */
export interface Mark {
  readonly deprecated: boolean;
  /** As written. */
  readonly sunset: Json | undefined;
}

/** What a node says of its end. */
export function markOf(node: JsonObject): Mark {
  return { deprecated: isDeprecated(node), sunset: own(node, 'x-sunset') };
}

/** What became of `deprecated`: at most one event. */
export function deprecationOf(before: Mark, after: Mark, notice: Notice | undefined, terms: Terms): Lifecycle[] {
  if (before.deprecated === after.deprecated) return [];
  if (!after.deprecated) return [{ event: 'reactivated', args: [] }];
  if (notice === undefined) return [];
  const day = sunsetDay(after.sunset);
  if (day === undefined) {
    return [{ event: daysOf(notice, terms) > 0 ? 'sunset-missing' : 'deprecated', args: [] }];
  }
  if (day === null) return [{ event: 'sunset-parse', args: [] }];
  const earliest = earliestSunset(notice, terms);
  return day < earliest
    ? [{ event: 'sunset-date-too-small', args: [day, earliest] }]
    : [{ event: 'deprecated-with-sunset', args: [day] }];
}

/** What became of the sunset date of something that is deprecated: at most one event. */
function sunsetMoveOf(before: Mark, after: Mark, notice: Notice | undefined, terms: Terms): Lifecycle[] {
  if (!after.deprecated || before.sunset === undefined || isSame(before.sunset, after.sunset)) return [];
  const [old, now] = [sunsetDay(before.sunset), sunsetDay(after.sunset)];
  if (now === undefined) return [{ event: 'sunset-deleted', args: [old ?? null] }];
  if (now === null || old === null) return [{ event: 'moved-sunset-parse', args: [now] }];
  if (notice === undefined || old === undefined || now >= old) return [];
  const earliest = earliestSunset(notice, terms);
  return now < earliest ? [{ event: 'sunset-date-changed-too-small', args: [now, earliest] }] : [];
}

function isSame(a: Json, b: Json | undefined): boolean {
  return b !== undefined && canonicalJson(a) === canonicalJson(b);
}

/** Both, for things that have a sunset date of their own. */
export function lifecycleOf(
  before: JsonObject,
  after: JsonObject,
  notice: Notice | undefined,
  terms: Terms,
): Lifecycle[] {
  const [was, is] = [markOf(before), markOf(after)];
  return [...deprecationOf(was, is, notice, terms), ...sunsetMoveOf(was, is, notice, terms)];
}

/** The keyword that an event is about. */
export function lifecycleKey(event: Deprecation): 'deprecated' | 'x-sunset' {
  return event === 'reactivated' || event === 'deprecated' || event === 'sunset-missing' ? 'deprecated' : 'x-sunset';
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
    case 'moved-sunset-parse':
      return date === ''
        ? `${name} has another sunset date, which cannot be read; write x-sunset as YYYY-MM-DD.`
        : `${name} had a sunset date that cannot be read, so nobody could tell whether ${date} is sooner.`;
    case 'sunset-deleted':
      return `${name} is still deprecated, but its sunset date ${date} is gone.`;
    case 'sunset-date-too-small':
    case 'sunset-date-changed-too-small':
      return `${name} has the sunset date ${date}, which is too early; the earliest is ${typeof earliest === 'string' ? earliest : ''}.`;
  }
}
