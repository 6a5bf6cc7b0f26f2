import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare } from '../../../src/compare/compare.ts';
import type { Change } from '../../../src/compare/change.ts';
import { composed, isComposable, placed } from './composition.ts';
import { describeDocument, smallPairs, type DocumentPair } from './documents.ts';
import { isVersion } from './rewrites.ts';

const seed = Number(process.env['SLUICE_SEED'] ?? 20261121);
/** Of each version of OpenAPI: only one version can be that of a composed description. */
const COMPOSITIONS = 200;

const pairs = smallPairs().filter(({ base, head }) => isComposable(base) && isComposable(head));

function changesOf({ base, head }: Omit<DocumentPair, 'name'>): Change[] {
  const options = { today: '2026-11-20', witness: 'all' } as const;
  return compare(describeDocument(base), describeDocument(head), options);
}

/** What is said of each operation, at which level and with which proof; what is said of a whole document is said once. */
function rows(changes: readonly Change[], pathOf = (path: string): string => path): string[] {
  return changes.flatMap(({ id, level, operations, witness }) =>
    operations.map(({ method, path }) =>
      JSON.stringify([level, id, method, pathOf(path), witness?.surface, witness?.instance]),
    ),
  );
}

/** Of what has operations: what is said of components and versions belongs to the whole. */
function fingerprints(changes: readonly Change[]): string[] {
  return changes.filter(({ operations }) => operations.length > 0).map(({ fingerprint }) => fingerprint);
}

function sorted(each: readonly string[]): string[] {
  return [...new Set(each)].sort();
}

describe.skipIf(pairs.length === 0)('two changes at disjoint places', () => {
  test.each(['3.0', '3.1'])(
    `are told together as each alone, none lost and none added: OpenAPI %s (seed ${String(seed)})`,
    (version) => {
      const changing = pairs.filter(
        (pair) => isVersion(pair.base, version) && isVersion(pair.head, version) && rows(changesOf(pair)).length > 0,
      );
      expect(changing.length).toBeGreaterThan(150);
      const any = fc.constantFrom(...changing);
      for (const [first, second] of fc.sample(fc.tuple(any, any), { seed, numRuns: COMPOSITIONS })) {
        const together = { base: composed(first.base, second.base), head: composed(first.head, second.head) };
        const [changes, firstAlone] = [changesOf(together), changesOf(first)];
        const alone = [...rows(firstAlone), ...rows(changesOf(second), placed)];
        expect(sorted(rows(changes)), `${first.name} beside ${second.name}`).toEqual(sorted(alone));
        expect(fingerprints(changes), second.name).toEqual(expect.arrayContaining(fingerprints(firstAlone)));
      }
    },
  );
});
