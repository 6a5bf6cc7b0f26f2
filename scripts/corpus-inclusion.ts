import { own } from '../src/spec/json.ts';
import { decided } from './corpus/inclusion.ts';

/** Prints the verdict on each line of a file of schema pairs: npm run -s corpus:inclusion -- FILE */
async function main(file: string): Promise<void> {
  for await (const { pair, verdict } of decided(file)) {
    const witness = verdict?.verdict === 'not-included' ? verdict.witness : undefined;
    const name = own(pair, 'name') ?? null;
    process.stdout.write(`${JSON.stringify({ name, verdict: verdict?.verdict ?? 'unknown', witness })}\n`);
  }
}

const [file] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: npm run -s corpus:inclusion -- FILE\n');
  process.exitCode = 2;
} else await main(file);
