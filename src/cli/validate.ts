import { Command } from 'commander';
import { loadSluiceConfig } from '../config/load.ts';
import { kindOf } from '../spec/discover.ts';
import type { Problem } from '../spec/place.ts';
import { onDisk } from './check/disk.ts';
import { problemLine } from './check/report.ts';
import { CannotRun, loadFrom } from './check/tree.ts';

/**
 * `sluice validate FILE...`: whether API descriptions and `sluice.yaml` can be read, each problem with file, line and column.
 * Exit code 0 without errors, 1 with at least one, 2 where a file is not there or may not be read.
 */
export function validateCommand(): Command {
  return new Command('validate')
    .description('read API descriptions and sluice.yaml and say what is wrong with them')
    .argument('<file...>', 'API descriptions, or configuration files named sluice.yaml')
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
  if (/(?:^|[/\\.])sluice\.ya?ml$/.test(file) && kindOf(bytes, file) === undefined) {
    const loaded = loadSluiceConfig(Buffer.from(bytes).toString('utf8'), file);
    return loaded.ok ? [] : loaded.problems.map((problem) => lineFor(problem, (path) => path));
  }
  const loaded = await loadFrom(place.tree, place.file);
  const problems = loaded.ok ? loaded.description.problems : loaded.problems;
  return problems.map((problem) => lineFor(problem, (path) => place.tree.show(path)));
}
