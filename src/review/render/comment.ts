import { version } from '../../compare/checks/version.ts';
import type { Finding, Verdict } from '../decide.ts';
import { tallied } from '../alike.ts';
import type { ReviewFacts } from '../facts.ts';
import { code } from '../inert.ts';
import { shrunk } from './budget.ts';
import { findingsTable, grouped, proof, troubleLine, whatOfAll } from './findings.ts';
import { headline } from './headline.ts';
import { placeLink, shortSha } from './links.ts';
import { planSummary, waiversOf } from './plan.ts';
import { counted, folded, marks, tallyLine } from './wording.ts';

/** How much of each list is shown before "N more". */
interface Caps {
  readonly rows: number;
  readonly proofs: number;
  readonly notes: number;
  readonly troubles: number;
}

const sizes: readonly Caps[] = [
  { rows: 50, proofs: 10, notes: 50, troubles: 30 },
  { rows: 30, proofs: 5, notes: 10, troubles: 15 },
  { rows: 20, proofs: 0, notes: 0, troubles: 10 },
  { rows: 5, proofs: 0, notes: 0, troubles: 3 },
];

/** The sticky comment's markdown. It holds no time: equal facts make an equal text, which is not written again. */
export function renderComment(verdict: Verdict, facts: ReviewFacts, notInline: number): string {
  return shrunk(sizes, (caps) => sections(verdict, facts, notInline, caps).join('\n\n'));
}

function sections(verdict: Verdict, facts: ReviewFacts, notInline: number, caps: Caps): string[] {
  const [first = '', ...rest] = headline(verdict, facts, (name) => code(name));
  return [
    [`**Sluice: ${first}**`, ...rest].join(' · '),
    ...troubles(verdict, facts, caps),
    ...table(verdict, facts, caps),
    ...proofs(verdict, caps),
    ...notes(verdict, facts, caps),
    ...remarks(verdict, notInline),
    ...(facts.apis.length === 0 && facts.plan.length === 0 ? [] : [planSummary(facts, waiversOf(verdict), facts)]),
    ...next(verdict),
    `<sub>${code(shortSha(facts.headSha))} against ${code(`${facts.baseRef}@${shortSha(facts.baseSha)}`)} · rules ${code(facts.rules)}</sub>`,
  ];
}

/** A plan's troubles are told where the plan is. */
function troubles(verdict: Verdict, facts: ReviewFacts, caps: Caps): string[] {
  const told = verdict.troubles.filter(({ about }) => about !== 'plan');
  if (told.length === 0) return [];
  const lines = told.slice(0, caps.troubles).map((trouble) => `- ${troubleLine(trouble, facts)}`);
  const more = told.length - lines.length;
  return [[...lines, ...(more > 0 ? [`- ${more} more: *Checks → sluice*`] : [])].join('\n')];
}

function table(verdict: Verdict, facts: ReviewFacts, caps: Caps): string[] {
  const rows = verdict.findings.filter(({ level, kind }) => level !== 'info' && kind !== 'access');
  if (rows.length === 0) return [];
  const groups = grouped(rows);
  const shown = findingsTable(groups.slice(0, caps.rows), facts);
  const more = groups.slice(caps.rows).reduce((sum, { all }) => sum + all.length, 0);
  return [shown, ...(more > 0 ? [`${more} more in the whole report: *Checks → sluice*`] : [])];
}

function proofs(verdict: Verdict, caps: Caps): string[] {
  const groups = grouped(verdict.findings.filter(({ blocking }) => blocking));
  const found = groups.flatMap(({ first }) => proof(first) ?? []);
  if (found.length === 0 || caps.proofs === 0) return [];
  const more = found.length - caps.proofs;
  const shown = [...found.slice(0, caps.proofs), ...(more > 0 ? [`${more} more: *Checks → sluice*`] : [])];
  return [folded('The proof of each', shown.join('\n\n'))];
}

function notes(verdict: Verdict, facts: ReviewFacts, caps: Caps): string[] {
  const found = verdict.findings.filter(
    (finding) => finding.level === 'info' && finding.kind !== 'access' && !isOfToldVersion(finding, verdict),
  );
  if (found.length === 0) return [];
  if (caps.notes === 0)
    return [`○ ${counted(found.length, 'more change')}, none of which breaks anything: *Checks → sluice*`];
  const groups = grouped(found);
  const lines =
    groups.length > caps.notes
      ? tallied(found.flatMap(({ change }) => change ?? [])).map((kind) => `- ${marks.info} ${tallyLine(kind)}`)
      : groups.map((group) => `- ${marks.info} ${placed(group.first, facts)}${whatOfAll(group, facts)}`);
  const shown = groups.length > caps.notes ? [...lines, '', 'Each by itself: *Checks → sluice*'] : lines;
  return [
    folded(`${counted(found.length, 'change')} that break${found.length === 1 ? 's' : ''} nothing`, shown.join('\n')),
  ];
}

/** Where the table says of an API that its version is too low, its change that says so too is none that breaks nothing. */
function isOfToldVersion({ id, api }: Finding, { findings }: Verdict): boolean {
  return Object.hasOwn(version.ids, id) && findings.some((other) => other.kind === 'version' && other.api === api);
}

function placed(finding: Finding, facts: ReviewFacts): string {
  return finding.place ? `${placeLink(finding.place, facts)} ` : '';
}

function remarks(verdict: Verdict, notInline: number): string[] {
  const parts = [
    ...(notInline > 0
      ? [
          `${counted(notInline, 'finding')} of these ${notInline === 1 ? 'has' : 'have'} no comment beside the text: outside the diff, or past the first 30.`,
        ]
      : []),
    ...(verdict.known > 0
      ? [`${counted(verdict.known, 'policy violation')} that the base has too: not counted here.`]
      : []),
  ];
  return parts.length === 0 ? [] : [parts.join(' ')];
}

function next(verdict: Verdict): string[] {
  const prints = [
    ...new Set(verdict.findings.filter(({ blocking }) => blocking).flatMap(({ fingerprint }) => fingerprint ?? [])),
  ];
  const wrong = verdict.troubles.some(({ level }) => level === 'error');
  if (prints.length === 0)
    return wrong ? ['**Next** Fix what is marked ● and push. The whole report: *Checks → sluice*'] : [];
  const named = prints.length > 10 ? 'all' : prints.join(' ');
  const apis = [...new Set(verdict.findings.filter(({ blocking }) => blocking).map(({ api }) => api))];
  const who = apis.length === 1 && apis[0] !== undefined ? `owners of ${code(apis[0])}` : 'owners of each API';
  const first = wrong
    ? 'Fix what is marked ● and push; what is meant can be accepted'
    : 'Fix and push, or accept what is meant';
  return [
    `**Next** ${first} (${who}, not the author):\n` +
      `\`/waive ${named} --reason "…"\` · details: \`/why ${prints[0] ?? ''}\` · the whole report: *Checks → sluice*`,
  ];
}
