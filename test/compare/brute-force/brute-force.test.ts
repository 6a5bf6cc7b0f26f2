import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../src/spec/json.ts';
import { conventions, newInResponse, refusedInRequest } from './oracle.ts';
import { newerPair, schemaPair, type SchemaPair } from './pairs.ts';
import { toldPaths } from './told.ts';

/** More of them: `SLUICE_PAIRS=200000`, and others: `SLUICE_SEED`. */
const count = Number(process.env['SLUICE_PAIRS'] ?? 3000);
const seed = Number(process.env['SLUICE_SEED'] ?? 20261121);
/** Pairs in one description: reading and comparing one costs more than what a small schema adds to it. */
const BATCH = 40;
const LISTED = 20;
const places = { request: refusedInRequest, response: newInResponse } as const;
type Place = keyof typeof places;

function operation(place: Place, schema: JsonObject): JsonObject {
  const content = { 'application/json': { schema } };
  const ok = { description: 'ok' };
  return place === 'request'
    ? { requestBody: { content }, responses: { '200': ok } }
    : { responses: { '200': { ...ok, content } } };
}

function broken(pairs: readonly SchemaPair[]): ReadonlySet<string> {
  const side = (which: keyof SchemaPair): JsonObject =>
    Object.fromEntries(
      pairs.flatMap((pair, i) =>
        (Object.keys(places) as Place[]).map((place): [string, Json] => [
          `/${place}/${String(i)}`,
          { post: operation(place, pair[which]) },
        ]),
      ),
    );
  return toldPaths(side('base'), side('head'));
}

test.each([
  ['the words of all versions', schemaPair],
  ['those of 3.1', newerPair],
])(
  `never says that nothing breaks where a value shows it, in %s (seed ${String(seed)})`,
  (_, arbitrary) => {
    const pairs = fc.sample(arbitrary, { seed, numRuns: count });
    const overlooked: string[] = [];
    const excuses = new Set<string>();
    let shown = 0;
    for (let from = 0; from < pairs.length; from += BATCH) {
      const batch = pairs.slice(from, from + BATCH);
      const errors = broken(batch);
      for (const [i, pair] of batch.entries()) {
        for (const [place, refute] of Object.entries(places)) {
          const found = refute(pair);
          if (found === undefined) continue;
          if (found.excusedBy === undefined) shown += 1;
          if (errors.has(`/${place}/${String(i)}`)) continue;
          if (found.excusedBy === undefined) overlooked.push(`${place} ${JSON.stringify({ ...found, ...pair })}`);
          else excuses.add(found.excusedBy);
        }
      }
    }
    expect(overlooked.sort((a, b) => a.length - b.length).slice(0, LISTED)).toEqual([]);
    expect(shown, 'what values show').toBeGreaterThan(count / 3);
    expect([...excuses].sort(), 'each excuses something').toEqual(conventions);
  },
  Math.max(120_000, count * 40),
);

test('what excuses is a convention', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/conventions.md'), 'utf8');
  expect(conventions.filter((heading) => !text.includes(`\n### ${heading}\n`))).toEqual([]);
});
