import { Command } from 'commander';
import { loadSluiceConfig } from '../config/load.ts';
import { readYaml } from '../config/yaml-text.ts';
import { exampleProblems } from '../policy/examples.ts';
import { parsePack } from '../policy/pack.ts';
import { kindOf } from '../spec/discover.ts';
import { asObject, type Json } from '../spec/json.ts';
import type { Problem } from '../spec/place.ts';
import { onDisk } from './check/disk.ts';
import { problemLine } from './check/report.ts';
import { CannotRun, loadFrom } from './check/tree.ts';

/**
 * `sluice validate FILE...`: whether API descriptions, rule packs and `sluice.yaml` can be read, and whether the examples of a pack show
 * what they should; each problem with file, line and column. Exit code 0 without errors, 1 with at least one, 2 where a file is not there or may not be read.
 */
export function validateCommand(): Command {
  return new Command('validate')
    .description('read API descriptions, rule packs and sluice.yaml and say what is wrong with them')
    .argument('<file...>', 'API descriptions, rule packs, or configuration files named sluice.yaml')
    .addHelpText('after', '\nExit code: 0 no error, 1 at least one, 2 could not run.')
    .action(run);
}

async function run(files: readonly string[]): Promise<void> {
  try {
    for (const file of files) {
      const lines = await problemsOf(file);
      const isValid = !lines.some(({ isError }) => isError);
      // Before it is told: who reads no further ends the program.
      if (!isValid) process.exitCode = 1;
      for (const { text } of lines) process.stdout.write(`${text}\n`);
      if (isValid) process.stdout.write(`${file}: valid\n`);
    }
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}

interface Line {
  readonly text: string;
  readonly isError: boolean;
}

function lineFor(problem: Problem, show: (file: string) => string): Line {
  return { text: problemLine(problem, show), isError: problem.warning !== true };
}

async function problemsOf(file: string): Promise<Line[]> {
  const place = await onDisk(file);
  if (place?.file === undefined) throw new CannotRun(`${file} is no file.`);
  const bytes = place.tree.read(place.file);
  if (!bytes) throw new CannotRun(`${file} is no file.`);
  if (kindOf(bytes, file) === undefined) {
    const problems = ownProblems(Buffer.from(bytes).toString('utf8'), file);
    if (problems !== undefined) return problems.map((problem) => lineFor(problem, (path) => path));
  }
  const loaded = await loadFrom(place.tree, place.file);
  const problems = loaded.ok ? loaded.description.problems : loaded.problems;
  return problems.map((problem) => lineFor(problem, (path) => place.tree.show(path)));
}

/** Of a configuration, known by its name, or a rule pack, known by its key `rules`; undefined where it is neither. */
function ownProblems(text: string, file: string): readonly Problem[] | undefined {
  if (/(?:^|[/\\.])sluice\.ya?ml$/.test(file)) {
    const loaded = loadSluiceConfig(text, file);
    return loaded.ok ? [] : loaded.problems;
  }
  const read = readYaml(text, file);
  if (!read.ok || asObject(read.text.value as Json)?.['rules'] === undefined) return undefined;
  const parsed = parsePack(file, text);
  return parsed.ok ? exampleProblems(parsed.pack, parsed.text) : parsed.problems;
}
