import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { decide, type Dialect, type SchemaSource, type Verdict } from '../src/compare/inclusion/index.ts';
import { asObject, own, type Json, type JsonObject } from '../src/spec/json.ts';

/** Prints the verdict on each line of a file of schema pairs: npm run -s corpus:inclusion -- FILE */
async function main(file: string): Promise<void> {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    const pair = read(line);
    const verdict = pair === undefined ? undefined : judge(pair);
    const witness = verdict?.verdict === 'not-included' ? verdict.witness : undefined;
    const name = pair === undefined ? null : (own(pair, 'name') ?? null);
    process.stdout.write(`${JSON.stringify({ name, verdict: verdict?.verdict ?? 'unknown', witness })}\n`);
  }
}

function read(line: string): JsonObject | undefined {
  try {
    return asObject(JSON.parse(line) as Json);
  } catch {
    return undefined;
  }
}

/** A request must go on being accepted; a response must go on being what it was. */
function judge(pair: JsonObject): Verdict | undefined {
  const [base, revision] = [source(pair, 'base'), source(pair, 'revision')];
  const direction = own(pair, 'direction');
  if (base === undefined || revision === undefined) return undefined;
  if (direction !== 'request' && direction !== 'response') return undefined;
  return direction === 'request' ? decide(base, revision) : decide(revision, base);
}

function source(pair: JsonObject, side: 'base' | 'revision'): SchemaSource | undefined {
  const schema = own(pair, side);
  const version = own(pair, 'openapi');
  if (schema === undefined || typeof version !== 'string') return undefined;
  const dialects: Readonly<Record<string, Dialect>> = { '2.0': '2.0', '3.0': '3.0', '3.1': '3.1', '3.2': '3.1' };
  const document = dialects[version.slice(0, 3)];
  return document === undefined ? undefined : { schema, references: { document } };
}

const [file] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: npm run -s corpus:inclusion -- FILE\n');
  process.exitCode = 2;
} else await main(file);
