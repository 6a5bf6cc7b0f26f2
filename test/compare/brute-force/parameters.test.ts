import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../src/spec/json.ts';
import { accepting, namesIn, overlapping } from './oracle.ts';
import { schemaPair, type SchemaPair } from './pairs.ts';
import { written, type Written } from './texts.ts';
import { toldPaths } from './told.ts';

/** More of them: `SLUICE_PAIRS=20000`, and others: `SLUICE_SEED`. */
const count = Number(process.env['SLUICE_PAIRS'] ?? 2000);
const seed = Number(process.env['SLUICE_SEED'] ?? 20261122);
const BATCH = 40;
const LISTED = 20;

/** What is accepted in one of its readings before, and in none after; undefined: nothing of what was tried. */
function refused({ base, head }: SchemaPair): Written | undefined {
  const [before, after] = [accepting(base), accepting(head)];
  const isTaken = (takes: (value: Json) => boolean): boolean => written.some(({ readings }) => readings.some(takes));
  // docs/conventions.md, A schema that nothing satisfies.
  if (!isTaken(after) && isTaken(accepting(overlapping(head) as JsonObject))) return undefined;
  const declared = namesIn(base);
  // A parameter that does not say what it is counts as a text (docs/conventions.md, Parameters are text).
  const mayBeList = [base['type']].flat().includes('array');
  const isSent = (value: Json): boolean => (mayBeList || !Array.isArray(value)) && before(value);
  return written.find(
    ({ names, readings }) =>
      names.every((name) => declared.has(name)) && readings.some(isSent) && !readings.some(after),
  );
}

function broken(pairs: readonly SchemaPair[]): ReadonlySet<string> {
  const side = (which: keyof SchemaPair): JsonObject =>
    Object.fromEntries(pairs.map((pair, i) => [`/${String(i)}`, { post: operation(pair[which]) }]));
  return toldPaths(side('base'), side('head'));
}

function operation(schema: JsonObject): JsonObject {
  return { parameters: [{ name: 'q', in: 'query', schema }], responses: { '200': { description: 'ok' } } };
}

test(
  `hardly ever says of a parameter that nothing breaks where what one may write shows it (seed ${String(seed)})`,
  () => {
    const pairs = fc.sample(schemaPair, { seed, numRuns: count });
    const overlooked: string[] = [];
    let shown = 0;
    for (let from = 0; from < pairs.length; from += BATCH) {
      const batch = pairs.slice(from, from + BATCH);
      const errors = broken(batch);
      for (const [i, pair] of batch.entries()) {
        const found = refused(pair);
        if (found === undefined) continue;
        shown += 1;
        if (!errors.has(`/${String(i)}`)) overlooked.push(JSON.stringify({ ...found, ...pair }));
      }
    }
    const shortest = overlooked.sort((a, b) => a.length - b.length).slice(0, LISTED);
    expect(shown, 'what texts show').toBeGreaterThan(count / 10);
    // Not every text that a value can be written as is looked for: with other seeds one in two thousand was overlooked.
    expect(overlooked.length / shown, shortest.join('\n')).toBeLessThan(0.005);
  },
  Math.max(120_000, count * 60),
);
