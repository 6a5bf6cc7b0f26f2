/** Measures what Sluice promises about speed: `npm run bench`, with `--json` for one JSON line at the end, `--only NAME` for one part. */
import { writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { gateways } from './bench/gateways.ts';
import { machine } from './bench/machine.ts';
import { Bench } from './bench/part.ts';
import { page, table, type Measured } from './bench/report.ts';
import { restore } from './bench/restore.ts';
import { reviews } from './bench/reviews.ts';
import { webhooks } from './bench/webhooks.ts';

const parts = [webhooks, reviews, restore, gateways];
const PAGE = new URL('../docs/benchmarks.md', import.meta.url);

interface Options {
  readonly json: boolean;
  readonly only?: string;
}

async function run({ json, only }: Options): Promise<void> {
  const measured: Measured[] = [];
  const on = machine();
  for (const part of parts.filter(({ name }) => only === undefined || name === only)) {
    const bench = new Bench((text) => {
      if (process.stderr.isTTY) process.stderr.write(`${part.name}: ${text}\n`);
    });
    const interrupted = (): void => {
      void bench.close().finally(() => process.exit(130));
    };
    process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
    try {
      measured.push({ part, figures: await part.run(bench) });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      process.stderr.write(`${part.name} could not be measured: ${reason}\nNothing was written.\n`);
      process.exitCode = 1;
      return;
    } finally {
      await bench.close();
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    }
  }
  const date = new Date().toISOString().slice(0, 10);
  if (only === undefined) writeFileSync(PAGE, page(measured, { date, machine: on }));
  if (json)
    process.stdout.write(`${JSON.stringify(Object.assign({}, ...measured.map(({ figures }) => figures.json)))}\n`);
  else process.stdout.write(`${on}\n\n${table(measured)}`);
}

await new Command('bench')
  .option('--json', 'end with one JSON line on standard output', false)
  .addOption(
    new Option('--only <name>', 'run one part; docs/benchmarks.md stays as it is').choices(
      parts.map(({ name }) => name),
    ),
  )
  .action(run)
  .parseAsync();
