import type { Change, Witness } from '../../compare/change.ts';
import { sayConvention } from '../../compare/proof/convention.ts';
import type { Json } from '../../spec/json.ts';
import { alike, type Alike } from '../alike.ts';
import type { Finding, Trouble } from '../decide.ts';
import { cell, code, fence, person, sentence } from '../inert.ts';
import { messageText } from './message.ts';
import { placeLink, type Links } from './links.ts';
import { counted, listed, marks } from './wording.ts';

/** A finding's sentence, and how far it reaches. */
export function what(finding: Finding): string {
  const reached = reachOf(finding.change);
  const more = reached > 1 ? ` (${counted(reached, 'operation')})` : '';
  return sentence(finding.message, finding.names) + more + standsBy(finding.change);
}

/** How many operations a change reaches. */
export function reachOf(change: Pick<Change, 'operations' | 'moreOperations'> | undefined): number {
  return change === undefined ? 0 : change.operations.length + (change.moreOperations ?? 0);
}

/** Changes that read as one together; everything else, and what is waived, by itself. */
export function grouped(findings: readonly Finding[]): Alike<Finding>[] {
  return alike(findings, ({ change, waiver, api }) => (change && !waiver ? { ...change, scope: api } : undefined));
}

const MOST_VALUES = 10;
const MOST_PLACES = 5;

/** `what` of the first, what else is said there, and where the same is said. */
export function whatOfAll({ first, values, places }: Alike<Finding>, links: Links): string {
  const others = places.map(({ change, place, api }) => {
    const property = change?.property === first.change?.property ? undefined : change?.property;
    const name = code(property ?? operationOf(change) ?? api);
    return place ? `${name} at ${placeLink(place, links)}` : name;
  });
  return [
    what(first),
    ...(values.length > 0 ? [`Likewise ${listed(values.map(asText), MOST_VALUES)}.`] : []),
    ...(places.length > 0 ? [`The same: ${listed(others, MOST_PLACES, (text) => text)}.`] : []),
  ].join(' ');
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function operationOf(change: Change | undefined): string | undefined {
  const [first] = change?.operations ?? [];
  return first && `${first.method} ${first.path}`;
}

export function findingsTable(groups: readonly Alike<Finding>[], links: Links): string {
  const rows = groups.map((group) => {
    const { first } = group;
    const where = first.place ? placeLink(first.place, links) : code(first.api);
    const cells = [first.waiver ? '○' : marks[first.level], where, whatOfAll(group, links), who(first)];
    return `| ${cells.map(cell).join(' | ')} |`;
  });
  return ['| | where | what | who notices |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function who({ waiver, owners, kind }: Finding): string {
  if (waiver) {
    const until = waiver.until === undefined ? '' : ` until ${sentence(waiver.until)}`;
    return `waived by ${person(waiver.by)}${until}: ${sentence(waiver.reason, [], 200)}`;
  }
  if (kind !== 'change') return '';
  const owned = owners.length > 0 ? `; owners: ${listed(owners, 3, person)}` : '';
  return `unknown: usage is not measured${owned}`;
}

/** What there is in place of a witness. */
function standsBy(change: Change | undefined): string {
  const by = change?.convention === undefined ? '' : ` (${sayConvention(change.convention)})`;
  return `${by}${change?.unproved === true ? ' (not proved)' : ''}`;
}

export function troubleLine(trouble: Trouble, links: Links): string {
  const where = trouble.place ? `${placeLink(trouble.place, links)}: ` : '';
  const subject = trouble.subject === undefined || trouble.place ? '' : `${code(trouble.subject)}: `;
  return `${marks[trouble.level]} ${where}${subject}${sentence(trouble.message)}`;
}

/** What a value is a part of, where it is not shown within a whole message. */
function partOf({ part, acceptedBy, ...pointers }: Witness): string {
  if (part !== 'body' && part !== 'operation') return ` as a value in its ${part}`;
  const pointer = pointers[acceptedBy];
  return pointer === null ? '' : ` as a value of ${code(pointer)}`;
}

/** The concrete request or response that a change rests on; undefined where it has none. */
export function proof(finding: Finding): string | undefined {
  const { change } = finding;
  if (!change?.witness) return undefined;
  const { witness, example } = change;
  const subject = code(operationOf(change) ?? finding.api);
  const part = example === undefined ? partOf(witness) : '';
  const [before, after] =
    witness.surface === 'request' ? ['accepted this', 'refuses it'] : ['could answer this', 'cannot answer it'];
  const told =
    witness.acceptedBy === 'base'
      ? `${subject} ${before}${part} before and ${after} now:`
      : `${subject} ${witness.surface === 'request' ? 'accepts this' : 'may answer this'}${part} now, and did not before:`;
  const shown =
    example === undefined
      ? fence(JSON.stringify(witness.instance, null, 2), 'json', 1500)
      : fence(messageText(example), 'http', 1500);
  return `${told}\n${shown}`;
}
