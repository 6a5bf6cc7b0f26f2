import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pairsIn, rowsOf, type Pair } from '../../scripts/corpus/pairs.ts';
import { checks } from '../../src/compare/checks/index.ts';
import { compareInFull } from '../../src/compare/compare.ts';
import { shared } from './shared.ts';

const folder = shared('corpora/oasdiff');
/** What is said of the version follows from all the others, so it is no measure of its own. */
const known = new Set(checks.filter(({ kind }) => kind !== 'verdict').flatMap((check) => Object.keys(check.ids)));
/** Measured: recall 0.997 by form alone, 0.944 where inclusion takes errors back; precision 0.985. */
const floor = { recall: 0.94, precision: 0.975 };

function expectedOf({ expected }: Pair): Set<string> {
  return new Set(
    rowsOf(expected.oasdiff)
      .filter(({ id }) => known.has(id))
      .map(({ id, level, method, path }) => `${id} ${level} ${method} ${path}`),
  );
}

/** By form, as oasdiff judges: with what inclusion takes back. oasdiff does not look into callbacks. */
function reportedOf({ base, head }: Pair): Set<string> {
  const { changes, disproved } = compareInFull(base, head, { today: '2026-11-20', witness: 0 });
  return new Set(
    [...changes, ...disproved]
      .filter(({ id }) => known.has(id))
      .flatMap(({ id, level, operations }) =>
        operations.length === 0
          ? [`${id} ${level}  `]
          : operations
              .filter(({ path }) => !path.startsWith('callback:'))
              .map(({ method, path }) => `${id} ${level} ${method} ${path}`),
      ),
  );
}

test("reports what oasdiff reports on oasdiff's own pairs, for the ids that both have", (context) => {
  if (!existsSync(folder)) return context.skip(`${folder} is not there`);
  const sum = { hits: 0, expected: 0, reported: 0 };
  for (const pair of pairsIn(folder)) {
    const [expected, reported] = [expectedOf(pair), reportedOf(pair)];
    sum.hits += [...expected].filter((row) => reported.has(row)).length;
    sum.expected += expected.size;
    sum.reported += reported.size;
  }
  expect(sum.expected).toBeGreaterThan(600);
  expect(sum.hits / sum.expected, 'recall').toBeGreaterThanOrEqual(floor.recall);
  expect(sum.hits / sum.reported, 'precision').toBeGreaterThanOrEqual(floor.precision);
});
