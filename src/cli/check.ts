import { Command, InvalidArgumentError, Option } from 'commander';
import { compareInFull, type CompareOptions } from '../compare/compare.ts';
import { severity } from '../compare/levels.ts';
import { visible } from '../review/inert.ts';
import type { Description } from '../spec/description.ts';
import type { Problem } from '../spec/place.ts';
import { pairUp } from './check/pair.ts';
import type { Entry, Pair, Sides } from './check/pair.ts';
import { adjust, readAdjustments, type Adjustments, type AdjustOptions } from './check/adjust.ts';
import { optimizeLate } from './check/compiler.ts';
import { isOfApi } from './check/formats/changelog.ts';
import { formats, ofCheckout, type Format } from './check/formats/index.ts';
import { problemLine, reported, reportOf, type Found } from './check/report.ts';
import { versionVerdict, type VersionVerdict } from './check/versions.ts';
import { CannotRun, loadFrom } from './check/tree.ts';
import type { Tree } from './check/tree.ts';

interface Options extends AdjustOptions {
  readonly format: Format;
  readonly today: string;
  readonly deprecationDaysStable: number;
  readonly deprecationDaysBeta: number;
  readonly witness: number | 'all';
  readonly compareWith?: 'openapi-diff';
}

/**
 * `sluice check BASE HEAD`: what changed between two descriptions, folders or commits. Exit code 0 without errors (warnings
 * included), 1 with at least one, 2 where it could not run.
 */
export function checkCommand(): Command {
  return new Command('check')
    .description('say what changed between two API descriptions, and what breaks')
    .argument('<base>', 'file, folder, git revision or a file of one (main:api.yaml) before; - is standard input')
    .argument('<head>', 'the same after')
    .addOption(new Option('--format <form>', 'how to print it').choices(Object.keys(formats)).default('text'))
    .option(
      '--today <date>',
      'day that sunset dates are judged on, YYYY-MM-DD',
      day,
      new Date().toISOString().slice(0, 10),
    )
    .option('--deprecation-days-stable <n>', 'days from deprecation to sunset asked of stable operations', days, 0)
    .option('--deprecation-days-beta <n>', 'days from deprecation to sunset asked of beta operations', days, 0)
    .option(
      '--witness <n>',
      'for how many groups of changes a value that shows a break is looked for with patience, or all',
      witnesses,
      50,
    )
    .addOption(new Option('--compare-with <tool>', 'a second opinion, and where it differs').choices(['openapi-diff']))
    .option('--err-ignore <file>', 'errors that are accepted: METHOD PATH and the check’s id on each line')
    .option('--warn-ignore <file>', 'warnings that are accepted, in the same form')
    .option('--severity-levels <file>', 'levels of your own: a check’s id and err, warn, info or none on each line')
    .addHelpText('after', '\nExit code: 0 no breaking change, 1 at least one, 2 could not run.')
    .action(run);
}

function day(text: string): string {
  const time = Date.parse(text);
  // A 31st of February is read as the 3rd of March.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) {
    throw new InvalidArgumentError('Expected a date such as 2026-11-30.');
  }
  return text;
}

function days(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError('Expected a number of days.');
  return Number(text);
}

function witnesses(text: string): number | 'all' {
  if (text === 'all') return text;
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('Expected a number, or all.');
  return Number(text);
}

async function run(baseName: string, headName: string, options: Options): Promise<void> {
  optimizeLate();
  try {
    const adjustments = await readAdjustments(options);
    const sides = await pairUp(baseName, headName);
    const { changes, opinions, versions } = await compareAll(sides, options, adjustments);
    const adjusted = adjust(changes, adjustments);
    for (const note of [...adjusted.notes, ...opinions]) tell(note);
    const show = ofCheckout.has(options.format) ? 'inCheckout' : 'show';
    const showBase = (path: string): string => sides.base[show](path);
    const showHead = (path: string): string => sides.head[show](path);
    const report = reportOf(
      adjusted.changes.map((change) => reported(change, showBase, showHead, change.api)),
      versions,
    );
    if (options.format === 'changelog') for (const change of report.changes) if (!isOfApi(change)) tell(change.message);
    process.stdout.write(`${formats[options.format](report)}\n`);
    process.exitCode = report.summary.error > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    for (const line of error.message.split('\n')) tell(line);
    tell(['Nothing was compared.', ...(error.next === undefined ? [] : [error.next])].join(' '));
    process.exitCode = 2;
  }
}

