import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compare } from '../../../src/compare/compare.ts';
import type { Json, JsonObject } from '../../../src/spec/json.ts';
import { describeObject } from '../describe.ts';
import { newInResponse, refusedInRequest } from './oracle.ts';
import { schemaPair, type SchemaPair } from './pairs.ts';

/** More of them: `SLUICE_PAIRS=200000`, and others: `SLUICE_SEED`. */
const count = Number(process.env['SLUICE_PAIRS'] ?? 3000);
const seed = Number(process.env['SLUICE_SEED'] ?? 20261121);
/** Pairs in one description: reading and comparing one costs more than what a small schema adds to it. */
const BATCH = 40;
const LISTED = 20;
/**
 * Measured: 0.0015. Known: a response's property whose description goes, so that `additionalProperties` governs it, and members of
 * choices that nothing satisfies.
 */
const MOST_OVERLOOKED = 0.003;

const places = { request: refusedInRequest, response: newInResponse } as const;
type Place = keyof typeof places;

function operation(place: Place, schema: JsonObject): JsonObject {
  const content = { 'application/json': { schema } };
  const ok = { description: 'ok' };
  return place === 'request'
    ? { requestBody: { content }, responses: { '200': ok } }
    : { responses: { '200': { ...ok, content } } };
}

/** The paths at which the comparison says that something breaks, or may break. */
function broken(pairs: readonly SchemaPair[]): ReadonlySet<string> {
  const side = (which: keyof SchemaPair) =>
    describeObject({
      paths: Object.fromEntries(
        pairs.flatMap((pair, i) =>
          (Object.keys(places) as Place[]).map((place): [string, Json] => [
            `/${place}/${String(i)}`,
            { post: operation(place, pair[which]) },
          ]),
        ),
      ),
    });
  const changes = compare(side('base'), side('head'), { today: '2026-11-20', witness: 'all' });
  const told = changes.filter(({ level }) => level !== 'info');
  return new Set(told.flatMap(({ operations }) => operations.map(({ path }) => path)));
}

test(
  `hardly ever says that nothing breaks where a value shows it (seed ${String(seed)})`,
  () => {
    const pairs = fc.sample(schemaPair, { seed, numRuns: count });
    const overlooked: string[] = [];
    let shown = 0;
    for (let from = 0; from < pairs.length; from += BATCH) {
      const batch = pairs.slice(from, from + BATCH);
      const errors = broken(batch);
      for (const [i, pair] of batch.entries()) {
        for (const [place, refute] of Object.entries(places)) {
          const instance = refute(pair);
          if (instance === undefined) continue;
          shown += 1;
          if (errors.has(`/${place}/${String(i)}`)) continue;
          overlooked.push(
            `${place} ${JSON.stringify(instance)}: ${JSON.stringify(pair.base)} → ${JSON.stringify(pair.head)}`,
          );
        }
      }
    }
    const shortest = overlooked
      .sort((a, b) => a.length - b.length)
      .slice(0, LISTED)
      .join('\n');
    expect(overlooked.length / shown, shortest).toBeLessThanOrEqual(MOST_OVERLOOKED);
    expect(shown, 'what values show').toBeGreaterThan(count / 3);
  },
  Math.max(120_000, count * 40),
);
