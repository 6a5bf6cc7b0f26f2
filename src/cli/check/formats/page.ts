import { notSought } from '../../../compare/checks/not-sought.ts';
import { alike, tallied, type Alike, type Tally } from '../../../review/alike.ts';
import { counted, listed } from '../../../review/render/wording.ts';
import { canonicalJson } from '../../../spec/json.ts';
import type { Report, ReportedChange } from '../report.ts';
import { brief, plain, where, who } from './wording.ts';

/** More groups of errors and warnings than this are counted, not told. */
const MOST_TOLD = 100;
/** More groups of other changes than this are counted by kind. */
const MOST_NOTES = 25;
const MOST_VALUES = 30;
const MOST_PLACES = 20;

/** What a person reads of a report: errors and warnings in groups, other changes too where they are few. */
export interface Page {
  readonly told: readonly Alike<ReportedChange>[];
  /** How many errors and warnings are left out. */
  readonly left: number;
  /** Other changes, by kind, where they are many; empty otherwise. */
  readonly tallies: readonly Tally[];
}

/** What a person is told of a report: the worst first, and no more than is read. */
export function pageOf({ changes }: Report): Page {
  const heard = groups(changes.filter(({ level }) => level !== 'info'));
  const others = changes.filter(({ level }) => level === 'info');
  const notes = groups(others);
  const told = heard.slice(0, MOST_TOLD);
  const left = heard.slice(MOST_TOLD).reduce((sum, { all }) => sum + all.length, 0);
  const [ends, counted] = [notes.filter(({ first }) => isEnd(first)), others.filter((change) => !isEnd(change))];
  return notes.length > MOST_NOTES
    ? { told: [...told, ...ends].map(inBrief), left, tallies: tallied(counted) }
    : { told: [...told, ...notes].map(inBrief), left, tallies: [] };
}

/** It says where the comparison ended, which nobody looks for among what is counted. */
function isEnd({ id }: ReportedChange): boolean {
  return Object.hasOwn(notSought.ids, id);
}

function inBrief(group: Alike<ReportedChange>): Alike<ReportedChange> {
  return { ...group, first: { ...group.first, message: brief(group.first.message) } };
}

/** Each change that the page tells of, alone or in a group. */
export function toldOf({ told }: Page): ReportedChange[] {
  return told.flatMap(({ all }) => all);
}

/** Changes that are told together, of each API by itself. */
export function groups(changes: readonly ReportedChange[]): Alike<ReportedChange>[] {
  return alike(changes, (change) => ({ ...change, scope: change.api ?? '' }));
}

/** What else is said of the same place, in quotes where the first is: a name of a property is not. Empty: nothing. */
export function likewise({ first: { message, args }, values }: Alike<ReportedChange>, show = plain): string {
  const isQuoted = message.includes(canonicalJson(args[0] ?? null));
  const texts = values.map((value) => (typeof value === 'string' && !isQuoted ? value : canonicalJson(value)));
  return values.length === 0 ? '' : `Likewise ${listed(texts.map(brief), MOST_VALUES, show)}.`;
}

/** Where the same is said; empty: nowhere else. */
export function elsewhere({ first, places }: Alike<ReportedChange>, show = placed): string {
  if (places.length === 0) return '';
  const names = places.map((place) => show(brief(nameOf(place, first)), where(place)));
  return `The same: ${listed(names, MOST_PLACES, plain)}.`;
}

function placed(name: string, place: string): string {
  return place === '' ? name : `${name} (${place})`;
}

/** By what tells it apart from the first: its operations, its property, or both. */
function nameOf(change: ReportedChange, first: ReportedChange): string {
  const property = change.property === first.property ? null : change.property;
  const reached = who(change) === who(first) ? '' : who(change);
  if (property === null) return who(change);
  return reached === '' ? property : `${reached}: ${property}`;
}

/** What the page leaves out, and where it is; empty: nothing. */
export function leftOut({ left, tallies }: Page): string[] {
  const rest = left === 0 ? [] : [`${counted(left, 'more error or warning', 'more errors and warnings')} not shown.`];
  return rest.length === 0 && tallies.length === 0 ? [] : [...rest, 'Each change by itself: --format json.'];
}
