import type { Finding, Trouble } from '../decide.ts';
import { cell, code, fence, person, sentence } from '../inert.ts';
import { messageText } from './message.ts';
import { placeLink, type Links } from './links.ts';
import { counted, listed, marks } from './wording.ts';

/** A finding's sentence, and how far it reaches. */
export function what(finding: Finding): string {
  const operations = finding.change?.operations ?? [];
  const more = operations.length > 1 ? ` (${counted(operations.length, 'operation')})` : '';
  const doubt = finding.change?.unproved === true ? ' (not proved)' : '';
  return sentence(finding.message, finding.names) + more + doubt;
}

export function findingsTable(findings: readonly Finding[], links: Links): string {
  const rows = findings.map((finding) => {
    const where = finding.place ? placeLink(finding.place, links) : code(finding.api);
    const cells = [finding.waiver ? '○' : marks[finding.level], where, what(finding), who(finding)];
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

export function troubleLine(trouble: Trouble, links: Links): string {
  const where = trouble.place ? `${placeLink(trouble.place, links)}: ` : '';
  const subject = trouble.subject === undefined || trouble.place ? '' : `${code(trouble.subject)}: `;
  return `${marks[trouble.level]} ${where}${subject}${sentence(trouble.message)}`;
}

/** The concrete request or response that a change rests on; undefined where it has none. */
export function proof(finding: Finding): string | undefined {
  const { change } = finding;
  if (!change?.witness) return undefined;
  const { witness, example } = change;
  const [operation] = change.operations;
  const subject = operation ? code(`${operation.method} ${operation.path}`) : code(finding.api);
  const part =
    example !== undefined || witness.part === 'body' || witness.part === 'operation'
      ? ''
      : ` as a value in its ${witness.part}`;
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
