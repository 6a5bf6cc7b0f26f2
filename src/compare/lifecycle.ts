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
export function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

/** How long before its sunset something of this stability must be deprecated. */
export function noticeDays(node: JsonObject, days: { readonly beta: number; readonly stable: number }): number {
  const level = stabilityOf(node);
  if (level === 'beta') return days.beta;
  return level === 'stable' ? days.stable : 0;
}
