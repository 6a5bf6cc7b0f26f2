import type { Change, Level } from '../../src/compare/change.ts';
import type { Comparison } from '../../src/compare/compare.ts';
import { exceptions, type Exception } from './exceptions.ts';
import type { Pair, Row } from './pairs.ts';

/** What one pair's comparison and somebody else's have in common, and what only one of them says. */
export interface Judged {
  readonly pair: Pair;
  readonly changes: readonly Change[];
  readonly hits: readonly Row[];
  readonly missing: readonly Excepted[];
  readonly extra: readonly Excepted[];
  readonly oursBreaks: boolean;
  readonly theirsBreaks: boolean;
}

/** A row that only one side has, and the rule that excepts it. */
export interface Excepted {
  readonly row: Row;
  readonly by: Exception | undefined;
}

/** Recall for each level, precision over all of them. */
export interface Score {
  readonly recall: Readonly<Record<Level, Ratio>>;
  readonly precision: Ratio;
  /** Pairs that both call breaking, or neither. */
  readonly alike: Ratio;
}

/** How many of how many. */
export interface Ratio {
  readonly of: number;
  readonly hits: number;
}

/** Ids that speak of `info.version`: they follow from the others, so they count in a row of their own. */
export function isOfVersion({ id }: Row): boolean {
  return id === 'api-version-not-bumped' || id === 'api-major-version-not-bumped' || id === 'api-version-decreased';
}

function rowsOfChanges(changes: readonly Change[]): Row[] {
  const rows = changes.flatMap(({ id, level, operations }): Row[] =>
    operations.length === 0
      ? [{ id, level, method: '', path: '' }]
      : operations.map(({ method, path }) => ({ id, level, method, path })),
  );
  return [...keyed(rows).values()];
}

/** Holds a comparison against what somebody else says of the pair. */
export function judge(pair: Pair, { changes, disproved }: Comparison, said: readonly Row[]): Judged {
  const [ours, theirs] = [keyed(rowsOfChanges(changes)), keyed(said)];
  const without = (
    from: ReadonlyMap<string, Row>,
    other: ReadonlyMap<string, Row>,
    side: Exception['side'],
  ): Excepted[] =>
    [...from]
      .filter(([key]) => !other.has(key))
      .map(([, row]) => ({
        row,
        by: exceptions.find((rule) => rule.side === side && rule.applies({ row, pair, changes, disproved, said })),
      }));
  return {
    pair,
    changes,
    hits: [...theirs].filter(([key]) => ours.has(key)).map(([, row]) => row),
    missing: without(theirs, ours, 'missing'),
    extra: without(ours, theirs, 'extra'),
    oursBreaks: changes.some(({ level }) => level === 'error'),
    theirsBreaks: said.some(({ level }) => level === 'error'),
  };
}

/** `excepting`: rows that a rule excepts count for neither side, and pairs that differ by nothing else are alike. */
export function score(judged: readonly Judged[], which: (row: Row) => boolean, excepting: boolean): Score {
  const counts = (list: readonly Excepted[]): Row[] =>
    list.filter(({ row, by }) => which(row) && !(excepting && by !== undefined)).map(({ row }) => row);
  const hits = judged.flatMap((each) => each.hits.filter(which));
  const missing = judged.flatMap((each) => counts(each.missing));
  const extra = judged.flatMap((each) => counts(each.extra));
  const recall = (level: Level): Ratio => {
    const found = hits.filter((row) => row.level === level).length;
    return { hits: found, of: found + missing.filter((row) => row.level === level).length };
  };
  return {
    recall: { error: recall('error'), warning: recall('warning'), info: recall('info') },
    precision: { hits: hits.length, of: hits.length + extra.length },
    alike: {
      hits: judged.filter((each) => each.oursBreaks === each.theirsBreaks || (excepting && isExplained(each))).length,
      of: judged.length,
    },
  };
}

/** The errors that only one side has are all excepted. */
function isExplained({ missing, extra }: Judged): boolean {
  return [...missing, ...extra].filter(({ row }) => row.level === 'error').every(({ by }) => by !== undefined);
}

function keyed(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [`${row.id} ${row.level} ${row.method} ${row.path}`, row]));
}