/** No name of a file or of a reference can speak to a terminal, or to GitHub's runner, which takes a line that begins with `::` for a command. */
function tell(line: string): void {
  process.stderr.write(`${visible(line).replace(/^(?=\s*::)/, './')}\n`);
}

interface Compared {
  readonly changes: readonly Found[];
  /** Lines for a person. */
  readonly opinions: readonly string[];
  readonly versions: readonly VersionVerdict[];
}

function compareOptions(
  { today, deprecationDaysStable, deprecationDaysBeta, witness }: Options,
  { severities }: Adjustments,
): CompareOptions {
  const deprecationDays = { stable: deprecationDaysStable, beta: deprecationDaysBeta };
  // No format of ours shows whole messages, and to make them up takes a tenth of the time.
  return { today, witness, examples: 0, deprecationDays, severities };
}

async function compareAll(sides: Sides, options: Options, adjustments: Adjustments): Promise<Compared> {
  const versions: VersionVerdict[][] = [];
  const opinions: string[] = [];
  const found: Found[][] = [];
  const broken: string[] = [];
  for (const [index, pair] of sides.pairs.entries()) {
    progress(`${index + 1}/${sides.pairs.length} ${pair.name}`);
    if (!sides.isNamed && (await isUntouched(sides, pair))) continue;
    const base = await side(sides.base, pair.base, broken);
    const head = await side(sides.head, pair.head, broken);
    if (broken.length > 0) continue;
    const comparison = compareInFull(base, head, compareOptions(options, adjustments));
    const { changes } = comparison;
    const api = sides.isNamed ? null : pair.name;
    found.push(changes.map((change) => ({ ...change, api })));
    // What somebody accepted still breaks those who did not: it counts, at the level that was chosen for it.
    versions.push(versionVerdict(pair.name, base, head, changes));
    if (options.compareWith !== undefined) {
      const { secondOpinion } = await import('./check/second-opinion/opinion.ts');
      const [verdict, ...reasons] = await secondOpinion(base, head, comparison);
      opinions.push(`${api === null ? '' : `${api}: `}${verdict ?? ''}`, ...reasons);
    }
  }
  progress('');
  if (broken.length > 0) throw new CannotRun(broken.join('\n'), { next: 'Mend what is above first.' });
  const worstFirst = found.flat().sort((a, b) => severity[a.level] - severity[b.level]);
  return { changes: worstFirst, opinions, versions: versions.flat() };
}

/** Only a terminal sees the progress, and the line is gone when the work is done. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${visible(text).slice(0, process.stderr.columns - 1)}`);
}

/** The same bytes on both sides, and no other file that could have changed: nothing to read. */
async function isUntouched({ base, head }: Sides, pair: Pair): Promise<boolean> {
  if (pair.base === undefined || pair.head === undefined) return false;
  await Promise.all([base.fetch([pair.base.path]), head.fetch([pair.head.path])]);
  const before = base.read(pair.base.path);
  const after = head.read(pair.head.path);
  if (!before || !after || Buffer.compare(before, after) !== 0) return false;
  return !/\$ref|\\[ux]/.test(Buffer.from(after).toString('latin1').replaceAll(LOCAL_REFERENCE, ''));
}

const LOCAL_REFERENCE = /\$ref["']?\s{0,20}:\s{0,20}["']?#/g;

async function side(tree: Tree, entry: Entry | undefined, broken: string[]): Promise<Description | undefined> {
  if (entry === undefined) return undefined;
  const loaded = entry.loaded ?? (await loadFrom(tree, entry.path));
  const problems: readonly Problem[] = loaded.ok ? loaded.description.problems : loaded.problems;
  for (const problem of problems) {
    const line = problemLine(problem, (file) => tree.show(file));
    if (problem.warning === true) tell(line);
    else broken.push(line);
  }
  return loaded.ok ? loaded.description : undefined;
}
