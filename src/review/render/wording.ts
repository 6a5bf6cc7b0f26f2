import type { Level } from '../../compare/change.ts';
import type { Tally } from '../alike.ts';
import { code, sentence } from '../inert.ts';

export const marks: Readonly<Record<Level, string>> = { error: '●', warning: '◐', info: '○' };

/** `1 warning`, `3 warnings`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `a`, `b` and 3 more. */
export function listed(
  items: readonly string[],
  most: number,
  show: (item: string) => string = (item) => code(item),
): string {
  const shown = items.slice(0, most).map((item) => show(item));
  const rest = items.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}

export function folded(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

const MOST_OWNERS = 5;

/** `3 × id: account (2), invoice`. */
export function tallyLine({ id, count, owners }: Tally, show: (text: string) => string = (text) => code(text)): string {
  const names = owners.map((owner) => `${show(owner.name)}${owner.count > 1 ? ` (${owner.count})` : ''}`);
  const held = owners.length === 0 ? '' : `: ${listed(names, MOST_OWNERS, (name) => name)}`;
  return `${count} × ${show(id)}${held}`;
}

/** What a hold of these APIs does. */
export function holdSentence({ length }: readonly string[]): string {
  return `Later releases keep ${length === 1 ? 'it' : 'them'} at last good.`;
}

/** What another sentence may follow. */
export function ended(sentence: string): string {
  return /[.?…]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** At most so many lines of a list, and how many more there are. */
export function cutLines(lines: readonly string[], most: number): string {
  const more = lines.length - most;
  return [...lines.slice(0, most), ...(more > 0 ? [`- ${more} more`] : [])].join('\n');
}

/** `2026-11-20 10:00 UTC`. */
export function moment(at: string): string {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(at) ?? [];
  return day === undefined || time === undefined ? sentence(at) : `${day} ${time} UTC`;
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** How long it is between two times, in the largest unit that fits: `4 days`. */
export function lasting(from: string, to: string): string {
  const ms = Date.parse(to) - Date.parse(from);
  const fits = units.find(([, length]) => ms >= length);
  return fits === undefined ? 'less than a minute' : counted(Math.floor(ms / fits[1]), fits[0]);
}
