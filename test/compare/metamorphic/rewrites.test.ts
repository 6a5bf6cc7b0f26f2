import { expect, test, describe } from 'vitest';
import { compare } from '../../../src/compare/compare.ts';
import { asYaml, describeDocument, inTwoFiles, smallDocuments } from './documents.ts';
import { errorsBetween, toldBetween } from './errors.ts';
import { prefixed, rewrites, silent } from './rewrites.ts';

const options = { today: '2026-11-20' };
const documents = smallDocuments();
/** Far above what it takes: more than a thousand descriptions, each compared twice. */
const PATIENCE_MS = 600_000;

describe.skipIf(documents.length === 0)('what says the same is no error', () => {
  test.each(Object.entries(rewrites))(
    '%s',
    (called, rewrite) => {
      const found = silent.has(called) ? toldBetween : errorsBetween;
      let count = 0;
      const faults = documents.flatMap(({ name, document }) => {
        const rewritten = rewrite(document);
        if (rewritten === undefined) return [];
        count += 1;
        return found(describeDocument(document), describeDocument(rewritten)).map((text) => `${name}: ${text}`);
      });
      expect(faults.slice(0, 20), String(faults.length)).toEqual([]);
      expect(count, 'descriptions that it can be done to').toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  test(
    'YAML and JSON',
    () => {
      for (const { document } of documents) {
        expect(compare(describeDocument(document), asYaml(document), options)).toEqual([]);
      }
    },
    PATIENCE_MS,
  );

  test('one file and two', () => {
    let count = 0;
    for (const { document } of documents) {
      const parted = inTwoFiles(document);
      if (parted === undefined) continue;
      count += 1;
      expect(errorsBetween(describeDocument(document), parted)).toEqual([]);
    }
    expect(count).toBeGreaterThan(100);
  });

  test('a prefix of the paths and of the server', () => {
    for (const { document } of documents) {
      const inPaths = describeDocument(prefixed(document, 'paths'));
      for (const where of ['servers', 'own servers'] as const) {
        expect(errorsBetween(inPaths, describeDocument(prefixed(document, where)))).toEqual([]);
      }
    }
  });
});
