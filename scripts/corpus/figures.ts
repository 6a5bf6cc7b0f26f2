import { sayConvention } from '../../src/compare/proof/convention.ts';
import { exceptions } from './exceptions.ts';
import type { InclusionScore } from './inclusion.ts';
import type { Row } from './pairs.ts';
import { shownIn, type Shown } from './witnesses.ts';
import { isOfVersion, score, type Judged, type Ratio, type Score } from './score.ts';

interface Line {
  readonly what: string;
  readonly figure: string;
  readonly beside: string;
}

/** What is printed, and what fails the run. */
export interface Figures {
  readonly sections: readonly { readonly title: string; readonly lines: readonly Line[] }[];
  readonly json: Readonly<Record<string, number>>;
  /** What must not be, in words. */
  readonly failures: readonly string[];
}

/** All that is counted. */
export interface Judgements {
  readonly oasdiff: readonly Judged[];
  /** The pairs that oasdiff also judged with days of notice asked for. */
  readonly notice: readonly Judged[];
  readonly probes: readonly Judged[];
  readonly optic: readonly Judged[];
  readonly inclusion: InclusionScore;
}

/** At most this share of oasdiff's rows may be excepted by rules. */
const MOST_EXCEPTED = 0.03;
/** Shares of pairs of schemas that inclusion alone has to answer. */
const ANSWERED = { plain: 0.99, hard: 0.9 };
const isCounted = (row: Row): boolean => !isOfVersion(row);

/** Counts what was judged, and says what must not be. */
export function figures({ oasdiff, notice, probes, optic, inclusion }: Judgements): Figures {
  const strict = score(oasdiff, isCounted, false);
  const excepting = score(oasdiff, isCounted, true);
  const version = score(oasdiff, isOfVersion, false);
  const excepted = oasdiff.flatMap(({ missing, extra }) => [...missing, ...extra]).filter(({ by }) => by !== undefined);
  const rows = oasdiff.flatMap(({ hits, missing }) => [...hits, ...missing]);
  const share = { hits: excepted.length, of: rows.length };
  const sure = probes.filter(({ pair }) => pair.expected.contestable === undefined);
  const right = ratio(sure, ({ pair, oursBreaks }) => oursBreaks === pair.expected.truth_breaking);
  const contested = ratio(probes, ({ pair, oursBreaks }) => oursBreaks === pair.expected.truth_breaking);
  const peers = ratio(optic, ({ pair, oursBreaks }) => oursBreaks === pair.expected.peer_breaking);
  const idle = exceptions.filter((rule) => ![...oasdiff, ...notice].some((each) => isUsed(rule, each)));
  const shown = shownIn([...oasdiff, ...probes, ...optic]);
  const wrong = sure.filter(({ pair, oursBreaks }) => oursBreaks !== pair.expected.truth_breaking);
  return {
    sections: [
      { title: `oasdiff's pairs (${String(oasdiff.length)})`, lines: scoreLines(strict) },
      { title: 'the same, excepting by rule', lines: scoreLines(excepting) },
      { title: 'ids that speak of info.version', lines: scoreLines(version).filter(({ figure }) => figure !== '') },
      { title: `with days of notice (${String(notice.length)})`, lines: scoreLines(score(notice, isCounted, false)) },
      {
        title: 'other judges',
        lines: [
          line('rows excepted by rule', share, 'at most 3 %'),
          line('probes judged right', right, names(wrong)),
          line('probes, contestable ones included', contested, ''),
          line("optic's pairs judged alike", peers, 'informative'),
        ],
      },
      { title: 'errors on content, all pairs', lines: witnessLines(shown) },
      { title: 'inclusion alone, without conventions', lines: inclusionLines(inclusion) },
    ],
    json: {
      ...inJson('oasdiff', strict),
      ...inJson('excepting', excepting),
      exceptedShare: share.hits / share.of,
      probes: right.hits / right.of,
      opticAlike: peers.hits / peers.of,
      witnessed: shown.witnessed / shown.errors,
      unconfirmed: shown.unconfirmed.length,
      inclusionWrong: inclusion.wrong.length,
      inclusionAnswered: inclusion.plain.answered / inclusion.plain.of,
      inclusionHardAnswered: inclusion.hard.answered / inclusion.hard.of,
    },
    failures: [
      ...idle.map(({ name }) => `The rule "${name}" excepts nothing: take it out.`),
      ...inclusionFailures(inclusion),
      ...shown.unconfirmed.map((text) => `Not confirmed: ${text}`),
      ...shown.silent.map((text) => `Neither shown nor told why not: ${text}`),
      ...(share.hits > share.of * MOST_EXCEPTED ? ['More rows are excepted than may be.'] : []),
    ],
  };
}

function witnessLines({ errors, witnessed, agreed, unproved, unconfirmed }: Shown): Line[] {
  return [
    line('with a witness', { hits: witnessed, of: errors }, '95 %'),
    line('with a witness, of those that a value can show', { hits: witnessed, of: errors - agreed.length }, '95 %'),
    ...[...new Set(agreed)].map((name) =>
      line(
        sayConvention(name),
        { hits: agreed.filter((each) => each === name).length, of: errors },
        'no value can show it',
      ),
    ),
    line('not proved', { hits: unproved, of: errors }, ''),
    line('witnesses that ajv does not confirm', { hits: unconfirmed.length, of: witnessed }, 'none'),
  ];
}

function inclusionLines({ wrong, plain, hard }: InclusionScore): Line[] {
  return [
    line('wrong answers', { hits: wrong.length, of: plain.answered + hard.answered }, 'none'),
    line('answered', { hits: plain.answered, of: plain.of }, '99 %'),
    line('answered in the hard sets', { hits: hard.answered, of: hard.of }, '90 %'),
  ];
}

function inclusionFailures({ wrong, plain, hard }: InclusionScore): string[] {
  return [
    ...wrong.map((name) => `Inclusion is wrong about ${name}.`),
    ...(plain.answered < plain.of * ANSWERED.plain ? ['Inclusion answers too little.'] : []),
    ...(hard.answered < hard.of * ANSWERED.hard ? ['Inclusion answers too little in the hard sets.'] : []),
  ];
}

function isUsed(rule: (typeof exceptions)[number], { missing, extra }: Judged): boolean {
  return [...missing, ...extra].some(({ by }) => by === rule);
}

function scoreLines({ recall, precision, alike }: Score): Line[] {
  return [
    line('recall of errors', recall.error, '99 %'),
    line('recall of warnings', recall.warning, '99 %'),
    line('recall of infos', recall.info, '97 %'),
    line('precision', precision, '97 %'),
    line('pairs judged alike', alike, '99 %'),
  ];
}

function line(what: string, { hits, of }: Ratio, beside: string): Line {
  const percent = of === 0 ? '' : `${((100 * hits) / of).toFixed(2)} %  ${String(hits)}/${String(of)}`;
  return { what, figure: percent, beside };
}

function ratio(list: readonly Judged[], isRight: (each: Judged) => boolean): Ratio {
  return { hits: list.filter(isRight).length, of: list.length };
}

function names(judged: readonly Judged[]): string {
  return judged.map(({ pair }) => pair.name).join(', ');
}

function inJson(prefix: string, { recall, precision, alike }: Score): Record<string, number> {
  const ratios = {
    Error: recall.error,
    Warning: recall.warning,
    Info: recall.info,
    Precision: precision,
    Alike: alike,
  };
  return Object.fromEntries(Object.entries(ratios).map(([name, { hits, of }]) => [`${prefix}${name}`, hits / of]));
}
