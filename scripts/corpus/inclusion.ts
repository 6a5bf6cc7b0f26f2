import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { decide, type Dialect, type SchemaSource, type Verdict } from '../../src/compare/inclusion/index.ts';
import { asObject, own, type Json, type JsonObject } from '../../src/spec/json.ts';

/** One line of a file of schema pairs, and what inclusion alone says of it; nothing where the line cannot be read as one. */
export interface Decided {
  readonly pair: JsonObject | undefined;
  readonly verdict: Verdict | undefined;
}

/** Every line that is not empty, in order. */
export async function* decided(file: string): AsyncGenerator<Decided> {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    const pair = read(line);
    yield { pair, verdict: pair === undefined ? undefined : judge(pair) };
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

interface Answers {
  readonly of: number;
  readonly answered: number;
}

/** How the answers fare against what is known to be true; `hard`: the sets of dynamic references, identifiers and unevaluated values. */
export interface InclusionScore {
  /** Names of the lines that were answered wrongly. */
  readonly wrong: readonly string[];
  readonly plain: Answers;
  readonly hard: Answers;
}

/** Counts the answers to a file of schema pairs. */
export async function inclusionScore(file: string): Promise<InclusionScore> {
  const counts = { plain: { of: 0, answered: 0 }, hard: { of: 0, answered: 0 } };
  const wrong: string[] = [];
  for await (const { pair, verdict } of decided(file)) {
    const count = textOf(pair, 'set').startsWith('hard-') ? counts.hard : counts.plain;
    count.of += 1;
    if (verdict === undefined || verdict.verdict === 'unknown') continue;
    count.answered += 1;
    if ((verdict.verdict === 'not-included') !== own(pair, 'breaking')) wrong.push(textOf(pair, 'name'));
  }
  return { wrong, ...counts };
}

function textOf(pair: JsonObject | undefined, key: string): string {
  const value = own(pair, key);
  return typeof value === 'string' ? value : '';
}
