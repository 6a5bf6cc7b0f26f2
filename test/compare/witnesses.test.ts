import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/spec/json.ts';
import { schemaPair } from './brute-force/pairs.ts';
import { asOld } from './as-old.ts';
import { judge } from './judge-witnesses.ts';
import { largeText } from './large-pair.ts';
import { shared } from './shared.ts';

const corpora = shared('corpora');

describe.skipIf(!existsSync(corpora))('a stranger’s validator confirms every witness, and few errors have none', () => {
  test.each([
    ['oasdiff', 237, 3],
    ['probes', 12, 0],
    ['optic', 25, 0],
  ])('of %s', { timeout: 120_000 }, (folder, least, most) => {
    const found = readdirSync(join(corpora, folder)).map((pair) =>
      judge(pair, textOf(folder, pair, 'base.yaml'), textOf(folder, pair, 'revision.yaml')),
    );
    expect(found.flatMap(({ faults }) => faults)).toEqual([]);
    expect(found.reduce((sum, { witnesses }) => sum + witnesses, 0)).toBeGreaterThanOrEqual(least);
    expect(found.reduce((sum, { unproved }) => sum + unproved, 0)).toBeLessThanOrEqual(most);
  });

  test.each([
    ['stripe', 58, 0],
    ['gh-api', 65, 3],
    ['gh-ghes', 3, 0],
    ['twilio', 10, 1],
  ])('of %s', { timeout: 180_000 }, (name, least, most) => {
    const { faults, witnesses, unproved } = judge(name, largeText(name, 'base'), largeText(name, 'revision'));
    expect(faults).toEqual([]);
    expect(witnesses).toBeGreaterThanOrEqual(least);
    expect(unproved).toBeLessThanOrEqual(most);
  });
});

/** More of them: `SLUICE_PAIRS=20000`, and others: `SLUICE_SEED`. */
const count = Number(process.env['SLUICE_PAIRS'] ?? 1000);
const seed = Number(process.env['SLUICE_SEED'] ?? 20261122);

function documentOf(openapi: string, schemas: readonly JsonObject[]): Buffer {
  const responses = { '200': { description: 'ok' } };
  const paths = schemas.flatMap((schema, i): [string, Json][] => {
    const content = { 'application/json': { schema } };
    return [
      [`/request/${String(i)}`, { post: { requestBody: { content }, responses } }],
      [`/response/${String(i)}`, { post: { responses: { '200': { description: 'ok', content } } } }],
      [`/query/${String(i)}`, { post: { parameters: [{ name: 'q', in: 'query', schema }], responses } }],
    ];
  });
  return Buffer.from(
    JSON.stringify({ openapi, info: { title: 'Test', version: '1' }, paths: Object.fromEntries(paths) }),
  );
}

describe('a stranger’s validator confirms every witness of random pairs', () => {
  test.each<[string, (schema: JsonObject) => JsonObject]>([
    ['3.1.0', (schema) => schema],
    ['3.0.3', asOld],
  ])('of OpenAPI %s', { timeout: Math.max(120_000, count * 100) }, (version, written) => {
    const pairs = fc.sample(schemaPair, { seed, numRuns: count });
    let shown = 0;
    for (let from = 0; from < pairs.length; from += 20) {
      const batch = pairs.slice(from, from + 20);
      const [base, head] = (['base', 'head'] as const).map((side) =>
        documentOf(
          version,
          batch.map((pair) => written(pair[side])),
        ),
      );
      const { faults, witnesses } = judge(`pairs from ${String(from)}`, base ?? Buffer.of(), head ?? Buffer.of());
      expect(faults).toEqual([]);
      shown += witnesses;
    }
    expect(shown).toBeGreaterThan(count / 2);
  });
});

function textOf(folder: string, pair: string, file: string): Buffer {
  return readFileSync(join(corpora, folder, pair, file));
}
