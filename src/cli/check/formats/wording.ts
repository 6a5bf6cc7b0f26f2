import { version } from '../../../compare/checks/version.ts';
import { reachOf } from '../../../review/render/findings.ts';
import { counted } from '../../../review/render/wording.ts';
import type { Report, ReportedChange } from '../report.ts';
import { sayVersion } from '../versions.ts';

/** e.g. `1 breaking change, 2 warnings, 0 other changes.` */
export function headline({ changes, summary }: Report): string {
  if (changes.length === 0) return 'No changes.';
  const parts = [
    counted(summary.error, 'breaking change'),
    counted(summary.warning, 'warning'),
    counted(summary.info, 'other change'),
  ];
  return `${parts.join(', ')}.`;
}

/** What the version of each API says of its changes, where no change of these tells of it. */
export function versionLines({ versions }: Report, told: readonly ReportedChange[]): string[] {
  const silent = versions.filter(
    ({ api }) => !told.some((change) => Object.hasOwn(version.ids, change.id) && (change.api ?? api) === api),
  );
  return silent.map((verdict) => sayVersion(verdict, versions.length === 1));
}

/** A name as it is. */
export const plain = (text: string): string => text;

/** A name or a message can be as long as the description: a page has room for its beginning. */
const MOST_CHARACTERS = 600;

/** A text, where it is long its beginning. */
export function brief(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}

/** `file:line:column`; empty for what stands nowhere. */
export function where({ head, base }: ReportedChange): string {
  const place = head ?? base;
  return place === null ? '' : `${place.file}:${place.line}:${place.column}`;
}

/** The first operation, and how many more: one cause can reach hundreds. */
export function who(change: ReportedChange): string {
  const [first] = change.operations;
  if (first === undefined) return '';
  const more = reachOf(change) - 1;
  return `${first.method} ${first.path}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Before a message, which API it is of, where its place does not say so, and where it reaches, where it does not begin with that. */
export function reach(change: ReportedChange, show = plain): string {
  const { api, head, base, message } = change;
  const isSaid = api === null || (head ?? base)?.file.endsWith(api) === true;
  const said = who(change);
  const parts = [...(isSaid ? [] : [api]), ...(said === '' || message.startsWith(`${said} `) ? [] : [said])];
  return parts.map((part) => `${show(brief(part))}: `).join('');
}

/** A message names no more. */
const MOST_NAMED = 5;

/** The names in a change's message that are other people's, so that they can be shown as code. */
export function namesIn({ operations, property }: ReportedChange): string[] {
  const named = operations.slice(0, MOST_NAMED).flatMap(({ method, path }) => [`${method} ${path}`, path]);
  return [...named, ...(property === null ? [] : [property])];
}

/** Longer values are left to the JSON form. */
const MOST_SHOWN = 60;

/** A value that shows a change, where what is said of it does not hold one already; empty: none. */
export function shownBy({ witness }: ReportedChange, said: string, show = plain): string {
  if (witness === null) return '';
  const value = JSON.stringify(witness.instance);
  if (value.length > MOST_SHOWN || said.includes(value)) return '';
  return `${witness.acceptedBy === 'base' ? 'Accepted until now' : 'Possible from now on'}: ${show(value)}.`;
}

/** All that a line can say of a change: where it reaches, what it is, what shows it. */
export function saidOf(change: ReportedChange): string {
  const shown = shownBy(change, change.message);
  return `${reach(change)}${change.message}${shown === '' ? '' : ` ${shown}`}`;
}
