import { createHash } from 'node:crypto';
import type { AnalysisCheck } from '../config/sluice-config.ts';
import { concealed } from './concealed.ts';

export type QueryCheck = Extract<AnalysisCheck, { prometheus: unknown }>;

/** One number that a query gave. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** May be NaN, or infinite. */
  readonly value: number;
}

/** `message`: why there is no answer, as a sentence for people. */
export type QueryAnswer =
  { readonly ok: true; readonly series: readonly Series[] } | { readonly ok: false; readonly message: string };

/**
 * What one check saw at one Prometheus: of several series the worst, or the one that has no number. Kept as JSON, so every number in it
 * is finite.
 */
export type Reading = {
  /** The place of the check in the analysis. */
  readonly check: number;
  /** The targets whose Prometheus it is. */
  readonly targets: string;
} & (
  | { readonly kind: 'number'; readonly value: number; readonly series: string; readonly before?: number }
  /** `unreadable`: it could not be asked, or does not take the query. */
  | { readonly kind: 'no-data' | 'unreadable'; readonly message: string }
);

/** What the same check saw there before the release, by series. */
export type Before = Readonly<Record<string, number>>;

/** What was bad before the release is not blamed on it until it is this much worse. */
export const WORSE = 1.25;

/** What is kept of an answer as `Before`. */
export function beforeOf(answer: QueryAnswer): Before {
  const series = answer.ok ? answer.series.filter(({ value }) => Number.isFinite(value)) : [];
  return Object.fromEntries(series.map(({ labels, value }) => [keyOf(labels), value]));
}

/** An answer as the one number, or the one reason for there being none, that counts. */
export function readingOf(
  { check, targets }: Pick<Reading, 'check' | 'targets'>,
  limits: QueryCheck['prometheus'],
  answer: QueryAnswer,
  known: Before,
): Reading {
  const place = { check, targets };
  if (!answer.ok) return { ...place, kind: 'unreadable', message: answer.message };
  const [worst] = answer.series
    .filter(({ value }) => Number.isFinite(value))
    .map(({ labels, value }) => {
      const before = Object.hasOwn(known, keyOf(labels)) ? known[keyOf(labels)] : undefined;
      return { labels, seen: { value, ...(before !== undefined && { before }) } };
    })
    .sort(
      (a, b) => badness(limits, b.seen) - badness(limits, a.seen) || beyond(limits, b.seen) - beyond(limits, a.seen),
    );
  const none = answer.series.find(({ value }) => !Number.isFinite(value));
  if (worst !== undefined && (none === undefined || standingOf(limits, worst.seen) === 'bad')) {
    return { ...place, kind: 'number', ...worst.seen, series: named(worst.labels) };
  }
  const message = none === undefined ? 'no series' : `${none.value} ${named(none.labels)}`.trim();
  return { ...place, kind: 'no-data', message: message.replace('Infinity', 'Inf') };
}

type Seen = Pick<Extract<Reading, { kind: 'number' }>, 'value' | 'before'>;
type Limits = QueryCheck['prometheus'];

const standings = ['good', 'as-before', 'bad'] as const;

/** `as-before`: beyond a limit as it was before the release, and not much worse: it is not this release's doing, and nothing to pass on. */
export function standingOf(limits: Limits, { value, before }: Seen): (typeof standings)[number] {
  if (beyond(limits, { value }) <= 0) return 'good';
  return beyond(before === undefined ? limits : movedBy(limits, before), { value }) > 0 ? 'bad' : 'as-before';
}

function badness(limits: Limits, seen: Seen): number {
  return standings.indexOf(standingOf(limits, seen));
}

/** By how much; 0 and below where it is within. */
function beyond(
  { min = -Infinity, max = Infinity }: Pick<Limits, 'min' | 'max'>,
  { value }: Pick<Seen, 'value'>,
): number {
  return Math.max(value - max, min - value);
}

function movedBy({ min = -Infinity, max = Infinity }: Limits, before: number): Pick<Limits, 'min' | 'max'> {
  const slack = Math.abs(before) * (WORSE - 1);
  return { min: before < min ? before - slack : min, max: before > max ? before + slack : max };
}

/** The same labels have the same key, whatever their order. */
function keyOf(labels: Series['labels']): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16);
}

const LABELS_SHOWN = 5;
const SHOWN = 40;

/** `{api="orders", code="502"}`, in backticks and of bounded length; nothing where there are no labels. A label may hold anything. */
function named(labels: Series['labels']): string {
  const all = Object.entries(concealed(labels, undefined) as Series['labels']).sort(([a], [b]) => (a < b ? -1 : 1));
  if (all.length === 0) return '';
  const shown = all.slice(0, LABELS_SHOWN).map(([name, value]) => `${cut(name)}=${JSON.stringify(cut(value))}`);
  const more = all.length > LABELS_SHOWN ? ', …' : '';
  return `\`${`{${shown.join(', ')}${more}}`.replaceAll('`', "'")}\``;
}

function cut(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** A query on one line, short enough for a table. */
export function queryName({ prometheus: { query } }: QueryCheck): string {
  const line = query.replace(/\s+/g, ' ').trim().replaceAll('`', "'");
  return `query \`${line.length > 60 ? `${line.slice(0, 60)}…` : line}\``;
}

/** Three digits, or as many as it takes to tell it from the limit. */
export function figure(value: number, limit: number): string {
  const short = Number(value.toPrecision(3));
  return String(Math.sign(short - limit) === Math.sign(value - limit) ? short : value);
}
