/**
 * Measures `sluice check` on the large descriptions of `$SLUICE_SHARED/corpora`, as a whole process with its defaults, beside
 * `oasdiff changelog -f json` where that is on the path: `npm run bench:compare`, with `--json` for one JSON line at the end.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { buildSync } from 'esbuild';
import { machine } from './bench/machine.ts';
import { median, ratio, readable, rounded } from './bench/summary.ts';
import { largePairs, oneLine, type Input } from './bench-compare/inputs.ts';
import { measure, type Run } from './bench-compare/measure.ts';

const ROUNDS = 5;
const corpora = join(process.env['SLUICE_SHARED'] ?? join(import.meta.dirname, '../../shared'), 'corpora');
const sluice = fileURLToPath(new URL('../dist/cli/sluice.js', import.meta.url));
/** Reads two descriptions as `sluice check` does, and compares nothing. */
const parser = `
import { readFileSync } from 'node:fs';
import { load } from '../src/spec/load.ts';
for (const file of process.argv.slice(2)) load(file, { read: () => readFileSync(file) });
`;

interface Contender {
  readonly name: string;
  readonly command: string;
  readonly args: (input: Input) => readonly string[];
}

const ours: Contender = {
  name: 'sluice',
  command: process.execPath,
  args: ({ base, head }) => [sluice, 'check', base, head, '--format', 'json'],
};
const oasdiff: Contender = {
  name: 'oasdiff',
  command: 'oasdiff',
  args: ({ base, head }) => ['changelog', base, head, '-f', 'json'],
};
/** Built as our own program is. */
function parsing(folder: string): Contender {
  const outfile = join(folder, 'parser.mjs');
  buildSync({
    stdin: { contents: parser, resolveDir: import.meta.dirname },
    outfile,
    platform: 'node',
    format: 'esm',
    bundle: true,
  });
  return { name: 'parsing both', command: process.execPath, args: ({ base, head }) => [outfile, base, head] };
}

interface Line {
  readonly input: Input;
  readonly own: Run;
  readonly peer?: { readonly name: string; readonly run: Run };
}

/** In turn, so that whatever else the machine does meets both. */
async function race(input: Input, peer: Contender | undefined): Promise<Line> {
  const contenders = [ours, ...(peer ? [peer] : [])];
  const runs = contenders.map((): Run[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, { command, args }] of contenders.entries())
      runs[index]?.push(await measure(command, args(input)));
  }
  const [own, other] = runs.map((of) => ({
    seconds: median(of.map(({ seconds }) => seconds)),
    megabytes: median(of.map(({ megabytes }) => megabytes)),
  }));
  if (own === undefined) throw new Error('nothing was measured');
  return { input, own, ...(peer && other && { peer: { name: peer.name, run: other } }) };
}

function told({ input, own, peer }: Line): string {
  const name = `${input.name} (${input.form})`.padEnd(24);
  const mine = `${readable(own.seconds)} s, ${readable(own.megabytes)} MB`.padEnd(18);
  if (peer === undefined) return `${name} ${mine}`;
  const { seconds, megabytes } = peer.run;
  const theirs = `${readable(seconds)} s, ${readable(megabytes)} MB`;
  return `${name} ${mine} ${peer.name}: ${theirs}; ${ratio(seconds, own.seconds)} of our time, ${ratio(megabytes, own.megabytes)} of our memory`;
}

function keyed({ input, own, peer }: Line): Record<string, number> {
  const key = `${input.name.replaceAll(/[^a-z0-9]+/g, '-')}-${input.form.toLowerCase()}`;
  return {
    [`${key}-seconds`]: rounded(own.seconds),
    [`${key}-megabytes`]: rounded(own.megabytes),
    ...(peer && {
      [`${key}-peer-seconds`]: rounded(peer.run.seconds),
      [`${key}-peer-megabytes`]: rounded(peer.run.megabytes),
    }),
  };
}

function isInstalled(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function run({ json }: { readonly json: boolean }): Promise<void> {
  if (!existsSync(join(corpora, 'big'))) {
    process.stdout.write(
      `${corpora} is not there: nothing to measure. SLUICE_SHARED names the folder that holds corpora.\n`,
    );
    return;
  }
  const peer = isInstalled(oasdiff.command) ? oasdiff : undefined;
  if (peer === undefined) process.stdout.write('oasdiff is not on the path: measured without it.\n');
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  try {
    process.stdout.write(`${machine()}; whole processes, median of ${ROUNDS}\n`);
    const lines: Line[] = [];
    const entries = [
      ...largePairs(corpora, folder).map((input) => [input, peer] as const),
      [oneLine(corpora, folder), parsing(folder)] as const,
    ];
    for (const [input, other] of entries) {
      const line = await race(input, other);
      lines.push(line);
      process.stdout.write(`${told(line)}\n`);
    }
    if (json) process.stdout.write(`${JSON.stringify(Object.assign({}, ...lines.map(keyed)))}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await new Command('bench:compare')
  .option('--json', 'end with one JSON line on standard output', false)
  .action(run)
  .parseAsync();
