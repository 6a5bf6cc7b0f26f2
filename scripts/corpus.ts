/**
 * Scores the comparison on the corpora of `$SLUICE_SHARED/corpora`: `npm run corpus`, with `--json` for one JSON line at the end, with
 * `--misses` or `--misses ID` for every row that only one side has.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { compareInFull, type CompareOptions } from '../src/compare/compare.ts';
import { figures } from './corpus/figures.ts';
import { inclusionScore } from './corpus/inclusion.ts';
import { pairsIn, rowsOf } from './corpus/pairs.ts';
import { judge, type Judged } from './corpus/score.ts';
import { misses, table } from './corpus/table.ts';

interface Options {
  readonly json: boolean;
  readonly misses: boolean | string;
}

const folder = join(process.env['SLUICE_SHARED'] ?? join(import.meta.dirname, '../../shared'), 'corpora');
const options: CompareOptions = { today: '2026-11-20', witness: 'all' };
const withNotice: CompareOptions = { ...options, deprecationDays: { stable: 180, beta: 31 } };

async function run({ json, misses: wanted }: Options): Promise<void> {
  if (!existsSync(folder)) {
    process.stdout.write(
      `${folder} is not there: nothing to score. SLUICE_SHARED names the folder that holds corpora.\n`,
    );
    return;
  }
  const judgedIn = (name: string): Judged[] =>
    [...pairsIn(join(folder, name))].map((pair) =>
      judge(pair, compareInFull(pair.base, pair.head, options), rowsOf(pair.expected.oasdiff)),
    );
  const [oasdiff, probes, optic] = [judgedIn('oasdiff'), judgedIn('probes'), judgedIn('optic')];
  const notice = [...pairsIn(join(folder, 'oasdiff'))].flatMap((pair) => {
    const said = pair.expected.oasdiffWithDeprecationDays;
    return said === undefined
      ? []
      : [judge(pair, compareInFull(pair.base, pair.head, withNotice), rowsOf(said.changes))];
  });
  const inclusion = await inclusionScore(join(folder, 'inclusion.jsonl'));
  const found = figures({ oasdiff, probes, optic, notice, inclusion });
  if (wanted !== false) process.stdout.write(misses([...oasdiff, ...notice], wanted === true ? undefined : wanted));
  process.stdout.write(table(found));
  if (json) process.stdout.write(`${JSON.stringify(found.json)}\n`);
  if (found.failures.length > 0) process.exitCode = 1;
}

await new Command('corpus')
  .option('--json', 'end with one JSON line on standard output', false)
  .option('--misses [id]', 'first list the rows that only one side has', false)
  .action(run)
  .parseAsync();
